package depot.gnss.ubx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Ecef;
import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.UbxFraming;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UbxDecoderTest {
    private static UbxMessage read(UbxId id, byte[] payload) {
        return UbxDecoder.decode(Streams.frame(UbxFraming.encode(id.messageClass(), id.id(), payload)));
    }

    /** The payload of an encoded message. */
    private static byte[] payload(byte[] frame) {
        return UbxFraming.payload(Streams.frame(frame));
    }

    @Test
    void acknowledgements() {
        assertEquals(new Ack(true, UbxId.CFG_VALSET), UbxDecoder.decode(Streams.frame(Streams.hex("b56205010200068a98c1"))));
        assertEquals(new Ack(false, UbxId.CFG_VALSET), UbxDecoder.decode(Streams.frame(Streams.hex("b56205000200068a97bc"))));
    }

    @Test
    void anEmptyKnownMessageIsAPoll() {
        assertEquals(new UbxMessage.Poll(UbxId.MON_VER), UbxDecoder.decode(Streams.frame(Streams.hex("b5620a0400000e34"))));
        assertEquals(new UbxMessage.Poll(UbxId.NAV_PVT), read(UbxId.NAV_PVT, new byte[0]));
    }

    /** Version byte of the ones that have one, and the least length. */
    @ParameterizedTest
    @CsvSource({"0x01, 0x04, 18", "0x01, 0x07, 92", "0x01, 0x35, 8", "0x01, 0x3B, 40", "0x05, 0x01, 2", "0x05, 0x00, 2", "0x06, 0x8A, 4",
        "0x06, 0x8B, 4", "0x0A, 0x04, 40", "0x0A, 0x38, 4"})
    void tooShortIsMalformed(int messageClass, int id, int least) {
        UbxId name = new UbxId(messageClass, id);
        for (int length = 1; length < least; length++) {
            assertEquals(new UbxMessage.Malformed(name, "a payload of " + length + " bytes, not " + least), read(name, new byte[length]));
        }
    }

    @Test
    void repeatedPartsMustBeThere() {
        byte[] satellites = new byte[8 + 12 * 2];
        satellites[4] = 1;
        satellites[5] = 3;
        assertEquals(new UbxMessage.Malformed(UbxId.NAV_SAT, "a payload of 32 bytes, not 44"), read(UbxId.NAV_SAT, satellites));
        satellites[5] = 2;
        assertEquals(2, assertInstanceOf(NavSat.class, read(UbxId.NAV_SAT, satellites)).satellites().size());
        byte[] blocks = new byte[4 + 24];
        blocks[1] = 2;
        assertEquals(new UbxMessage.Malformed(UbxId.MON_RF, "a payload of 28 bytes, not 52"), read(UbxId.MON_RF, blocks));
    }

    @Test
    void aVersionThatIsNotKnownIsUnknown() {
        byte[] payload = new byte[100];
        Arrays.fill(payload, (byte) 9);
        for (UbxId id : List.of(UbxId.NAV_SAT, UbxId.NAV_SVIN, UbxId.MON_RF, UbxId.CFG_VALSET)) {
            assertEquals(new UbxMessage.Unknown(id, 100), read(id, payload));
        }
        payload[1] = 0;
        assertEquals(new UbxMessage.Unknown(UbxId.CFG_VALGET, 100), read(UbxId.CFG_VALGET, payload));
    }

    @Test
    void anIdThatIsNotKnownIsUnknown() {
        UbxId id = new UbxId(0xF0, 0xFF);
        assertEquals(new UbxMessage.Unknown(id, 3), read(id, new byte[3]));
        assertEquals("0xF0/0xFF", id.toString());
        assertEquals(new UbxMessage.Unknown(new UbxId(4, 5), 1), read(new UbxId(4, 5), new byte[1]));
    }

    @Test
    void whatLaterFirmwareAppendsIsLeftOut() {
        NavDop dop = new NavDop(1, 2, 3, 4, 5, 6, 7, 8);
        assertEquals(dop, read(UbxId.NAV_DOP, Arrays.copyOf(payload(dop.encode()), 30)));
    }

    @Test
    void highPrecisionPartsAreSigned() {
        byte[] payload = new byte[40];
        payload[12] = 100; // 1 m
        payload[24] = -40; // less 4 mm
        assertEquals(0.996, assertInstanceOf(NavSvin.class, read(UbxId.NAV_SVIN, payload)).mean().xMetres());
    }

    @Test
    void aSurveyThatNeverRan() {
        assertEquals(false, new NavSvin(1, 0, new Ecef(0, 0, 0), 94868.3264, 0, false, false).ran());
        assertEquals(true, new NavSvin(1, 0, new Ecef(0, 0, 0), 94868.3264, 0, false, true).ran());
    }

    @Test
    void textsEndAtTheirNul() {
        byte[] payload = new byte[40 + 30 + 7];
        byte[] version = "EXT CORE 1.00\0rest".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(version, 0, payload, 0, version.length);
        Arrays.fill(payload, 30, 40, (byte) 'h'); // no NUL at all
        System.arraycopy("MOD=Z\u0007F9P".getBytes(StandardCharsets.ISO_8859_1), 0, payload, 40, 9);
        MonVer version1 = assertInstanceOf(MonVer.class, read(UbxId.MON_VER, payload));
        assertEquals(new MonVer("EXT CORE 1.00", "hhhhhhhhhh", List.of("MOD=Z?F9P")), version1);
        assertEquals(Optional.of("Z?F9P"), version1.extension("MOD"));
        assertEquals(Optional.empty(), version1.extension("FWVER"));
        assertEquals(new Inf(Inf.Severity.WARNING, "Base station position seems incorrect"),
                read(UbxId.INF_WARNING, "Base station position seems incorrect\0".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(new Inf(Inf.Severity.ERROR, ""), read(UbxId.INF_ERROR, new byte[0]));
    }

    @Test
    void timeIsReportedOnlyWhenItIsSure() {
        NavPvt.Utc sure = new NavPvt.Utc(2022, 2, 8, 8, 41, 59, -1_000, true, true, true, 20);
        assertEquals(Optional.of(Instant.parse("2022-02-08T08:41:58.999999Z")), sure.instant());
        assertEquals(Optional.of(Instant.parse("2017-01-01T00:00:00Z")), new NavPvt.Utc(2016, 12, 31, 23, 59, 60, 0, true, true, true, 0)
                .instant());
        assertEquals(Optional.empty(), new NavPvt.Utc(2022, 2, 8, 8, 41, 59, 0, false, true, true, 0).instant());
        assertEquals(Optional.empty(), new NavPvt.Utc(2022, 2, 8, 8, 41, 59, 0, true, false, true, 0).instant());
        assertEquals(Optional.empty(), new NavPvt.Utc(0, 0, 0, 0, 0, 0, 0, true, true, true, 0).instant());
        assertEquals(Optional.empty(), new NavPvt.Utc(65535, 255, 255, 255, 255, 255, Integer.MIN_VALUE, true, true, true, 0).instant());
    }

    @Test
    void aFrameOfAnotherProtocolIsABug() {
        assertThrows(IllegalArgumentException.class, () -> UbxDecoder.decode(Streams.frame(NmeaFraming.encode("GNTXT"))));
    }
}
