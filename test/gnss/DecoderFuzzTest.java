package depot.gnss;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import depot.gnss.frames.Frame;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import depot.gnss.frames.UbxFraming;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.ubx.UbxDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Frames whose checksum is right and whose content is anything: there always is a result. */
class DecoderFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final int[] UBX = {0x0104, 0x0107, 0x0135, 0x013B, 0x0400, 0x0404, 0x0405, 0x0500, 0x0501, 0x068A, 0x068B, 0x0A04,
            0x0A38, 0x0215};
    private static final int[] RTCM = {1005, 1006, 1230, 4072, 1071, 1077, 1087, 1137, 1078, 1138, 0, 4095};
    private static final String[] NMEA = {"GGA", "GSA", "GSV", "RMC", "GST", "TXT", "VTG"};
    private static final String[] FIELDS = {"", "", "1", "0", "-1", "99999999999999999999999999", "12.5", "235960.00", "3203.94995",
            "18000.1",
        "N", "S", "E", "W", "A", "V", "310199", "310299", ".", "-", "-.", "1.2.3", "1e5", "NaN", "0x10", "F", "~", " 1", "+1",
        "2147483648"};

    private final long seed = Long.getLong("depot.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void anyFrameIsRead() {
        System.out.println("DecoderFuzzTest: to repeat, -Ddepot.test.seed=" + seed);
        for (int i = 0; i < ROUNDS; i++) {
            read(rtcm());
            read(ubx());
            read(NmeaFraming.encode(sentence()));
        }
    }

    /** Real content, cut to every length and with wrong bytes, under a right checksum. */
    @Test
    void realMessagesCutAndChanged() {
        Assumptions.assumeFalse(Captures.all().isEmpty(), "no captures: set DEPOT_CAPTURES to their folder");
        List<Frame> frames = new ArrayList<>();
        Captures.all().forEach(capture -> frames.addAll(Streams.framed(Arrays.copyOf(capture, Math.min(capture.length, 12_000))).frames()));
        for (Frame frame : frames) {
            if (frame.length() > 1000) {
                continue;
            }
            for (int i = 0; i < 10; i++) {
                read(spoiled(frame));
            }
        }
    }

    private byte[] spoiled(Frame frame) {
        return switch (frame.protocol()) {
            case UBX -> UbxFraming.encode(frame.u1(2), frame.u1(3), spoiled(UbxFraming.payload(frame), 256));
            case RTCM3 -> RtcmFraming.encode(spoiled(RtcmFraming.message(frame), 256));
            case NMEA -> {
                byte[] text = Arrays.copyOfRange(frame.bytes(), 1, 1 + NmeaFraming.textLength(frame));
                byte[] changed = spoiled(text, 0);
                for (int at = 7; at < changed.length; at++) {
                    changed[at] = random.nextInt(10) == 0 ? (byte) "0123456789.,,-AZ".charAt(random.nextInt(16)) : changed[at];
                }
                yield NmeaFraming.encode(new String(changed.length == 0 ? text : changed, StandardCharsets.ISO_8859_1));
            }
        };
    }

    private byte[] spoiled(byte[] content, int values) {
        byte[] copy = Arrays.copyOf(content, random.nextInt(content.length + 1));
        for (int i = 0; values > 0 && copy.length > 0 && i < 3; i++) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(values);
        }
        return copy;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(130)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] ubx() {
        int id = UBX[random.nextInt(UBX.length)];
        byte[] payload = bytes();
        if (payload.length > 5 && random.nextInt(3) > 0) { // versions and counts that are taken for right
            payload[0] = (byte) random.nextInt(2);
            payload[1] = (byte) random.nextInt(5);
            payload[4] = 1;
            payload[5] = (byte) random.nextInt(10);
        }
        return UbxFraming.encode(id >> 8, id, payload);
    }

    private byte[] rtcm() {
        byte[] message = bytes();
        int number = RTCM[random.nextInt(RTCM.length)];
        if (message.length > 1) {
            message[0] = (byte) (number >> 4);
            message[1] = (byte) (number << 4 | message[1] & 0xF);
        }
        if (random.nextBoolean()) { // masks with few bits, so that the cells are few
            for (int i = 9; i < Math.min(22, message.length); i++) {
                message[i] &= (byte) (random.nextInt(4) == 0 ? 0x11 : 0);
            }
        }
        return RtcmFraming.encode(message);
    }

    private String sentence() {
        StringBuilder text = new StringBuilder(random.nextInt(10) == 0 ? "P" : "GN").append(NMEA[random.nextInt(NMEA.length)]);
        int fields = random.nextInt(24);
        for (int i = 0; i < fields; i++) {
            text.append(',').append(FIELDS[random.nextInt(FIELDS.length)]);
        }
        return text.toString();
    }

    private void read(byte[] bytes) {
        Frame frame = Streams.frame(bytes);
        try {
            assertNotNull(switch (frame.protocol()) {
                case NMEA -> NmeaDecoder.decode(frame);
                case UBX -> UbxDecoder.decode(frame);
                case RTCM3 -> RtcmDecoder.decode(frame);
            });
        } catch (RuntimeException e) {
            throw new AssertionError("-Ddepot.test.seed=" + seed + ": " + HexFormat.of().formatHex(bytes), e);
        }
    }
}
