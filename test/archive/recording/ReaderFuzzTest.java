package depot.archive.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.MemoryBudget;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged recordings: the fault is reported by name, in bounded memory and time, and nothing else is thrown. */
class ReaderFuzzTest {
    private static final int PIECE = 60_000;
    /** What one reading may allocate: its buffers, a message of the largest size, twice, and what is shown. */
    private static final long MAX_ALLOCATED = 6L * MessageFramer.MAX_MESSAGE;

    /** Bits flipped in messages, in their unpacked form too, where LZ4 would hide most of what can go wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"compacted", "newer", "field"})
    void flippedBitsAreReportedByName(String name) {
        byte[] all = FieldRecordings.read(name);
        byte[] good = Arrays.copyOf(all, Math.min(all.length, PIECE));
        Random random = new Random(4711);
        for (int round = 0; round < 150; round++) {
            byte[] bytes = round % 2 == 0 || name.equals("newer") ? good.clone() : plain(good);
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            check(bytes);
        }
    }

    /** Every number in the first messages that may be a length says the largest values. */
    @ParameterizedTest
    @ValueSource(strings = {"compacted", "newer"})
    void wrongSizesAreReportedByName(String name) {
        byte[] all = FieldRecordings.read(name);
        byte[] packed = Arrays.copyOf(all, Math.min(all.length, 8_000));
        byte[] good = name.equals("newer") ? packed : plain(packed);
        int[] lies = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1 << 24, good.length};
        for (int at = 4; at + 4 <= good.length; at += 7) {
            byte[] bytes = good.clone();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, lies[at % lies.length]);
            check(bytes);
        }
    }

    /** The same with numbers of eight bytes, as Protobuf's frame, row counts and places of buffers are. */
    @ParameterizedTest
    @ValueSource(strings = {"compacted", "newer"})
    void longSizesThatLieAreToldByName(String name) {
        byte[] all = FieldRecordings.read(name);
        byte[] packed = Arrays.copyOf(all, Math.min(all.length, 8_000));
        byte[] good = name.equals("newer") ? packed : plain(packed);
        long[] lies = {Long.MAX_VALUE, Long.MAX_VALUE - 15, Long.MIN_VALUE, -1, -16, 1L << 40, 1L << 32, 0xFFFFFFF0L, 4_000_000,
            good.length};
        ByteBuffer at = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
        int count = 0;
        for (int i = 12; i + 8 <= good.length; i++) {
            boolean size = at.getLong(i) >= 0 && at.getLong(i) <= good.length;
            if (size || i % 5 == 0) {
                byte[] bytes = good.clone();
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(i, lies[count++ % lies.length]);
                check(bytes);
            }
        }
        assertTrue(count > 1000, count + " places");
    }

    private static void check(byte[] bytes) {
        com.sun.management.ThreadMXBean thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        // one that never ends is ended by JUnit's own time limit
        RecordingReader.Result result = assertTimeout(Duration.ofSeconds(5),
                () -> new RecordingReader(new Found()).read(bytes, 0, bytes.length));
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MAX_ALLOCATED, allocated + " bytes");
        if (result.damaged() > 0) {
            assertTrue(result.notes().keySet().stream().anyMatch(note -> note.startsWith("a message that cannot be read")));
        }
        result.notes().keySet().forEach(note -> assertFalse(note.contains("Exception"), note)); // it is Damaged, and says what is
        result.fault().ifPresent(why -> assertTrue(why.startsWith("it"), why));
    }

    /** The same recording without compression, as a recorder may write it. */
    private static byte[] plain(byte[] recording) {
        ByteBuffer from = ByteBuffer.wrap(recording).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to = ByteBuffer.allocate(recording.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        to.put(recording, 0, 8).put(new byte[] {0, 1, 0, 0});
        Lz4 lz4 = new Lz4(new MessageMemory(MemoryBudget.UNLIMITED, Duration.ZERO));
        for (int at = 12; at + 8 <= recording.length && from.getInt(at) > 0 && at + 8 + from.getInt(at) <= recording.length;
                at += 8 + from.getInt(at)) {
            int unpacked = from.getInt(at + 4);
            try {
                to.putInt(unpacked).putInt(unpacked).put(lz4.unpack(recording, at + 8, from.getInt(at), unpacked), 0, unpacked);
            } catch (NoMessageRoom e) {
                throw new AssertionError(e);
            }
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    @Test
    void uncompressedRecordingsAreRead() {
        byte[] packed = FieldRecordings.read("compacted");
        Found expected = new Found();
        new RecordingReader(expected).read(packed, 0, packed.length);
        byte[] bytes = plain(packed);
        Found found = new Found();
        new RecordingReader(found).read(bytes, 0, bytes.length);
        assertEquals(expected.rows, found.rows);
    }

    /** A message that says it is larger than any may be is passed over, as its bytes come; what follows is read. */
    @Test
    void aMessageThatIsTooLargeIsPassedOver() {
        byte[] good = FieldRecordings.read("compacted");
        int more = MessageFramer.MAX_MESSAGE + 1;
        byte[] head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(more).putInt(more).array();
        Found found = new Found();
        RecordingReader reader = new RecordingReader(found);
        reader.read(good, 0, 12);
        reader.read(head, 0, 8);
        byte[] piece = new byte[1 << 20];
        for (int left = more; left > 0; left -= Math.min(left, piece.length)) {
            reader.read(piece, 0, Math.min(left, piece.length));
        }
        RecordingReader.Result result = reader.read(good, 12, good.length - 12);
        assertEquals(java.util.Set.of("a message of more than 16 MB"), result.notes().keySet());
        assertEquals(120, found.rows.get("/robot/x"));
    }
}
