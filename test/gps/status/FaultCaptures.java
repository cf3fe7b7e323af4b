package depot.gps.status;

import static depot.gps.status.Receivers.gga;
import static depot.gps.status.Receivers.pvt;
import static depot.gps.status.Receivers.station;
import static depot.gps.status.Receivers.survey;

import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.frames.UbxFraming;
import depot.gnss.nmea.FixQuality;
import depot.gnss.ubx.NavPvt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Made the streams in {@code test/captures/gps}, each with one fault, by our own encoders; what the status is to be after
 * each stands beside it, written by hand. Run with that folder's name to make them anew.
 */
final class FaultCaptures {
    private static final Ecef PLACE = new Ecef(4_177_000.5, 855_000.25, 4_728_000.125);

    private FaultCaptures() {}

    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, byte[]> capture : all().entrySet()) {
            Files.write(Path.of(arguments[0]).resolve(capture.getKey() + ".ubx"), capture.getValue());
        }
    }

    private static Map<String, byte[]> all() {
        byte[] pvt = pvt(10, 48.5, 31).encode();
        byte[] wrongPvt = pvt(11, 49.5, 7).encode();
        byte[] gga = gga(10, FixQuality.DGPS, 48.25, 12).encode();
        byte[] wrongGga = gga(11, FixQuality.RTK_FIXED, 49.5, 5).encode();
        byte[] base = station(PLACE).encode();
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("gga-checksum", Streams.joined(gga, flipped(wrongGga, 20)));
        all.put("pvt-checksum", Streams.joined(pvt, flipped(wrongPvt, 40)));
        all.put("1005-crc", Streams.joined(base, flipped(station(new Ecef(1, 2, 3)).encode(), 12)));
        all.put("pvt-cut-by-the-next", Streams.joined(pvt, Arrays.copyOf(wrongPvt, 50), base, base, base));
        all.put("pvt-cut-by-the-end", Streams.joined(pvt, Arrays.copyOf(wrongPvt, 99)));
        all.put("noise-between", Streams.joined(Streams.hex("00ffb5d324"), pvt, Streams.hex("b562b5d30013d3d3"), base,
                Streams.hex("0d0a")));
        all.put("length-that-swallows", Streams.joined(Streams.hex("b5620107a00f"), pvt, gga, base));
        all.put("gga-without-a-fix", NmeaFraming.encode("GNGGA,120000.00,,,,,0,00,99.99,,,,,,"));
        all.put("gga-quality-9", NmeaFraming.encode("GNGGA,120000.00,4808.25,N,01134.53,E,9,12,0.6,520.0,M,45.0,M,,"));
        all.put("gga-60-minutes", Streams.joined(gga,
                NmeaFraming.encode("GNGGA,120000.00,4860.00,N,01134.53,E,4,12,0.6,520.0,M,45.0,M,,")));
        all.put("fix-lost", Streams.joined(pvt, gga, pvt(11, NavPvt.FixType.NO_FIX, false, NavPvt.CarrierSolution.NONE, 48.5, 0).encode()));
        all.put("survey-that-never-ran", Streams.joined(pvt, survey(0, false, false).encode()));
        all.put("survey-of-another-version", Streams.joined(pvt, version(survey(30, true, false).encode(), 1)));
        all.put("4072-of-two-kinds", Streams.joined(RtcmFraming.encode(Streams.hex("fe8000 11")),
                RtcmFraming.encode(Streams.hex("fe8001 22"))));
        all.put("1005-too-short", Streams.joined(base, RtcmFraming.encode(Streams.hex("3ed7d302"))));
        all.put("satellites-cut", Streams.joined(pvt, UbxFraming.encode(1, 0x35, Streams.hex("00000000 01 32 0000 0000"))));
        all.put("pvt-too-short", Streams.joined(gga, UbxFraming.encode(1, 7, new byte[20]), gga(12, FixQuality.DGPS, 48.25, 12).encode()));
        return all;
    }

    private static byte[] flipped(byte[] frame, int index) {
        byte[] copy = frame.clone();
        copy[index] ^= 1;
        return copy;
    }

    private static byte[] version(byte[] frame, int version) {
        byte[] payload = Arrays.copyOfRange(frame, UbxFraming.PAYLOAD_AT, frame.length - 2);
        payload[0] = (byte) version;
        return UbxFraming.encode(frame[2] & 0xFF, frame[3] & 0xFF, payload);
    }
}
