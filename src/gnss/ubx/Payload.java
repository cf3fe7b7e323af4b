package depot.gnss.ubx;

import depot.gnss.frames.Frame;
import depot.gnss.frames.UbxFraming;

/**
 * A frame's payload by offset, little-endian, with the document's names for the types (UBX-22008968, section 3.3.5). Check
 * {@link #length()} before reading. Valid as long as the frame is; one thread.
 */
final class Payload {
    private final Frame frame;

    Payload(Frame frame) {
        this.frame = frame;
    }

    int length() {
        return frame.length() - UbxFraming.OVERHEAD;
    }

    int u1(int at) {
        return frame.u1(UbxFraming.PAYLOAD_AT + at);
    }

    int i1(int at) {
        return (byte) u1(at);
    }

    int u2(int at) {
        return u1(at) | u1(at + 1) << 8;
    }

    int i2(int at) {
        return (short) u2(at);
    }

    int i4(int at) {
        return u2(at) | u2(at + 2) << 16;
    }

    long u4(int at) {
        return Integer.toUnsignedLong(i4(at));
    }

    /** A number of 1 to 8 bytes; one of 8 may come out negative. */
    long unsigned(int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) u1(at + i) << 8 * i;
        }
        return value;
    }

    boolean bit(int at, int bit) {
        return (u1(at) >> bit & 1) != 0;
    }

    /** CH: up to a NUL or the end. What is no printable ASCII is a question mark: it goes to people and logs. */
    String text(int at, int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = at; i < at + bytes && u1(i) != 0; i++) {
            int c = u1(i);
            text.append(c >= ' ' && c < 0x7F ? (char) c : '?');
        }
        return text.toString();
    }
}
