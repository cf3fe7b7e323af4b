package depot.gnss.rtcm;

import depot.gnss.frames.RtcmFraming;
import java.util.Arrays;

/** Writes a message bit by bit, the highest first. One thread. */
final class BitWriter {
    private final byte[] bytes = new byte[RtcmFraming.MAX_MESSAGE];
    private int at;

    /**
     * The lowest {@code width} bits of a number, signed or not.
     *
     * @throws IllegalArgumentException when the message gets too long
     */
    BitWriter put(long value, int width) {
        checkRoom(width);
        for (int bit = width - 1; bit >= 0; bit--, at++) {
            bytes[at >> 3] |= (byte) ((value >>> bit & 1) << 7 - (at & 7));
        }
        return this;
    }

    BitWriter put(boolean flag) {
        return put(flag ? 1 : 0, 1);
    }

    /** As {@link #put(long, int)}, any number of them. */
    BitWriter zeros(int count) {
        checkRoom(count);
        at += count;
        return this;
    }

    private void checkRoom(int bits) {
        if (at + bits > bytes.length * 8) {
            throw new IllegalArgumentException("a message of more than " + bytes.length + " bytes");
        }
    }

    /** The whole frame, the last byte filled up with zeros. */
    byte[] frame() {
        return RtcmFraming.encode(Arrays.copyOf(bytes, (at + 7) / 8));
    }
}
