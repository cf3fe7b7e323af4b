package depot.gnss.rtcm;

import depot.gnss.frames.Frame;
import depot.gnss.frames.RtcmFraming;

/** Reads a frame's message bit by bit, the highest first. Callers check {@link #left()} before they read. One thread. */
final class Bits {
    private final Frame frame;
    private final int end;
    private int at = RtcmFraming.MESSAGE_AT * 8;

    Bits(Frame frame) {
        this.frame = frame;
        end = (frame.length() - 3) * 8; // the CRC
    }

    int left() {
        return end - at;
    }

    /** An unsigned number of up to 64 bits; one of 64 may come out negative. */
    long unsigned(int width) {
        long value = 0;
        for (int wanted = width; wanted > 0; ) {
            int inByte = 8 - (at & 7);
            int taken = Math.min(inByte, wanted);
            int bits = frame.u1(at >> 3) >> inByte - taken & (1 << taken) - 1;
            value = value << taken | bits;
            at += taken;
            wanted -= taken;
        }
        return value;
    }

    /** In two's complement. */
    long signed(int width) {
        int unused = 64 - width;
        return unsigned(width) << unused >> unused;
    }

    int integer(int width) {
        return (int) unsigned(width);
    }

    boolean flag() {
        return unsigned(1) != 0;
    }
}
