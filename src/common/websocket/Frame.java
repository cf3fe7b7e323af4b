package depot.common.websocket;

import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * One whole WebSocket frame, ready to be written. A server does not mask, so the same frame serves every client: it is
 * encoded once, however many read it. Immutable.
 *
 * <pre>
 *  byte 0      byte 1        then                     (RFC 6455, section 5.2, server to client)
 *  FIN=1 000   0 length      0, 2 or 8 bytes of       payload
 *  opcode      (7 bits)      length, big-endian
 * </pre>
 */
public final class Frame {
    static final int TEXT = 0x1;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final byte[] bytes;
    private final OutputBudget.Load load; // null for one so small that the number of connections bounds it

    private Frame(byte[] bytes) {
        this.bytes = bytes;
        load = bytes.length > MemoryBudget.SMALL_BYTES ? new OutputBudget.Load(bytes.length) : null;
    }

    /** A text message of one frame; {@code utf8} is valid UTF-8. */
    public static Frame text(byte[] utf8) {
        return encode(TEXT, utf8);
    }

    /** Several frames joined into one, written one after the other: one object for all connections that get the same frames. */
    public static Frame join(List<Frame> frames) {
        int length = 0;
        for (Frame frame : frames) {
            length += frame.bytes.length;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (Frame frame : frames) {
            System.arraycopy(frame.bytes, 0, bytes, at, frame.bytes.length);
            at += frame.bytes.length;
        }
        return new Frame(bytes);
    }

    /** @param payload at most 125 bytes; the peer's pong brings them back */
    public static Frame ping(byte[] payload) {
        return control(PING, payload);
    }

    static Frame pong(byte[] payload) {
        return control(PONG, payload);
    }

    /** Bytes that were encoded already: the handshake's answer and close frames, which Java-WebSocket makes. */
    static Frame ready(byte[] bytes) {
        return new Frame(bytes);
    }

    private static Frame control(int opcode, byte[] payload) {
        if (payload.length > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("a control frame carries at most " + MAX_CONTROL_PAYLOAD + " bytes");
        }
        return encode(opcode, payload);
    }

    private static Frame encode(int opcode, byte[] payload) {
        int length = payload.length;
        int head = length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (0x80 | opcode);
        if (head == 2) {
            frame[1] = (byte) length;
        } else if (head == 4) {
            frame[1] = 126;
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = 127;
            for (int i = 0; i < 4; i++) { // the upper four bytes stay zero
                frame[6 + i] = (byte) (length >>> 8 * (3 - i));
            }
        }
        System.arraycopy(payload, 0, frame, head, length);
        return new Frame(frame);
    }

    /** Bytes on the wire, head included. */
    public int length() {
        return bytes.length;
    }

    /** A copy of what the frame carries, without its head. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, head(), bytes.length);
    }

    private int head() {
        return switch (bytes[1]) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    /** How many bytes it carries. */
    public int payloadLength() {
        return bytes.length - head();
    }

    /** Writes a part of what it carries. */
    public void writePayload(OutputStream out, int from, int length) throws IOException {
        out.write(bytes, head() + from, length);
    }

    /** What it counts as in memory until all peers have read it; null for a small one. */
    public OutputBudget.Load load() {
        return load;
    }

    /** The frame's own array: not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "Frame[" + bytes.length + " bytes " + Arrays.toString(Arrays.copyOf(bytes, Math.min(2, bytes.length))) + "]";
    }
}
