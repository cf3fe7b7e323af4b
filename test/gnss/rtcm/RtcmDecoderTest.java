package depot.gnss.rtcm;

import static depot.gnss.Streams.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Constellation;
import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.RtcmFraming;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtcmDecoderTest {
    static final StationPosition STATION = new StationPosition(2003, 0, true, false, false, false,
            new Ecef(1114104.5999, -4850729.7108, 3975521.4643), false, 0, OptionalDouble.empty());

    private static RtcmMessage read(byte[] frame) {
        return RtcmDecoder.decode(Streams.frame(frame));
    }

    private static RtcmMessage readMessage(byte[] message) {
        return read(RtcmFraming.encode(message));
    }

    private static byte[] message(byte[] frame) {
        return RtcmFraming.message(Streams.frame(frame));
    }

    /** A frame that several programs agree on. */
    @Test
    void knownStation() {
        byte[] frame = hex("d300133ed7d30202980edeef34b4bd62ac0941986f33360b98");
        assertEquals(STATION, read(frame));
        assertEquals(1005, STATION.number());
        assertArrayEquals(frame, STATION.encode());
    }

    @Test
    void stationWithAntennaHeight() {
        StationPosition station = new StationPosition(4095, 63, false, true, true, true, new Ecef(-13743895.3472, 13743895.3471, -0.0001),
                true, 3, OptionalDouble.of(6.5535));
        assertEquals(27, station.encode().length);
        assertEquals(1006, station.number());
        assertEquals(station, read(station.encode()));
    }

    @Test
    void glonassBiases() {
        GlonassBiases none = new GlonassBiases(1, true, Map.of());
        assertEquals(10, none.encode().length);
        assertEquals(none, read(none.encode()));
        GlonassBiases some = new GlonassBiases(4095, false, Map.of(GlonassBiases.Signal.L1_CA, -655.36, GlonassBiases.Signal.L2_P, 0.02));
        assertEquals(some, read(some.encode()));
        assertEquals(new GlonassBiases(1, false, Map.of(GlonassBiases.Signal.L1_CA, -0.02)), readMessage(hex("4ce001 08 ffff")));
        assertEquals(new RtcmMessage.Malformed(RtcmType.of(1230), "a message of 56 bits, not 64"),
                readMessage(Arrays.copyOf(message(some.encode()), 7)));
    }

    @Test
    void msmHeader() {
        MsmHeader header = new MsmHeader(1077, 4095, (1 << 30) - 1, true, 7, 3, 2, true, 5, 0x8000_0000_0000_0001L, 0x8000_0001, 0b1011);
        assertEquals(header, read(header.encode()));
        assertEquals(2, header.satelliteCount());
        assertEquals(2, header.signalCount());
        assertEquals(3, header.cellCount());
        assertEquals(7, header.kind());
        assertEquals(Constellation.GPS, header.constellation());
        MsmHeader empty = new MsmHeader(1124, 0, 0, false, 0, 0, 0, false, 0, 0, 0, 0);
        assertEquals(empty, read(empty.encode()));
        MsmHeader full = new MsmHeader(1074, 0, 0, false, 0, 0, 0, false, 0, -1, 1, -1);
        assertEquals(full, read(full.encode()));
        assertEquals(64, full.cellCount());
    }

    @ParameterizedTest
    @CsvSource({"1071, GPS, 1", "1077, GPS, 7", "1084, GLONASS, 4", "1095, GALILEO, 5", "1107, SBAS, 7", "1113, QZSS, 3", "1126, BEIDOU, 6",
        "1137, NAVIC, 7"})
    void everyMsm(int number, Constellation constellation, int kind) {
        MsmHeader header = new MsmHeader(number, 1, 2, false, 0, 0, 0, false, 0, 0xF000, 0xF, 0x1234);
        MsmHeader read = assertInstanceOf(MsmHeader.class, read(header.encode()));
        assertEquals(header, read);
        assertEquals(constellation, read.constellation());
        assertEquals(kind, read.kind());
    }

    @Test
    void epochs() {
        MsmHeader gps = new MsmHeader(1077, 0, 604_799_999, false, 0, 0, 0, false, 0, 0, 0, 0);
        assertEquals(OptionalLong.of(604_799_999), gps.millisOfWeek());
        MsmHeader glonass = new MsmHeader(1087, 0, 6 << 27 | 1000, false, 0, 0, 0, false, 0, 0, 0, 0);
        assertEquals(OptionalLong.of(6 * 86_400_000L + 1000), glonass.millisOfWeek());
        assertEquals(OptionalLong.empty(), new MsmHeader(1087, 0, 7 << 27 | 1000, false, 0, 0, 0, false, 0, 0, 0, 0).millisOfWeek());
    }

    @Test
    void tooManyCells() {
        byte[] message = new byte[200];
        Arrays.fill(message, 9, 22, (byte) 0xFF);
        message[0] = (byte) (1077 >> 4);
        message[1] = (byte) (1077 << 4);
        assertEquals("2048 cells, more than 64", assertInstanceOf(RtcmMessage.Malformed.class, readMessage(message)).reason());
        assertThrows(IllegalArgumentException.class, new MsmHeader(1077, 0, 0, false, 0, 0, 0, false, 0, -1, 3, 0)::encode);
        assertThrows(IllegalArgumentException.class, new MsmHeader(1078, 0, 0, false, 0, 0, 0, false, 0, 1, 3, 0)::encode);
    }

    @Test
    void tooShortIsMalformed() {
        byte[] station = message(STATION.encode());
        for (int length = 2; length < station.length; length++) {
            assertEquals(new RtcmMessage.Malformed(RtcmType.of(1005), "a message of " + 8 * length + " bits, not 152"),
                    readMessage(Arrays.copyOf(station, length)));
        }
        station[1] = (byte) (1006 << 4);
        assertEquals(new RtcmMessage.Malformed(RtcmType.of(1006), "a message of 152 bits, not 168"), readMessage(station));
        byte[] msm = message(new MsmHeader(1071, 1, 2, false, 0, 0, 0, false, 0, 0xF000, 0xF, 0xFFFF).encode());
        assertEquals(new RtcmMessage.Malformed(RtcmType.of(1071), "a message of 168 bits, not 169"), readMessage(Arrays.copyOf(msm, 21)));
        assertEquals(new RtcmMessage.Malformed(RtcmType.of(1071), "a message of 184 bits, not 185"), readMessage(Arrays.copyOf(msm, 23)));
        assertInstanceOf(MsmHeader.class, readMessage(Arrays.copyOf(msm, 24)));
        assertInstanceOf(RtcmMessage.Malformed.class, readMessage(new byte[0]));
        assertInstanceOf(RtcmMessage.Malformed.class, readMessage(new byte[1]));
    }

    @Test
    void others() {
        assertEquals(new RtcmMessage.Proprietary(new RtcmType(4072, OptionalInt.of(1)), 5), readMessage(hex("fe8001 0000")));
        assertEquals(new RtcmMessage.Proprietary(RtcmType.of(4072), 2), readMessage(hex("fe80")));
        assertEquals("4072.1", RtcmType.of(Streams.frame(RtcmFraming.encode(hex("fe8001")))).toString());
        assertEquals(new RtcmMessage.Unknown(RtcmType.of(1019), 61), readMessage(Arrays.copyOf(hex("3fb0"), 61)));
        assertEquals("-1", RtcmType.of(Streams.frame(RtcmFraming.encode(new byte[1]))).toString());
    }

    @Test
    void aFrameOfAnotherProtocolIsABug() {
        Frame sentence = Streams.frame(NmeaFraming.encode("GNTXT"));
        assertThrows(IllegalArgumentException.class, () -> RtcmDecoder.decode(sentence));
    }
}
