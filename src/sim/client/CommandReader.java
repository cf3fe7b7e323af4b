package depot.sim.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the short masked frames of a WebSocket client apart (RFC 6455, section 5.2): whole ones of at most 125 bytes; a rover
 * is never sent others. No I/O; one connection each, one thread.
 */
final class CommandReader {
    private static final int HEAD = 2 + 4; // with the mask
    private static final int MOST_PAYLOAD = 125;

    private final byte[] frame = new byte[HEAD + MOST_PAYLOAD];
    private int length; // of the frame, so far
    private byte[] payload = {};

    /**
     * Reads up to the end of a frame.
     *
     * @return false when more bytes are needed
     * @throws IOException when it is no such frame
     */
    boolean next(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            frame[length++] = in.get();
            if (length == 2) {
                check();
            }
            if (length >= HEAD && length == HEAD + (frame[1] & 0x7f)) {
                payload = Arrays.copyOfRange(frame, HEAD, length);
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= frame[2 + (i & 3)];
                }
                length = 0;
                return true;
            }
        }
        return false;
    }

    private void check() throws IOException {
        if ((frame[0] & 0xf0) != 0x80 || (frame[1] & 0x80) == 0 || (frame[1] & 0x7f) > MOST_PAYLOAD) {
            throw new IOException("not a short whole frame of a client");
        }
    }

    int opcode() {
        return frame[0] & 0x0f;
    }

    /** A copy of the newest frame's payload. */
    ByteBuffer payload() {
        return ByteBuffer.wrap(payload.clone());
    }
}
