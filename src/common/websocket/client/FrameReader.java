package depot.common.websocket.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes a stream of bytes from a WebSocket server apart (RFC 6455, section 5.2).
 *
 * <pre>
 *   0               1               2               3
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  |F|R|R|R| opcode|M| length      | extended length               |
 *  |I|S|S|S|  (4)  |A|    (7)      | 16 bits if length = 126,      |
 *  |N|V|V|V|       |S|             | 64 bits if length = 127       |
 *  +-+-+-+-+-------+-+-------------+-------------------------------+
 *  | payload (a server does not mask)                              |
 * </pre>
 *
 * Payload is handed on as it comes, in parts that lie in the caller's buffer: nothing is copied, and a sink that
 * only counts never touches it. No I/O; one stream each; not for use by several threads.
 */
public final class FrameReader {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int MOST_CONTROL_BYTES = 125;
    private static final int LONGEST_HEAD = 10;

    public interface Sink {
        /**
         * Part of a message, between position and limit; may be empty.
         *
         * @param first whether it begins a message
         * @param last whether the message is complete with it
         */
        void message(ByteBuffer part, boolean first, boolean last);

        /** A whole control frame. */
        void control(int opcode, ByteBuffer payload);
    }

    /** The server broke the protocol; the connection is of no use any more. */
    public static final class BrokenFrame extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenFrame(String message) {
            super(message);
        }
    }

    private final Sink sink;
    private final long longestFrame;
    /** A head, or a control frame's payload, that the end of a buffer cut in two. */
    private byte[] cut;
    private int cutLength;

    private boolean inFrame;
    private int opcode;
    private boolean last;
    private long left;
    private boolean inMessage;
    private boolean atMessageStart;
    private boolean binary;

    /** Takes frames of any length: they are handed on as they come. */
    public FrameReader(Sink sink) {
        this(sink, Long.MAX_VALUE);
    }

    /** @param longestFrame a data frame that says it has more bytes is a broken one */
    public FrameReader(Sink sink, long longestFrame) {
        this.sink = sink;
        this.longestFrame = longestFrame;
    }

    /** During {@link Sink#message}: whether the message is binary, not text. */
    public boolean isBinary() {
        return binary;
    }

    /** Reads the buffer to its end. */
    public void feed(ByteBuffer in) throws BrokenFrame {
        while (inFrame || readHead(in)) {
            if (left > 0 && !in.hasRemaining()) {
                return;
            }
            if (opcode >= CLOSE) {
                readControl(in);
            } else {
                readMessage(in);
            }
        }
    }

    private boolean readHead(ByteBuffer in) throws BrokenFrame {
        if (cutLength > 0 || in.remaining() < LONGEST_HEAD) {
            return readCutHead(in);
        }
        begin(in);
        return true;
    }

    /** Near the end of the buffer: byte by byte, until as many are there as the head turns out to need. */
    private boolean readCutHead(ByteBuffer in) throws BrokenFrame {
        if (cut == null) {
            cut = new byte[LONGEST_HEAD];
        }
        while (cutLength < headLength()) {
            if (!in.hasRemaining()) {
                return false;
            }
            cut[cutLength++] = in.get();
        }
        ByteBuffer head = ByteBuffer.wrap(cut, 0, cutLength);
        cutLength = 0;
        begin(head);
        return true;
    }

    private int headLength() {
        if (cutLength < 2) {
            return 2;
        }
        return switch (cut[1] & 0x7f) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    private void begin(ByteBuffer head) throws BrokenFrame {
        int first = head.get();
        int second = head.get();
        last = (first & 0x80) != 0;
        opcode = first & 0x0f;
        left = switch (second & 0x7f) {
            case 126 -> head.getShort() & 0xffff;
            case 127 -> head.getLong();
            default -> second & 0x7f;
        };
        check(first, second);
        inFrame = true;
        if (opcode < CLOSE) {
            atMessageStart = opcode != CONTINUATION;
            binary = opcode == BINARY || binary && opcode == CONTINUATION;
            inMessage = !last;
        }
    }

    private void check(int first, int second) throws BrokenFrame {
        if ((first & 0x70) != 0) {
            throw new BrokenFrame("reserved bits are set");
        }
        if ((second & 0x80) != 0) {
            throw new BrokenFrame("a server must not mask");
        }
        if (opcode > BINARY && opcode < CLOSE || opcode > PONG) {
            throw new BrokenFrame("unknown opcode " + opcode);
        }
        if (opcode >= CLOSE && (!last || left > MOST_CONTROL_BYTES)) {
            throw new BrokenFrame("a control frame in pieces, or too long");
        }
        if (opcode < CLOSE && (opcode == CONTINUATION) != inMessage) {
            throw new BrokenFrame(inMessage ? "a message within a message" : "nothing to continue");
        }
        if (left < 0) {
            throw new BrokenFrame("a negative length");
        }
        if (left > longestFrame) {
            throw new BrokenFrame("a frame of " + left + " bytes");
        }
    }

    private void readMessage(ByteBuffer in) {
        int end = in.limit();
        int count = (int) Math.min(left, in.remaining());
        int next = in.position() + count;
        left -= count;
        inFrame = left > 0;
        in.limit(next);
        sink.message(in, atMessageStart, last && !inFrame);
        in.limit(end).position(next);
        atMessageStart = false;
    }

    private void readControl(ByteBuffer in) {
        int count = (int) Math.min(left, in.remaining());
        if (cut == null || cut.length < MOST_CONTROL_BYTES) {
            cut = new byte[MOST_CONTROL_BYTES];
        }
        in.get(cut, cutLength, count);
        cutLength += count;
        left -= count;
        if (left == 0) {
            ByteBuffer payload = ByteBuffer.wrap(Arrays.copyOf(cut, cutLength));
            cutLength = 0;
            inFrame = false;
            sink.control(opcode, payload);
        }
    }
}
