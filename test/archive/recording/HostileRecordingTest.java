package depot.archive.recording;

import static depot.archive.recording.MadeRecording.batch;
import static depot.archive.recording.MadeRecording.doubles;
import static depot.archive.recording.MadeRecording.field;
import static depot.archive.recording.MadeRecording.file;
import static depot.archive.recording.MadeRecording.indexed;
import static depot.archive.recording.MadeRecording.ints;
import static depot.archive.recording.MadeRecording.join;
import static depot.archive.recording.MadeRecording.list;
import static depot.archive.recording.MadeRecording.little;
import static depot.archive.recording.MadeRecording.of;
import static depot.archive.recording.MadeRecording.oneScalar;
import static depot.archive.recording.MadeRecording.pair;
import static depot.archive.recording.MadeRecording.scalar;
import static depot.archive.recording.MadeRecording.schema;
import static depot.archive.recording.MadeRecording.time;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings made to hurt: each costs the one message that lies, in bounded memory and time, and what follows is read. */
class HostileRecordingTest {
    private static final String UNREADABLE = "a message that cannot be read: ";
    private static final byte[] NONE = {};
    private static final byte[] GOOD = MadeRecording.oneRow("/good", 5, 42);

    private static RecordingReader.Result read(Found found, byte[] file) {
        return assertTimeoutPreemptively(Duration.ofSeconds(10), () -> new RecordingReader(found).read(file, 0, file.length));
    }

    /** One message is lost, for this reason, and the good one behind it is there. */
    private static Found readWithGood(String reason, byte[] bad) {
        Found found = new Found();
        RecordingReader.Result result = read(found, file(bad, GOOD));
        assertEquals(Map.of(UNREADABLE + reason, 1L), result.notes());
        assertEquals(1, result.damaged());
        assertArrayEquals(new double[] {42}, found.values("/good"));
        return found;
    }

    @Test
    void whatIsMadeHereIsReadWhereItDoesNotLie() {
        Found found = new Found();
        RecordingReader.Result result = read(found, file(GOOD));
        assertTrue(result.complete(), result.toString());
        assertEquals(Map.of(), result.notes());
        assertArrayEquals(new double[] {42}, found.values("/good"));
        assertEquals(List.of(5L), found.times.get("/good"));
    }

    // memory

    @Test
    void metadataOfMoreThanASchemaCanHaveIsRefused() {
        Found found = readWithGood("metadata of 300416 bytes", paddedTo(300_416, "/padded"));
        assertEquals(0, found.values("/padded").length);
    }

    private static byte[] paddedTo(int bytes, String entity) {
        int own = schema(of(entity), 0, time(), scalar()).length - 8;
        return join(schema(of(entity), bytes - own, time(), scalar()), oneScalar(5, 1));
    }

