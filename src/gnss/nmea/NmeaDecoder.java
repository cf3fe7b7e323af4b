package depot.gnss.nmea;

import depot.gnss.frames.Frame;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.Protocol;

/**
 * Reads sentences of any talker.
 *
 * <pre>
 *   $ GN GGA , 084159.00 , 3203.94995 , ... * HH
 *     |  |     field 1     field 2
 *     |  sentence formatter
 *     talker: two letters; an address that begins with P is proprietary and has none
 * </pre>
 *
 * Stateless; any thread. Whatever the bytes are, there is a result and no exception.
 */
public final class NmeaDecoder {
    private static final int ADDRESS_LENGTH = 5;

    private NmeaDecoder() {}

    /** @param frame an NMEA frame; nothing of it is kept */
    public static NmeaMessage decode(Frame frame) {
        if (frame.protocol() != Protocol.NMEA) {
            throw new IllegalArgumentException(frame + " is no sentence");
        }
        Fields fields = new Fields(text(frame));
        NmeaMessage message = decode(fields);
        return fields.problem().<NmeaMessage>map(p -> new NmeaMessage.Malformed(fields.text(0), p)).orElse(message);
    }

    private static NmeaMessage decode(Fields fields) {
        String address = fields.text(0);
        if (address.length() != ADDRESS_LENGTH || address.charAt(0) == 'P') {
            return new NmeaMessage.Unknown(address);
        }
        return switch (address.substring(2)) {
            case "GGA" -> Gga.read(fields);
            case "GSA" -> Gsa.read(fields);
            case "GSV" -> Gsv.read(fields);
            case "RMC" -> Rmc.read(fields);
            case "GST" -> Gst.read(fields);
            case "TXT" -> Txt.read(fields);
            default -> new NmeaMessage.Unknown(address);
        };
    }

    /** The address alone, such as {@code GNGGA}, for callers that only count. */
    public static String address(Frame frame) {
        StringBuilder address = new StringBuilder(ADDRESS_LENGTH);
        for (int at = NmeaFraming.TEXT_AT; frame.u1(at) != '*' && frame.u1(at) != ','; at++) {
            address.append((char) frame.u1(at));
        }
        return address.toString();
    }

    private static String text(Frame frame) {
        int length = NmeaFraming.textLength(frame);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) frame.u1(NmeaFraming.TEXT_AT + i));
        }
        return text.toString();
    }
}
