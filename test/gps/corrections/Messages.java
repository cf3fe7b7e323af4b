package depot.gps.corrections;

import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.rtcm.GlonassBiases;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.StationPosition;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** A base's messages, for the tests of what passes them on. */
public final class Messages {
    private Messages() {}

    /** 1005, or 1006 with a height; the station's number identifies each. */
    public static Frame position(int station, OptionalDouble antennaHeightMetres) {
        return Streams.frame(new StationPosition(station, 0, true, true, true, false, new Ecef(4444030.8028, 3085671.2349, 3366658.256),
                true, 0, antennaHeightMetres).encode());
    }

    public static Frame position(int station) {
        return position(station, OptionalDouble.empty());
    }

    public static Frame biases(int station) {
        return Streams.frame(new GlonassBiases(station, true, Map.of()).encode());
    }

    /** @param number of an MSM, such as 1077 */
    public static Frame measurements(int number, int epoch) {
        return Streams.frame(new MsmHeader(number, 1, epoch, false, 0, 0, 0, false, 0, 0xFL << 60, 0x4080_0000, 0xFF).encode());
    }

    /** Of 1,006 bytes; what it says beyond its type is noise, of that seed. */
    public static Frame large(int seed) {
        byte[] message = new byte[1000];
        new Random(seed).nextBytes(message);
        message[0] = (byte) (1077 >> 4);
        message[1] = (byte) (1077 << 4);
        return Streams.frame(RtcmFraming.encode(message));
    }
}