    /** Each just small enough, and none like another. What was forgotten is parsed again. */
    @Test
    void schemasThatAreKeptAreBoundedInAll() {
        Found found = new Found();
        RecordingReader reader = new RecordingReader(found);
        byte[] head = file();
        reader.read(head, 0, head.length);
        long before = usedBytes();
        int all = 400; // of 100 MB
        RecordingReader.Result result = null;
        for (int i = 0; i < all; i++) {
            byte[] file = file(paddedTo(250_000 + 8 * i, "/entity/" + i % 50));
            result = reader.read(file, head.length, file.length - head.length);
        }
        assertEquals(Map.of(), result.notes());
        assertEquals(all, result.messages());
        assertEquals(50, found.rows.size());
        long kept = usedBytes() - before;
        assertTrue(kept < 40_000_000, kept + " bytes");
        byte[] again = file(paddedTo(250_000, "/entity/0"));
        assertEquals(0, reader.read(again, head.length, again.length - head.length).damaged());
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void namesOfEntitiesAreBoundedInAll() {
        byte[][] streams = IntStream.range(0, 400).mapToObj(i -> join(schema(of("/" + i + "x".repeat(4000)), 0, time(), scalar()),
                oneScalar(5, 1))).toArray(byte[][]::new);
        Found found = new Found();
        RecordingReader.Result result = read(found, file(streams));
        assertEquals(0, result.damaged());
        assertEquals(1, result.notes().size(), result.notes().toString());
        assertTrue(found.rows.size() > 200 && found.rows.size() < 300, found.rows.size() + " entities");
    }

    /** A note may quote a name of the file. */
    @Test
    void notesAreShort() {
        Object[] strange = list("x".repeat(4000) + ".Scalar", field("item", MadeRecording.UTF8, new Object[] {}));
        RecordingReader.Result result = read(new Found(), file(join(schema(of("/" + "y".repeat(4000)), 0, strange))));
        assertEquals(1, result.notes().size());
        result.notes().keySet().forEach(note -> assertTrue(note.length() <= 300, note.length() + " characters"));
    }

    /** As small as a file can be that asks for much: a thousand fields are one, and each has sixty texts that are one, of 4 KB. */
    @Test
    void textsThatAllFieldsShareAreBounded() {
        Object[] field = field("name", MadeRecording.FLOATING, new Object[] {(short) 2});
        field[6] = Collections.nCopies(60, pair("rerun.x" + "x".repeat(2000), "y".repeat(2000)));
        byte[] schema = schema(of("/a"), 0, Collections.nCopies(1000, field).toArray(Object[][]::new));
        assertTrue(schema.length < 10_000);
        readWithGood("its schema has texts of more than 1048576 bytes", schema);
    }

    /** A message of some megabytes, of an entity that nobody wants. */
    private static byte[] large(int bytes) {
        return join(schema(of("/large"), 0, time(), scalar()), batch(1, new byte[bytes]));
    }

    private static void read(RecordingReader reader, byte[] file, int bytes) throws IOException {
        reader.read(Channels.newChannel(new ByteArrayInputStream(file, 0, bytes)));
    }

    /** One at a time is there; the others' readings wait for it, and then say so. */
    @Test
    void largeMessagesOfAllReadingsAreBoundedTogether() throws IOException {
        byte[] file = file(large(3_000_000));
        MemoryBudget budget = new MemoryBudget(3_000_000);
        RecordingReader first = new RecordingReader(new Found(), budget, Duration.ZERO);
        read(first, file, 2_000_000);
        RecordingReader second = new RecordingReader(new Found(), budget, Duration.ZERO);
        read(second, file(GOOD), file(GOOD).length); // small ones need nothing
        try (RecordingReader third = new RecordingReader(new Found(), budget, Duration.ZERO)) {
            assertThrows(NoMessageRoom.class, () -> read(third, file, file.length));
        }
        first.close();
        try (RecordingReader fourth = new RecordingReader(new Found(), budget, Duration.ZERO)) {
            read(fourth, file, file.length);
        }
        assertTrue(budget.share(() -> { }).grow(3_000_000, Duration.ZERO), "all was given back");
    }

    /** The buffer was doubled: a message of nine megabytes took sixteen. */
    @Test
    void aLargeMessageTakesWhatItHas() throws IOException {
        byte[] file = file(large(9_000_000));
        MemoryBudget budget = new MemoryBudget(8_500_000);
        try (RecordingReader reader = new RecordingReader(new Found(), budget, Duration.ZERO)) {
            read(reader, file, file.length);
            assertTrue(budget.share(() -> { }).grow(400_000, Duration.ZERO), "a megabyte is not charged");
        }
    }

    /** What it unpacks to is charged as well: 255 bytes of one, of zeros. */
    @Test
    void whatUnpacksToMuchIsCharged() {
        int unpacked = 4_000_000;
        byte[] packed = new byte[unpacked / 255 + 20];
        Arrays.fill(packed, (byte) -1);
        packed[0] = 0x1F; // one literal, then a match whose length goes on
        packed[1] = 0;
        packed[2] = 1;
        packed[3] = 0;
        byte[] head = {'R', 'R', 'F', '2', 0, 22, 1, 0, 1, 1, 0, 0};
        byte[] file = join(head, little(8).putInt(packed.length).putInt(unpacked).array(), packed);
        RecordingReader reader = new RecordingReader(new Found(), new MemoryBudget(1_000_000), Duration.ZERO);
        MemoryBudget other = new MemoryBudget(4_000_000);
        MemoryBudget.Share held = other.share(() -> { });
        assertTrue(held.grow(2_000_000, Duration.ZERO));
        reader.read(file, 0, file.length); // no more than the whole budget is ever asked for
        assertThrows(UncheckedIOException.class, () -> new RecordingReader(new Found(), other, Duration.ZERO).read(file, 0, file.length));
    }

    /** After a stretch without large ones another reading may have them. */
    @Test
    void theMemoryForLargeMessagesIsGivenBackWhileItReadsOn() throws IOException {
        MemoryBudget budget = new MemoryBudget(4_000_000);
        RecordingReader reader = new RecordingReader(new Found(), budget, Duration.ZERO);
        byte[] file = file(large(3_000_000));
        read(reader, file, file.length);
        assertFalse(budget.share(() -> { }).grow(4_000_000, Duration.ZERO));
        byte[] small = file(large(500_000));
        for (int i = 0; i < 140; i++) {
            reader.read(small, 12, small.length - 12);
        }
        assertTrue(budget.share(() -> { }).grow(4_000_000, Duration.ZERO));
        RecordingReader.Result last = reader.read(file, 12, 1_000_000);
        assertEquals(141, last.messages());
    }

    /** Zeros to the end of a sparse file were read for hours, though two words of them are the end. */
    @Test
    void whatFollowsTheEndIsNotRead() throws IOException {
        byte[] start = join(file(GOOD), new byte[8]);
        int[] reads = new int[1];
        RecordingReader.Result result = new RecordingReader(new Found()).read(new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) {
                assertTrue(++reads[0] < 3, "it reads on");
                int count = into.remaining();
                into.put(reads[0] == 1 ? start : new byte[0]).put(new byte[into.remaining()]);
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        assertTrue(result.ended() && result.complete(), result.toString());
        assertEquals(1, result.messages());
    }

    // lengths

    /** The sum of head and length is negative: it went on for ever at one place. */
    @Test
    void aLengthThatOverflowsEndsTheReading() {
        byte[] bytes = {'R', 'R', 'F', '2', 0, 22, 1, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, (byte) 0xF0, -1, -1, -1, -1, -1, -1, 0x7F};
        RecordingReader.Result result = read(new Found(), bytes);
        assertEquals("it is damaged at byte 12: a message of kind 1 and 9223372036854775792 bytes", result.fault().orElseThrow());
        assertEquals(12, result.bytes());
        assertFalse(result.cut());
    }

    @ParameterizedTest
    @CsvSource({"1099511627776, false", "1099511627777, true", "9223372036854775807, true", "-1, true", "-16, true",
        "-9223372036854775808, true", "4294967296, false", "4294967280, false", "2147483648, false"})
    void longLengthsArePassedOverOrRefused(long length, boolean refused) {
        byte[] head = {'R', 'R', 'F', '2', 0, 22, 1, 0, 0, 2, 0, 0};
        byte[] file = join(head, little(16).putLong(2).putLong(length).array(), new byte[100_000]);
        RecordingReader.Result result = read(new Found(), file);
        assertEquals(refused, result.fault().isPresent(), result.toString());
        assertEquals(!refused, result.cut());
        assertEquals(refused ? Map.of() : Map.of("a message of more than 16 MB", 1L), result.notes());
        assertEquals(refused ? 12 : file.length, result.bytes());
    }

    // what once was no Damaged, and broke off the reading of all sessions

    /** In a batch they are numbers, whatever their values are; the columns behind them are found all the same. */
    @Test
    void columnsOfDictionariesAreLeftOutByName() {
        Object[] blob = list("rerun.components.Blob", indexed(list("item", field("item", MadeRecording.INT, new Object[] {8, (byte) 0}))));
        Object[] positions = list("rerun.components.Position3D",
                indexed(field("item", MadeRecording.FIXED_SIZE_LIST, new Object[] {3}, float32())));
        Object[] text = list("rerun.components.Text", indexed(field("item", MadeRecording.UTF8, new Object[] {})));
        byte[] offsets = ints(0, 1);
        byte[] number = ints(0);
        Found found = new Found();
        RecordingReader.Result result = read(found, file(join(schema(of("/a"), 0, blob, positions, text, scalar()),
                batch(1, NONE, offsets, NONE, number, NONE, offsets, NONE, number, NONE, offsets, NONE, number,
                        NONE, offsets, NONE, doubles(7)))));
        assertEquals(0, result.damaged());
        String why = " of a type that is not known in /a";
        assertEquals(Map.of("a column Blob" + why, 1L, "a column Position3D" + why, 1L, "a column Text" + why, 1L), result.notes());
        assertArrayEquals(new double[] {7}, found.values("/a"));
        assertEquals(0, found.pictures);
        assertEquals(Map.of(), found.scans);
    }

    private static Object[] float32() {
        return field("item", MadeRecording.FLOATING, new Object[] {(short) 1});
    }

    @ParameterizedTest
    @CsvSource({"80, 3", "-5, 3", "2147483647, 3", "8, 500", "8, -1"})
    void idAndSizeThatLeadElsewhereAreDamage(int idLength, int sizeLength) {
        byte[] schema = schema(List.of(pair("rerun.entity_path", "/a"), pair("rerun.id", new MadeRecording.Lie("01234567", idLength)),
                pair("rerun.heap_size_bytes", new MadeRecording.Lie("100", sizeLength))), 0, time(), scalar());
        byte[] row = join(schema, oneScalar(5, 1));
        Found found = new Found();
        RecordingReader.Result result = read(found, file(row, row, GOOD));
        assertEquals(Map.of(UNREADABLE + "its id or its size leads outside its schema", 2L), result.notes());
        assertArrayEquals(new double[] {42}, found.values("/good"));
    }

    /** A listener that cannot write ends the reading; any other failure is a damaged message. */
    @Test
    void onlyAListenersOwnFailuresComeThrough() {
        UncheckedIOException full = new UncheckedIOException(new IOException("the disk is full"));
        byte[] file = file(GOOD, GOOD);
        assertSame(full, assertThrows(UncheckedIOException.class, () -> new RecordingReader(throwing(full)).read(file, 0, file.length)));
        RecordingReader.Result result = new RecordingReader(throwing(new IllegalStateException("x"))).read(file, 0, file.length);
        assertEquals(2, result.damaged());
        assertEquals(Map.of(UNREADABLE + "java.lang.IllegalStateException: x", 2L), result.notes());
    }

    private static Found throwing(RuntimeException failure) {
        return new Found() {
            @Override
            public void scalar(String entity, long nanos, double value) {
                throw failure;
            }
        };
    }

    // rows

    /** Some 300 bytes that ask for four million calls. */
    @Test
    void rowsThatNothingBacksAreRefused() {
        byte[] schema = schema(of("/a"), 0, field("any", MadeRecording.INT, new Object[] {64, (byte) 0}));
        Found found = readWithGood("a chunk of 4000000 rows in 0 bytes", join(schema, batch(4_000_000)));
        assertFalse(found.rows.containsKey("/a"));
        readWithGood("a chunk of 3 rows in 8 bytes", join(schema, batch(3, NONE, new byte[8])));
        readWithGood("a chunk of -1 rows in 8 bytes", join(schema, batch(-1, NONE, new byte[8])));
    }

    /** Offsets 0, n, 0, n …: every second row is null, and each other one would show all points again. */
    @Test
    void rowsThatShowTheSamePointsAgainAreRefused() {
        int count = 1000;
        int points = 10_000;
        Object[] positions = list("rerun.components.Position3D", field("item", MadeRecording.FIXED_SIZE_LIST, new Object[] {3}, float32()));
        Found found = readWithGood("its rows show the same bytes again", join(schema(of("/lidar/points"), 0, positions),
                batch(count, everySecond(count), falling(count, points), NONE, NONE, new byte[12 * points])));
        assertEquals(points, found.scans.get("/lidar/points").points);
    }

    @Test
    void rowsThatShowTheSamePictureAgainAreRefused() {
        int count = 1000;
        int bytes = 100_000;
        Object[] blob = list("rerun.components.Blob", list("item", field("item", MadeRecording.INT, new Object[] {8, (byte) 0})));
        Found found = readWithGood("its rows show the same bytes again", join(schema(of("/camera/image"), 0, blob),
                batch(count, everySecond(count), falling(count, 1), NONE, ints(0, bytes), NONE, new byte[bytes])));
        assertEquals(1, found.pictures);
    }

    @Test
    void rowsThatShowTheSameTextAgainAreRefused() {
        int count = 1000;
        int bytes = 100_000;
        Object[] text = list("rerun.components.Text", field("item", MadeRecording.UTF8, new Object[] {}));
        byte[] letters = new byte[bytes];
        Arrays.fill(letters, (byte) 'x');
        Found found = readWithGood("its rows show the same bytes again", join(schema(of("/events"), 0, text),
                batch(count, everySecond(count), falling(count, 1), NONE, ints(0, bytes), letters)));
        assertEquals(bytes, found.texts.get("/events").length());
    }

    private static byte[] everySecond(int rows) {
        byte[] bits = new byte[(rows + 7) / 8];
        Arrays.fill(bits, (byte) 0b01010101);
        return bits;
    }

    private static byte[] falling(int rows, int most) {
        return ints(IntStream.rangeClosed(0, rows).map(i -> i % 2 == 0 ? 0 : most).toArray());
    }

    /** The same with offsets that rise, also over rows that are null: each point once. */
    @Test
    void nullRowsBetweenPointsAreNone() {
        int count = 1000;
        Object[] positions = list("rerun.components.Position3D", field("item", MadeRecording.FIXED_SIZE_LIST, new Object[] {3}, float32()));
        Found found = new Found();
        RecordingReader.Result result = read(found, file(join(schema(of("/lidar/points"), 0, positions),
                batch(count, everySecond(count), ints(IntStream.rangeClosed(0, count).map(i -> 10 * i).toArray()), NONE, NONE,
                        new byte[12 * 10 * count]))));
        assertTrue(result.complete(), result.toString());
        assertEquals(500, found.scans.get("/lidar/points").frames);
        assertEquals(5000, found.scans.get("/lidar/points").points);
    }
}
