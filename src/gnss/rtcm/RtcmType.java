package depot.gnss.rtcm;

import depot.gnss.frames.Frame;
import depot.gnss.frames.RtcmFraming;
import java.util.OptionalInt;

/**
 * A message's number, with its sub-type where it has one: {@code 1005}, {@code 4072.1}. Any number is one, known or not.
 *
 * <pre>
 *   bit  0                12
 *        message number   sub-type, of u-blox's 4072
 *        12 bits          12 bits
 * </pre>
 *
 * @param number 0 to 4095; -1 is a frame without a whole number, such as an empty one
 */
public record RtcmType(int number, OptionalInt subType) {
    public static final int UBLOX = 4072;
    private static final int NUMBER_BYTES = 2;
    private static final int SUB_TYPE_BYTES = 3;

    public static RtcmType of(int number) {
        return new RtcmType(number, OptionalInt.empty());
    }

    /** Of an RTCM 3 frame, for callers that only count; reads no further than its first bytes. */
    public static RtcmType of(Frame frame) {
        int length = frame.length() - RtcmFraming.OVERHEAD;
        int at = RtcmFraming.MESSAGE_AT;
        if (length < NUMBER_BYTES) {
            return of(-1);
        }
        int number = frame.u1(at) << 4 | frame.u1(at + 1) >> 4;
        boolean hasSubType = number == UBLOX && length >= SUB_TYPE_BYTES;
        return new RtcmType(number, hasSubType ? OptionalInt.of((frame.u1(at + 1) & 0xF) << 8 | frame.u1(at + 2)) : OptionalInt.empty());
    }

    @Override
    public String toString() {
        return subType.isPresent() ? number + "." + subType.getAsInt() : String.valueOf(number);
    }
}
