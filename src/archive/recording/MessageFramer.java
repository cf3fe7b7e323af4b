package depot.archive.recording;

import static depot.archive.recording.LittleEndian.i32;
import static depot.archive.recording.LittleEndian.i64;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the messages in the bytes of a recording (Rerun's RRF2), which come in pieces of any size.
 *
 * <pre>
 *  "RRF2"  u8[4] version  u8 compression (0 none, 1 LZ4 block)  u8 serializer (1 MessagePack, 2 Protobuf)  u8[2]
 *  MessagePack:  u32 packed bytes  u32 unpacked bytes  then the packed ones;    two zeros: the end
 *  Protobuf:     u64 kind          u64 bytes           then those;              kind 0: the end
 * </pre>
 *
 * Memory: what is not taken yet, one message of {@link #MAX_MESSAGE} at most. It grows to {@link MessageMemory#FREE} only as bytes come,
 * and beyond that to what the message's head says. A longer message is skipped and counted. What follows the end is not looked at: newer
 * recorders write a table of contents there. One thread; no I/O.
 */
final class MessageFramer {
    /** Bound for one message, packed and unpacked. The recorder's own bound for a chunk is far below. */
    static final int MAX_MESSAGE = 16 * 1024 * 1024;
    private static final int FIRST_BUFFER = 256 * 1024;
    private static final int FILE_HEAD = 12;
    /** LZ4 makes 255 bytes of one, at the best. */
    private static final int MAX_RATIO = 255;
    /** Bound for the kind of a Protobuf message; there are three. */
    private static final int MAX_KIND = 64;
    /** A message that says it is longer than any disk is damage; sums of such lengths would overflow. */
    private static final long MAX_LENGTH = 1L << 40;

    /** What {@link #next} found. */
    enum Found { MESSAGE, MORE_BYTES_NEEDED, END }

    enum Serializer { MESSAGE_PACK, PROTOBUF }

    private final MessageMemory memory;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int end;
    private long taken; // bytes of the recording before start
    private long skipping; // bytes of a message that is skipped; never more than a head and MAX_LENGTH
    private int tooLarge;
    private Serializer serializer; // null before the head
    private String version = "";
    private boolean lz4;
    private boolean ended;
    private long messageAt;
    private int kind;
    private int messageStart;
    private int messageBytes;
    private int unpackedBytes;
    private int wanted; // of the message that begins at start, its head included; 0 where that is not known

    MessageFramer(MessageMemory memory) {
        this.memory = memory;
    }

    /** Room for bytes that come next; {@link #filled} says how many came. Taken messages are gone by this. */
    ByteBuffer room() throws NoMessageRoom {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            grow();
        }
        return ByteBuffer.wrap(buffer, end, buffer.length - end);
    }

    private void grow() throws NoMessageRoom {
        int length = Math.min(2 * buffer.length, MessageMemory.FREE);
        if (length <= buffer.length) {
            length = wanted; // more than is here, as the buffer holds nothing but the beginning of its message
            memory.packed(length, lz4 ? unpackedBytes : 0);
        }
        buffer = Arrays.copyOf(buffer, length);
    }

    /** Goes back to a small buffer. @return false where what is here needs a large one */
    boolean shrink() {
        if (end - start > FIRST_BUFFER) {
            return false;
        }
        byte[] small = new byte[FIRST_BUFFER];
        System.arraycopy(buffer, start, small, 0, end - start);
        end -= start;
        start = 0;
        buffer = small;
        return true;
    }

    void filled(int bytes) {
        end += bytes;
    }

    /**
     * The next message, if it is here whole; the methods below describe it until the next call.
     *
     * @throws RecordingException when the bytes are no such recording, or cannot be followed any further
     */
    Found next() throws RecordingException {
        skip();
        wanted = 0;
        if (serializer == null && !head()) {
            return Found.MORE_BYTES_NEEDED;
        }
        while (true) {
            if (ended) {
                return Found.END;
            }
            int head = serializer == Serializer.MESSAGE_PACK ? 8 : 16;
            if (skipping > 0 || end - start < head) {
                return Found.MORE_BYTES_NEEDED;
            }
            long bytes = serializer == Serializer.MESSAGE_PACK ? packHead() : protobufHead();
            if (ended) {
                continue;
            }
            if (bytes > MAX_MESSAGE || unpackedBytes > MAX_MESSAGE || unpackedBytes < 0) {
                tooLarge++;
                skipping = head + bytes;
                skip();
                continue;
            }
            if (end - start < head + bytes) {
                wanted = head + (int) bytes;
                return Found.MORE_BYTES_NEEDED;
            }
            messageAt = taken;
            messageStart = start + head;
            messageBytes = (int) bytes;
            take(head + messageBytes);
            return Found.MESSAGE;
        }
    }

    private void skip() {
        int count = (int) Math.min(skipping, end - start);
        take(count);
        skipping -= count;
    }

    private void take(int bytes) {
        start += bytes;
        taken += bytes;
    }

    private boolean head() throws RecordingException {
        int there = Math.min(end - start, 4);
        String magic = new String(buffer, start, there, StandardCharsets.ISO_8859_1);
        if (!"RRF2".startsWith(magic)) {
            boolean older = magic.startsWith("RRF") || magic.startsWith("RRIO");
            throw new RecordingException((older ? "it is a recording of a form that is not read: " : "it is no recording: it begins with ")
                    + magic.replaceAll("[^ -~]", "?"));
        }
        if (end - start < FILE_HEAD) {
            return false;
        }
        version = (buffer[start + 4] & 0xFF) + "." + (buffer[start + 5] & 0xFF) + "." + (buffer[start + 6] & 0xFF);
        int compression = buffer[start + 8];
        if (compression != 0 && compression != 1) {
            throw new RecordingException("its compression is of kind " + (compression & 0xFF) + ", which is not known");
        }
        lz4 = compression == 1;
        serializer = switch (buffer[start + 9]) {
            case 1 -> Serializer.MESSAGE_PACK;
            case 2 -> Serializer.PROTOBUF;
            default -> throw new RecordingException("its serializer is of kind " + (buffer[start + 9] & 0xFF) + ", which is not known");
        };
        take(FILE_HEAD);
        return true;
    }

    private long packHead() throws RecordingException {
        long packed = i32(buffer, start) & 0xFFFFFFFFL;
        long unpacked = i32(buffer, start + 4) & 0xFFFFFFFFL;
        if (packed == 0 && unpacked == 0) {
            ended = true;
            return 0;
        }
        boolean possible = lz4 ? unpacked <= packed * MAX_RATIO && packed <= unpacked + unpacked / 255 + 16 : packed == unpacked;
        if (!possible) {
            throw lost("a message of " + packed + " bytes cannot hold " + unpacked);
        }
        kind = -1;
        unpackedBytes = (int) Math.min(unpacked, Integer.MAX_VALUE);
        return packed;
    }

    private long protobufHead() throws RecordingException {
        long number = i64(buffer, start);
        long bytes = i64(buffer, start + 8);
        if (number == 0) {
            ended = true;
            return 0;
        }
        if (number < 0 || number > MAX_KIND || bytes < 0 || bytes > MAX_LENGTH) {
            throw lost("a message of kind " + Long.toUnsignedString(number) + " and " + Long.toUnsignedString(bytes) + " bytes");
        }
        kind = (int) number;
        unpackedBytes = 0; // the message itself says
        return bytes;
    }

    private RecordingException lost(String what) {
        return new RecordingException("it is damaged at byte " + taken + ": " + what);
    }

    /** The array that the message is in; it begins at {@link #start}. */
    byte[] bytes() {
        return buffer;
    }

    int start() {
        return messageStart;
    }

    int length() {
        return messageBytes;
    }

    /** The unpacked length of a MessagePack message. */
    int unpackedLength() {
        return unpackedBytes;
    }

    /** The kind of a Protobuf message. */
    int kind() {
        return kind;
    }

    /** Where the message begins in the recording. */
    long at() {
        return messageAt;
    }

    /** Where the next message begins: all before is taken. */
    long takenBytes() {
        return taken;
    }

    /** Whether bytes of a message are here that is not whole. */
    boolean isWithinMessage() {
        return skipping > 0 || end > start;
    }

    int tooLarge() {
        return tooLarge;
    }

    Serializer serializer() {
        return serializer;
    }

    boolean isLz4() {
        return lz4;
    }

    /** The recorder's version from the head, such as {@code 0.22.1}; empty before the head was read. */
    String version() {
        return version;
    }
}
