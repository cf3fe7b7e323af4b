package depot.gnss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Streams.Framed;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Protocol;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.nmea.NmeaMessage;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.RtcmMessage;
import depot.gnss.rtcm.RtcmType;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real captures have the frames that their index counts, and every one of a known type can be read. */
class CapturesTest {
    @ParameterizedTest
    @CsvSource({
        "f9p-base-mixed-a.log,        2375,  88, 560,    0, 0",
        "f9p-nmea.log,                1015,   0,   0,  364, 0",
        "nmea-rtk-quality4.log,        244,   0,   0,  284, 0",
        "f9p-ubx-pvt-hppos.log,          0, 293,   0,  521, 0",
        "f9p-ubx-rxm-rawx.ubx,           0,  14,   0,    0, 0",
        "f9p-config-poll-ack.ubx,        0, 188,   0,    0, 0",
        "mixed-one-bad-rtcm-crc.log,     2,   1,   6,   25, 1",
        "ntrip-v2-chunked-body.bin,      0,   0, 292, 1887, 0",
        "ntrip-v2-plain-body.rtcm3,      0,   0, 292,  420, 0"})
    void framesAndSkippedBytes(String name, int nmea, int ubx, int rtcm, int skipped, int rtcmFailures) {
        for (int piece : new int[] {1, 1000, 1_000_000}) {
            Framed framed = Streams.framed(Captures.read(name), piece);
            assertEquals(nmea, framed.counts().nmea().frames());
            assertEquals(ubx, framed.counts().ubx().frames());
            assertEquals(rtcm, framed.counts().rtcm3().frames());
            assertEquals(skipped, framed.counts().skippedBytes());
            assertEquals(rtcmFailures, framed.counts().rtcm3().checksumFailures());
            assertEquals(rtcmFailures, framed.counts().checksumFailures());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "f9p-base-mixed-a.log | GAGSV 320, GBGSV 363, GLGSV 320, GNGGA 80, GNGLL 81, GNGSA 400, GNRMC 80, GNVTG 80, GPGSV 571, GQGSV 80",
        "f9p-nmea.log | GAGSV 174, GBGSV 174, GLGSV 174, GNGBS 29, GNGGA 29, GNGLL 29, GNGSA 116, GNGST 29, GNRMC 29, GNVTG 29, GNZDA 29, GPGSV 174",
        "nmea-rtk-quality4.log | GNGGA 50, GNRMC 50, GPGGA 72, GPRMC 72",
        "mixed-one-bad-rtcm-crc.log | GNGLL 1, GNRMC 1"})
    void sentences(String name, String expected) {
        assertEquals(expected, counted(name, Protocol.NMEA));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "f9p-base-mixed-a.log | NAV-PVT 80, NAV-SVIN 8",
        "f9p-ubx-pvt-hppos.log | 0x01/0x01 29, 0x01/0x11 29, 0x01/0x13 29, 0x01/0x14 29, 0x01/0x20 29, 0x01/0x21 29, 0x01/0x26 29, 0x01/0x61 29, "
            + "NAV-DOP 29, NAV-PVT 29, NAV-SAT 3",
        "f9p-ubx-rxm-rawx.ubx | 0x02/0x15 14",
        "f9p-config-poll-ack.ubx | 0x01/0x22 2, 0x01/0x34 2, 0x01/0x3C 2, 0x06/0x01 33, 0x06/0x02 1, 0x0A/0x02 2, 0x0A/0x05 1, 0x0A/0x06 2, "
            + "0x0A/0x09 2, 0x0A/0x11 3, 0x0A/0x36 1, 0x0C/0x31 3, 0x0C/0x34 3, 0x0C/0x35 1, 0x0C/0x43 3, 0x0C/0x4B 4, 0x27/0x00 3, "
            + "ACK-ACK 44, ACK-NAK 14, CFG-VALGET 48, MON-VER 8, NAV-PVT 2, NAV-SAT 2, NAV-SVIN 2"})
    void ubxMessages(String name, String expected) {
        assertEquals(expected, counted(name, Protocol.UBX));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "f9p-base-mixed-a.log | 1005 80, 1077 80, 1087 80, 1097 80, 1127 80, 1230 80, 4072.1 80",
        "mixed-one-bad-rtcm-crc.log | 1077 1, 1087 1, 1097 1, 1127 1, 1230 1, 4072.1 1",
        "ntrip-v2-chunked-body.bin | 1006 7, 1013 1, 1019 33, 1020 33, 1033 7, 1042 33, 1046 33, 1077 33, 1087 33, 1097 33, 1127 32, 1230 7, 4094 7",
        "ntrip-v2-plain-body.rtcm3 | 1006 7, 1013 1, 1019 33, 1020 33, 1033 7, 1042 33, 1046 33, 1077 33, 1087 33, 1097 33, 1127 32, 1230 7, 4094 7"})
    void rtcmMessages(String name, String expected) {
        assertEquals(expected, counted(name, Protocol.RTCM3));
    }

    private static String counted(String name, Protocol protocol) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Frame frame : Streams.framed(Captures.read(name)).frames()) {
            if (frame.protocol() == protocol) {
                counts.merge(type(frame), 1, Integer::sum);
                assertReadable(frame);
            }
        }
        String text = counts.toString();
        return text.substring(1, text.length() - 1).replace('=', ' ');
    }

    private static String type(Frame frame) {
        return switch (frame.protocol()) {
            case NMEA -> NmeaDecoder.address(frame);
            case UBX -> UbxId.of(frame).toString();
            case RTCM3 -> RtcmType.of(frame).toString();
        };
    }

    private static void assertReadable(Frame frame) {
        boolean readable = switch (frame.protocol()) {
            case NMEA -> !(NmeaDecoder.decode(frame) instanceof NmeaMessage.Malformed);
            case UBX -> !(UbxDecoder.decode(frame) instanceof UbxMessage.Malformed);
            case RTCM3 -> !(RtcmDecoder.decode(frame) instanceof RtcmMessage.Malformed);
        };
        assertTrue(readable, frame::toString);
    }
}
