package depot.common.websocket.client;

import java.nio.ByteBuffer;

/**
 * Writes what a WebSocket client sends (RFC 6455, section 5.2): whole frames, masked, as a client's must be. Any thread.
 *
 * <pre>
 *  byte 0      byte 1        then                     then
 *  FIN=1 000   1 length      0, 2 or 8 bytes of       4 bytes of mask, payload XOR mask
 *  opcode      (7 bits)      length, big-endian
 * </pre>
 */
public final class MaskedFrame {
    /** Bytes in front of the payload at most. */
    public static final int LONGEST_HEAD = 14;

    private MaskedFrame() {}

    /** Appends one whole frame. @param opcode as {@link FrameReader} has them */
    public static void write(ByteBuffer out, int opcode, byte[] payload, int mask) {
        int length = payload.length;
        out.put((byte) (0x80 | opcode));
        if (length < 126) {
            out.put((byte) (0x80 | length));
        } else if (length <= 0xffff) {
            out.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(length);
        }
        out.putInt(mask);
        for (int i = 0; i < length; i++) {
            out.put((byte) (payload[i] ^ mask >>> (24 - 8 * (i & 3))));
        }
    }
}
