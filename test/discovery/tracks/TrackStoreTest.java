package depot.discovery.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of tracks: what is written is there after a kill at any time, and takes no more than it may. */
class TrackStoreTest {
    private static final long DAY = 1_700_000_000_000L;
    private static final long PLENTY = 100_000_000;

    @TempDir
    Path folder;

    private TrackStore store(long maxBytes) throws IOException {
        TrackStore store = new TrackStore(folder, maxBytes);
        store.load();
        return store;
    }

    private static TrackPoint point(long millis) {
        return new TrackPoint(millis, 48.1 + millis % 1000 * 1e-6, 11.5, Float.NaN, millis == DAY);
    }

    private static List<TrackPoint> points(long from, int count) {
        return IntStream.range(0, count).mapToObj(i -> point(from + i * 1000L)).toList();
    }

    private static List<TrackPoint> read(TrackStore store, String rover) throws IOException {
        List<TrackPoint> all = new ArrayList<>();
        for (TrackStore.Piece piece : store.pieces(rover, 0, Long.MAX_VALUE)) {
            all.addAll(TrackSegment.read(piece.file(), piece.count()));
        }
        return all;
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size());
            return all.getFirst();
        }
    }

    @Test
    void aRestartGoesOnWhereItWas() throws Exception {
        store(PLENTY).append("frog-0", points(DAY, 3));
        TrackStore again = store(PLENTY); // nobody closed the first one
        again.append("frog-0", points(DAY + 3000, 2));
        again.append("frög \"1\"/..", points(DAY + 1, 1));
        assertEquals(points(DAY, 5), read(store(PLENTY), "frog-0"));
        assertEquals(points(DAY + 1, 1), read(store(PLENTY), "frög \"1\"/.."));
        assertEquals(List.of("frog-0", "frög \"1\"/.."), store(PLENTY).rovers());
        assertEquals(DAY, store(PLENTY).since("frog-0").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 31})
    void aCutLastRecordCostsOnlyItself(int cut) throws Exception {
        store(PLENTY).append("frog-0", points(DAY, 3));
        try (FileChannel file = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
            file.truncate(file.size() - cut);
        }
        TrackStore again = store(PLENTY);
        assertEquals(points(DAY, 2), read(again, "frog-0"));
        again.append("frog-0", points(DAY + 9000, 2));
        List<TrackPoint> expected = new ArrayList<>(points(DAY, 2));
        expected.addAll(points(DAY + 9000, 2));
        assertEquals(expected, read(store(PLENTY), "frog-0"));
    }

    @Test
    void zerosThatAPowerCutLeftAreNoPlace() throws Exception {
        store(PLENTY).append("frog-0", points(DAY, 3));
        try (FileChannel file = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(4096), file.size());
        }
        TrackStore again = store(PLENTY);
        again.append("frog-0", points(DAY + 3000, 1));
        assertEquals(points(DAY, 4), read(again, "frog-0"));
    }

    @Test
    void aBrokenRecordInTheMiddleEndsTheLineThereAndCostsNoOther() throws Exception {
        store(PLENTY).append("frog-0", points(DAY, 5));
        try (FileChannel file = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), TrackSegment.HEAD + 2 * TrackRecord.BYTES + 9);
        }
        List<TrackPoint> read = read(store(PLENTY), "frog-0");
        assertEquals(List.of(DAY, DAY + 1000, DAY + 3000, DAY + 4000), read.stream().map(TrackPoint::millis).toList());
        assertEquals(List.of(true, false, true, false), read.stream().map(TrackPoint::begins).toList());
    }

    @Test
    void aFileWithoutAHeadGoesAndWhatIsNotOursStays() throws Exception {
        Files.write(folder.resolve("0000000000000007"), new byte[5000]);
        Files.write(folder.resolve("0000000000000008"), new byte[3]);
        Files.writeString(folder.resolve("notes.txt"), "of somebody");
        TrackStore store = store(PLENTY);
        assertEquals(List.of(), store.rovers());
        assertEquals("notes.txt", onlyFile().getFileName().toString());
    }

    @Test
    void aRoverHasNoMoreThanItsShareAndOfThatTheNewest() throws Exception {
        TrackStore store = store(PLENTY);
        int count = TrackSegment.RECORDS * (TrackStore.MOST_OF_A_ROVER + 3) + 10;
        store.append("frog-0", points(DAY, count));
        List<TrackPoint> read = read(store, "frog-0");
        assertTrue(read.size() > 86_400, "a whole day at one a second: " + read.size());
        assertEquals(points(DAY, count).subList(count - read.size(), count), read);
        assertTrue(onDisk() <= 3_000_000, String.valueOf(onDisk()));
        assertTrue(onDisk() <= store.bytes());
    }

    private long onDisk() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void allTogetherTakeNoMoreThanTheyMayAndTheOldestGoFirst() throws Exception {
        long most = 10L * TrackSegment.BYTES;
        TrackStore store = store(most);
        for (int round = 0; round < 6; round++) {
            for (String rover : List.of("a", "b", "c")) {
                store.append(rover, points(DAY + round * 3_000_000L, TrackSegment.RECORDS));
                assertTrue(onDisk() <= most && store.bytes() <= most, onDisk() + " " + store.bytes());
            }
        }
        for (String rover : List.of("a", "b", "c")) {
            List<TrackPoint> read = read(store, rover);
            assertEquals(DAY + 5 * 3_000_000L + (TrackSegment.RECORDS - 1) * 1000L, read.getLast().millis());
            assertTrue(read.size() >= 2 * TrackSegment.RECORDS, rover + " has as much as the others: " + read.size());
        }
        assertEquals(store.bytes(), store(most).bytes());
        TrackStore less = store(3L * TrackSegment.BYTES);
        assertTrue(onDisk() <= 3L * TrackSegment.BYTES, "a smaller setting holds from the start");
        assertEquals(List.of("a", "b", "c"), less.rovers());
    }

    @Test
    void manyRoversWithLittleRoomKeepWithinIt() throws Exception {
        TrackStore store = store(40_000);
        for (int i = 0; i < 50; i++) {
            store.append("rover " + i, points(DAY, 100));
            assertTrue(store.bytes() <= 40_000 && onDisk() <= 40_000);
        }
        assertEquals(points(DAY, 100), read(store, "rover 49"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000_000_000L, 4_000_000_000_000L})
    void aClockThatIsSetRemovesNothingAndTurnsNothingRound(long setTo) throws Exception {
        TrackStore store = store(PLENTY);
        store.append("frog-0", points(DAY, 10));
        store.append("frog-0", points(setTo, 10));
        TrackStore again = store(PLENTY); // and started with that clock
        again.append("frog-0", points(DAY + 60_000, 10));
        List<TrackPoint> expected = new ArrayList<>(points(DAY, 10));
        expected.addAll(points(setTo, 10));
        expected.addAll(points(DAY + 60_000, 10));
        assertEquals(expected, read(again, "frog-0"));
        assertEquals(expected, read(store(PLENTY), "frog-0"));
    }

    @Test
    void aClockThatGoesBackALittleStandsStillInTheTrack() throws Exception {
        TrackStore store = store(PLENTY);
        store.append("frog-0", List.of(point(DAY), point(DAY + 4000), point(DAY + 2000), point(DAY + 6000)));
        assertEquals(List.of(DAY, DAY + 4000, DAY + 4000, DAY + 6000), read(store, "frog-0").stream().map(TrackPoint::millis).toList());
    }

    @Test
    void anIdThatIsTooLongHasNoTrackAndHurtsNobody() throws Exception {
        TrackStore store = store(PLENTY);
        store.append("x".repeat(2000), points(DAY, 1));
        store.append("😀".repeat(128), points(DAY, 1)); // the longest that can register
        assertEquals(List.of("😀".repeat(128)), store.rovers());
    }
}
