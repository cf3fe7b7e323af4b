package depot.archive.keep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.store.FreeSpace;
import depot.archive.store.NoEvents;
import depot.archive.store.Place;
import depot.archive.store.Store;
import depot.archive.store.Upload;
import depot.common.time.Time;
import depot.recordings.SmallFileWriter;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
    private static final Place FOLDER = new Place(List.of("frog-0", "sessions", "2026-11-29T00-41-56"));
    private static final Place RECORDING = FOLDER.child("session.rrd");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path temp;
    final Clocks clocks = new Clocks();
    final Counter made = Counter.build("made", "made").labelNames("what").create();
    Inventory inventory;
    Store store;
    Housekeeping housekeeping;

    /** The wall clock starts at the real time, as the disk's times are real; each is turned by the test. */
    private static final class Clocks implements Time {
        private long nanos = 1;
        private long millis = System.currentTimeMillis();

        void advance(Duration by) {
            nanos += by.toNanos();
            millis += by.toMillis();
        }

        /** The wall clock is set, and no time goes by. */
        void step(Duration by) {
            millis += by.toMillis();
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long millis() {
            return millis;
        }
    }

    @BeforeEach
    void begin() throws IOException {
        begin(Optional.empty());
    }

    private void begin(Optional<Duration> keep) throws IOException {
        FreeSpace space = new FreeSpace(() -> Long.MAX_VALUE / 2, 0);
        store = new Store(temp, space, new NoEvents());
        inventory = new Inventory(clocks);
        housekeeping = new Housekeeping(store, space, clocks, Optional.of(HOUR), keep, inventory, made);
    }

    private Path disk(Place place) {
        return temp.resolve(String.join("/", place.names()));
    }

    private Path write(Place place, byte[] content) throws IOException {
        Files.createDirectories(disk(place).getParent());
        return Files.write(disk(place), content);
    }

    private static byte[] content() {
        byte[] content = new byte[1_500_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i / 777);
        }
        return content;
    }

    private void look(int times, Duration apart) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            clocks.advance(apart);
            housekeeping.look();
        }
    }

    private byte[] read() throws IOException {
        try (SeekableByteChannel channel = store.read(RECORDING)) {
            ByteBuffer all = ByteBuffer.allocate((int) channel.size());
            channel.read(all);
            return all.array();
        }
    }

    private boolean isSmall() {
        return !Files.exists(disk(RECORDING)) && Files.exists(disk(FOLDER.child("session.rrd.zst")));
    }

    private double count(String what) {
        return made.labels(what).get();
    }

    @Test
    void aRecordingThatDoesNotChangeForAnHourIsMadeSmall() throws Exception {
        FileTime time = FileTime.from(Instant.parse("2026-11-29T00:45:00Z"));
        Files.setLastModifiedTime(write(RECORDING, content()), time);
        write(FOLDER.child("metadata.json"), "{}".repeat(50_000).getBytes());
        look(5, Duration.ofMinutes(10));
        assertFalse(isSmall(), "50 minutes");
        look(2, Duration.ofMinutes(10));
        assertTrue(isSmall());
        assertArrayEquals(content(), read());
        assertEquals(time, store.look(RECORDING).orElseThrow().modified());
        assertTrue(Files.exists(disk(FOLDER.child("metadata.json"))), "only recordings");
        assertEquals(1, count("small"));
        look(1, Duration.ofMinutes(1));
        Inventory.Counts counts = inventory.counts().orElseThrow();
        assertEquals(List.of(1, 1, (long) content().length, Files.size(disk(FOLDER.child("session.rrd.zst"))), time.toMillis()),
                List.of(counts.recordings(), counts.small(), counts.bytes(), counts.storedBytes(), counts.oldestMillis().getAsLong()));
        assertEquals(Set.of("frog-0"), inventory.lastArrivals().keySet());
    }

    @Test
    void oneThatGrowsIsLeftAlone() throws Exception {
        clocks.step(Duration.ofDays(-1)); // the disk's times say nothing
        for (int i = 0; i < 12; i++) {
            Files.write(write(RECORDING, content()), new byte[i], StandardOpenOption.APPEND);
            look(1, Duration.ofMinutes(30));
            assertFalse(isSmall());
        }
    }

    @Test
    void aClockThatWasSetBackDoesNotKeepItFromBecomingSmall() throws Exception {
        write(RECORDING, content());
        clocks.step(Duration.ofDays(-1000));
        look(8, Duration.ofMinutes(10));
        assertTrue(isSmall());
    }

    @Test
    void oneThatPacksToNothingLessStaysAndIsNotTriedAgain() throws Exception {
        byte[] random = new byte[100_000];
        new java.util.Random(1).nextBytes(random);
        write(RECORDING, random);
        look(3, HOUR);
        assertTrue(Files.exists(disk(RECORDING)));
        assertFalse(Files.exists(disk(FOLDER.child("session.rrd.zst"))));
        assertEquals(List.of("session.rrd"), Arrays.asList(disk(FOLDER).toFile().list()));
    }

    /** A kill between any two steps leaves one of these; the next look ends what was begun. */
    @Test
    void whateverAKillLeavesIsReadableAndPutInOrder() throws Exception {
        byte[] content = content();
        Path recording = write(RECORDING, content);
        Path small = disk(FOLDER.child("session.rrd.zst"));
        for (String state : List.of("half written", "written", "both")) {
            Files.deleteIfExists(small);
            Files.write(recording, content);
            Path own = disk(FOLDER.child(".depot-small"));
            try (FileChannel channel = FileChannel.open(recording)) {
                SmallFileWriter.write(channel, content.length, "", own);
            }
            if (state.equals("half written")) {
                Files.write(own, Arrays.copyOf(Files.readAllBytes(own), 500));
            } else if (state.equals("both")) {
                Files.move(own, small);
            }
            begin();
            assertArrayEquals(content, read(), state);
            look(2, HOUR);
            assertTrue(isSmall(), state);
            assertArrayEquals(content, read(), state);
            assertEquals(List.of("session.rrd.zst"), Arrays.asList(disk(FOLDER).toFile().list()), state);
            Files.move(small, disk(FOLDER.child("x"))); // the next begins anew
            Files.delete(disk(FOLDER.child("x")));
        }
    }

    @Test
    void anOldSmallOneBesideANewerRecordingDoesNotCount() throws Exception {
        Path recording = write(RECORDING, "older".repeat(10_000).getBytes());
        look(2, HOUR);
        assertTrue(isSmall());
        Files.write(recording, content());
        assertArrayEquals(content(), read());
        look(2, HOUR);
        assertTrue(isSmall());
        assertArrayEquals(content(), read());
    }

    @Test
    void aRecordingThatChangesWhileItIsMadeSmallStays() throws Exception {
        Path recording = write(RECORDING, content());
        Shrinker shrinker = new Shrinker(store, new FreeSpace(() -> Long.MAX_VALUE / 2, 0));
        FileFacts facts = FileFacts.of(recording).orElseThrow();
        Files.write(recording, new byte[] {1}, StandardOpenOption.APPEND);
        assertEquals(Shrinker.Outcome.CHANGED, shrinker.shrink(recording, facts));
        assertEquals(content().length + 1, Files.size(recording));
        assertEquals(List.of("session.rrd"), Arrays.asList(disk(FOLDER).toFile().list()));
    }

    @Test
    void aRecordingThatCannotBeReadIsReportedAndLeft() throws Exception {
        Path recording = write(RECORDING, content());
        FileFacts facts = FileFacts.of(recording).orElseThrow();
        FileFacts longer = new FileFacts(false, facts.bytes() + 10, facts.modified(), facts.changed(), facts.key());
        Shrinker shrinker = new Shrinker(store, new FreeSpace(() -> Long.MAX_VALUE / 2, 0));
        assertEquals(Shrinker.Outcome.FAILED, shrinker.shrink(recording, longer));
        assertFalse(shrinker.wants(recording, longer));
        assertTrue(shrinker.wants(recording, facts));
        assertTrue(Files.exists(recording));
    }

    private Upload upload(Place place) throws IOException {
        Upload upload = store.write(place, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING));
        upload.write(ByteBuffer.wrap(new byte[100]));
        return upload;
    }

    @Test
    void partialsGoAfterADayAndNotWhileTheyAreWritten() throws Exception {
        Files.createDirectories(disk(FOLDER));
        upload(RECORDING).close();
        upload(FOLDER.child("other.rrd.partial")).close();
        try (Upload going = upload(FOLDER.child("going.rrd"))) {
            look(23, HOUR);
            assertEquals(3, disk(FOLDER).toFile().list().length);
            look(2, HOUR);
            assertEquals(1, disk(FOLDER).toFile().list().length);
            assertEquals(2, count("partial"));
            assertTrue(going.isOpen());
        }
    }

    @Test
    void aClockThatIsSetToTheRightTimeTakesNoPartialAway() throws Exception {
        Files.createDirectories(disk(FOLDER));
        upload(RECORDING).close();
        look(1, Duration.ofMinutes(1));
        clocks.step(Duration.ofDays(2000));
        look(2, Duration.ofMinutes(1));
        assertEquals(1, disk(FOLDER).toFile().list().length);
    }

    private Place session(String name, String endedAt, FileTime time) throws IOException {
        Place folder = new Place(List.of("frog-0", "sessions", name));
        Files.setLastModifiedTime(write(folder.child("session.rrd"), "RRF2".getBytes()), time);
        if (endedAt != null) {
            Files.setLastModifiedTime(write(folder.child("metadata.json"), ("{\"ended_at\":\"" + endedAt + "\"}").getBytes()), time);
        }
        return folder;
    }

    private FileTime daysAgo(int days) {
        return FileTime.fromMillis(clocks.millis() - Duration.ofDays(days).toMillis());
    }

    @Test
    void sessionsGoWholeWhenTheyAreTooOld() throws Exception {
        begin(Optional.of(Duration.ofDays(30)));
        List<Place> stay = new ArrayList<>();
        List<Place> go = new ArrayList<>();
        stay.add(session("young", null, daysAgo(29)));
        go.add(session("old", null, daysAgo(31)));
        stay.add(session("ended-late", daysAgo(5).toString(), daysAgo(31)));
        go.add(session("ended-early", daysAgo(40).toString(), daysAgo(5)));
        stay.add(session("rover-without-a-clock", null, FileTime.fromMillis(0)));
        stay.add(session("rover-without-a-clock-2", "1970-01-01T00:10:00Z", daysAgo(31)));
        stay.add(session("written-into", null, daysAgo(31)));
        Files.createDirectories(temp.resolve("bvr-01/old"));
        Path flat = Files.write(temp.resolve("bvr-01/old/session.rrd"), new byte[1]);
        Files.setLastModifiedTime(flat, daysAgo(31));
        Path log = Files.createDirectories(temp.resolve("frog-0/logs")).resolve("a.log");
        Files.setLastModifiedTime(Files.write(log, new byte[1]), daysAgo(31));
        try (Upload going = upload(stay.getLast().child("more.rrd"))) {
            look(9, Duration.ofMinutes(1));
            assertTrue(Files.exists(disk(go.getFirst())), "the clock has not been steady for ten minutes");
            look(2, Duration.ofMinutes(1));
            for (Place place : go) {
                assertFalse(Files.exists(disk(place)), place.toString());
            }
            for (Place place : stay) {
                assertTrue(Files.exists(disk(place).resolve("session.rrd")), place.toString());
            }
            assertFalse(Files.exists(flat));
            assertFalse(Files.exists(log));
            assertEquals(3, count("session"));
            assertTrue(going.isOpen());
        }
    }

    @Test
    void aClockThatStepsRemovesNothingUntilItIsSteady() throws Exception {
        begin(Optional.of(Duration.ofDays(30)));
        Place session = session("a", null, daysAgo(1));
        look(20, Duration.ofMinutes(1));
        clocks.step(Duration.ofDays(3650));
        look(9, Duration.ofMinutes(1));
        assertTrue(Files.exists(disk(session)));
        clocks.step(Duration.ofDays(-3650)); // it was wrong for a while
        look(30, Duration.ofMinutes(1));
        assertTrue(Files.exists(disk(session)));
    }

    @Test
    void nothingIsRemovedWhereNobodySaidWhen() throws Exception {
        Place session = session("a", "2020-06-01T00:00:00Z", FileTime.from(Instant.parse("2020-06-01T00:00:00Z")));
        look(20, Duration.ofMinutes(1));
        assertTrue(Files.exists(disk(session)));
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        begin(Optional.of(Duration.ofDays(30)));
        Path outside = Files.createTempDirectory("outside");
        Files.setLastModifiedTime(Files.write(outside.resolve("session.rrd"), content()), daysAgo(31));
        Files.createDirectories(temp.resolve("frog-0/sessions"));
        Files.createSymbolicLink(temp.resolve("frog-0/sessions/out"), outside);
        look(20, Duration.ofMinutes(10));
        assertEquals(content().length, Files.size(outside.resolve("session.rrd")));
        assertEquals(0, inventory.counts().orElseThrow().recordings());
        Files.delete(outside.resolve("session.rrd"));
        Files.delete(outside);
    }
}
