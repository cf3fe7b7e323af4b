package depot.gnss.ubx;

import depot.gnss.frames.UbxFraming;
import java.nio.charset.StandardCharsets;

/** Fills a payload by offset, little-endian; what is not written is 0. One thread. */
final class PayloadWriter {
    private final byte[] bytes;

    PayloadWriter(int length) {
        bytes = new byte[length];
    }

    byte[] frame(UbxId id) {
        return UbxFraming.encode(id.messageClass(), id.id(), bytes);
    }

    PayloadWriter u1(int at, int value) {
        return put(at, 1, value);
    }

    PayloadWriter u2(int at, int value) {
        return put(at, 2, value);
    }

    PayloadWriter u4(int at, long value) {
        return put(at, 4, value);
    }

    /** The lowest bytes of a number, signed or not. */
    PayloadWriter put(int at, int count, long value) {
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    /** A number in units of {@code 1 / perUnit}, rounded. */
    PayloadWriter scaled(int at, int count, double value, double perUnit) {
        return put(at, count, Math.round(value * perUnit));
    }

    /** Cut to {@code count} bytes. */
    PayloadWriter text(int at, int count, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(characters, 0, bytes, at, Math.min(count, characters.length));
        return this;
    }
}
