package depot.gps.source;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.nmea.Rmc;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.ubx.NavPvt;
import depot.gnss.ubx.UbxDecoder;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Finds where epochs begin in a recorded stream. The clocks of sentences, UBX and RTCM differ by seconds, so the first kind
 * of message that has a time is the one that counts. One thread.
 */
final class EpochClock {
    /** A longer step, or one back, is a gap in the recording: it is not waited out. */
    private static final long LONGEST_STEP_MILLIS = 10_000;
    private static final long STEP_AT_A_GAP_MILLIS = 1_000;
    private String kind;
    private long epochMillis;

    /** How long after the last epoch this frame's begins, in milliseconds; 0 in the same one, or without a time. */
    long step(Frame frame) {
        if (kind != null && !kind.equals(kind(frame))) {
            return 0;
        }
        OptionalLong frameMillis = millis(frame);
        if (frameMillis.isEmpty()) {
            return 0;
        }
        boolean first = kind == null;
        kind = kind(frame);
        long step = frameMillis.getAsLong() - epochMillis;
        epochMillis = frameMillis.getAsLong();
        if (first || step == 0) {
            return 0;
        }
        return step > 0 && step <= LONGEST_STEP_MILLIS ? step : STEP_AT_A_GAP_MILLIS;
    }

    private static String kind(Frame frame) {
        return switch (frame.protocol()) {
            case NMEA -> "NMEA";
            case UBX -> "UBX";
            case RTCM3 -> "RTCM" + (RtcmDecoder.decode(frame) instanceof MsmHeader msm ? msm.number() : 0);
        };
    }

    private static OptionalLong millis(Frame frame) {
        if (frame.protocol() == Protocol.NMEA) {
            OptionalInt time = switch (NmeaDecoder.decode(frame)) {
                case Gga gga -> gga.timeOfDayMillis();
                case Rmc rmc -> rmc.timeOfDayMillis();
                default -> OptionalInt.empty();
            };
            return time.isPresent() ? OptionalLong.of(time.getAsInt()) : OptionalLong.empty();
        }
        if (frame.protocol() == Protocol.UBX) {
            return UbxDecoder.decode(frame) instanceof NavPvt pvt ? OptionalLong.of(pvt.timeOfWeekMillis()) : OptionalLong.empty();
        }
        return RtcmDecoder.decode(frame) instanceof MsmHeader msm ? msm.millisOfWeek() : OptionalLong.empty();
    }
}
