package depot.gnss.rtcm;

import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;

/**
 * Reads the RTCM 3 messages that say something about the base itself, and the headers of its measurements: RTCM 10403.3.
 *
 * <p>Stateless; any thread. Whatever the bytes are, there is a result and no exception.
 */
public final class RtcmDecoder {
    private RtcmDecoder() {}

    /** @param frame an RTCM 3 frame; nothing of it is kept */
    public static RtcmMessage decode(Frame frame) {
        if (frame.protocol() != Protocol.RTCM3) {
            throw new IllegalArgumentException(frame + " is not RTCM 3");
        }
        RtcmType type = RtcmType.of(frame);
        Bits bits = new Bits(frame);
        int messageBytes = bits.left() / 8;
        if (type.number() < 0) {
            return new RtcmMessage.Malformed(type, "a message of " + messageBytes + " bytes, without a number");
        }
        if (MsmHeader.isMsm(type.number())) {
            return MsmHeader.read(type, bits);
        }
        return switch (type.number()) {
            case StationPosition.NUMBER, StationPosition.NUMBER_WITH_HEIGHT -> StationPosition.read(type, bits);
            case AntennaDescriptor.NUMBER, AntennaDescriptor.NUMBER_WITH_RECEIVER -> AntennaDescriptor.read(type, bits);
            case GlonassBiases.NUMBER -> GlonassBiases.read(type, bits);
            case RtcmType.UBLOX -> new RtcmMessage.Proprietary(type, messageBytes);
            default -> new RtcmMessage.Unknown(type, messageBytes);
        };
    }

    static RtcmMessage tooShort(RtcmType type, int bits, int needed) {
        return new RtcmMessage.Malformed(type, "a message of " + bits + " bits, not " + needed);
    }
}
