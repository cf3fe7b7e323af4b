package depot.sim.recording;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the few kinds of MessagePack that recordings have. One thread. */
final class MessagePackWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private MessagePackWriter put(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    /** @param entries below 16 */
    MessagePackWriter map(int entries) {
        return put(0x80 | entries, 1);
    }

    /** @param entries below 16 */
    MessagePackWriter list(int entries) {
        return put(0x90 | entries, 1);
    }

    MessagePackWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 32) {
            put(0xA0 | bytes.length, 1);
        } else {
            put(0xDB, 1).put(bytes.length, 4);
        }
        out.writeBytes(bytes);
        return this;
    }

    MessagePackWriter blob(byte[] bytes) {
        put(0xC6, 1).put(bytes.length, 4);
        out.writeBytes(bytes);
        return this;
    }

    /** Not negative. */
    MessagePackWriter number(long value) {
        return value < 128 ? put(value, 1) : put(0xCF, 1).put(value, 8);
    }

    MessagePackWriter nil() {
        return put(0xC0, 1);
    }

    MessagePackWriter no() {
        return put(0xC2, 1);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
