package depot.gnss.nmea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Constellation;
import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.frames.UbxFraming;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NmeaDecoderTest {
    private static final double ANGLE = 1e-9;

    static NmeaMessage read(String text) {
        return NmeaDecoder.decode(Streams.frame(NmeaFraming.encode(text)));
    }

    private static <T extends NmeaMessage> T read(Class<T> type, String text) {
        return assertInstanceOf(type, read(text));
    }

    @Test
    void gga() {
        Gga gga = read(Gga.class, "GNGGA,235959.25,4730.0000000,S,00830.6000000,W,4,12,0.62,-15.200,M,47.500,M,1.5,0123");
        assertEquals("GN", gga.talker());
        assertEquals(OptionalInt.of(86_399_250), gga.timeOfDayMillis());
        assertEquals(-47.5, gga.latitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(-8.51, gga.longitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(FixQuality.RTK_FIXED, gga.quality());
        assertEquals(OptionalInt.of(12), gga.satellites());
        assertEquals(OptionalDouble.of(0.62), gga.hdop());
        assertEquals(OptionalDouble.of(-15.2), gga.altitudeMetres());
        assertEquals(OptionalDouble.of(47.5), gga.geoidSeparationMetres());
        assertEquals(OptionalDouble.of(1.5), gga.correctionAgeSeconds());
        assertEquals("0123", gga.correctionStation());
    }

    @Test
    void ggaWithoutAFix() {
        Gga gga = read(Gga.class, "GPGGA,,,,,,0,00,99.99,,,,,,");
        assertEquals(new Gga("GP", OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), FixQuality.NO_FIX,
                OptionalInt.of(0),
                OptionalDouble.of(99.99), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), ""), gga);
    }

    @ParameterizedTest
    @CsvSource({"0, NO_FIX", "1, GPS", "2, DGPS", "3, PPS", "4, RTK_FIXED", "5, RTK_FLOAT", "6, ESTIMATED", "7, MANUAL", "8, SIMULATION",
        "9, UNKNOWN", "12, UNKNOWN", "-1, UNKNOWN", "'', NO_FIX"})
    void everyQualityIsAValue(String field, FixQuality quality) {
        assertEquals(quality, read(Gga.class, "GNGGA,,,,,," + field + ",,,,,,,,").quality());
    }

    @Test
    void gsa() {
        Gsa gsa = read(Gsa.class, "GNGSA,A,3,05,13,,,,,,,,,,,1.21,0.64,1.03,3");
        assertEquals(new Gsa("GN", 'A', OptionalInt.of(3), List.of(5, 13), OptionalDouble.of(1.21), OptionalDouble.of(0.64),
                OptionalDouble.of(1.03), OptionalInt.of(3)), gsa);
        assertEquals(Constellation.GALILEO, gsa.constellation());
        assertEquals(Constellation.GLONASS, read(Gsa.class, "GLGSA,A,1,,,,,,,,,,,,,,,").constellation());
    }

    @Test
    void gsv() {
        Gsv gsv = read(Gsv.class, "GPGSV,3,2,11,04,75,051,44,09,,,,1");
        assertEquals(new Gsv("GP", 3, 2, 11, List.of(
                new Gsv.Satellite(4, OptionalInt.of(75), OptionalInt.of(51), OptionalInt.of(44)),
                new Gsv.Satellite(9, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty())), OptionalInt.of(1)), gsv);
        assertEquals(Constellation.GPS, gsv.constellation());
        Gsv none = read(Gsv.class, "GQGSV,1,1,00,0");
        assertEquals(new Gsv("GQ", 1, 1, 0, List.of(), OptionalInt.of(0)), none);
        assertEquals(Constellation.QZSS, none.constellation());
        assertEquals(OptionalInt.empty(), read(Gsv.class, "GPGSV,1,1,01,04,75,051,44").signalId());
        assertEquals(OptionalInt.of(11), read(Gsv.class, "GBGSV,1,1,01,04,75,051,44,B").signalId());
    }

    @Test
    void rmc() {
        Rmc rmc = read(Rmc.class, "GNRMC,084159.00,A,3203.94995,N,03446.42914,E,0.004,77.52,080222,,,D,V");
        assertEquals(OptionalInt.of(31_319_000), rmc.timeOfDayMillis());
        assertEquals(true, rmc.valid());
        assertEquals(32.0658325, rmc.latitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(34.773819, rmc.longitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(OptionalDouble.of(0.004), rmc.speedKnots());
        assertEquals(OptionalDouble.of(77.52), rmc.courseDegrees());
        assertEquals(Optional.of(LocalDate.of(2022, 2, 8)), rmc.date());
        assertEquals('D', rmc.positionMode());
        assertEquals('V', rmc.navigationStatus());
        Rmc old = read(Rmc.class, "GPRMC,,V,,,,,,,");
        assertEquals(' ', old.positionMode());
        assertEquals(Optional.empty(), old.date());
    }

    @Test
    void gst() {
        assertEquals(new Gst("GN", OptionalInt.of(14_396_000), OptionalDouble.of(27), OptionalDouble.empty(), OptionalDouble.empty(),
                OptionalDouble.empty(), OptionalDouble.of(11), OptionalDouble.of(8.5), OptionalDouble.of(13)),
                read("GNGST,035956.00,27,,,,11,8.5,13"));
    }

    @Test
    void txt() {
        assertEquals(new Txt("GN", OptionalInt.of(1), OptionalInt.of(1), Txt.Severity.WARNING,
                "Base station position seems incorrect, or so!"),
                read("GNTXT,01,01,01,Base station position seems incorrect, or so!"));
        assertEquals(Txt.Severity.UNKNOWN, read(Txt.class, "GNTXT,01,01,05,").severity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GNVTG,,T,,M,0.004,N,0.008,K,D", "PUBX,00,1", "PGGA,1", "x", ",,,", "GNGGAX,1", "XXYYY", "AIVDM,1,1,,A,x,0"})
    void othersAreUnknown(String text) {
        assertEquals(text.split(",", 2)[0], assertInstanceOf(NmeaMessage.Unknown.class, read(text)).address());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GNGGA | 1 fields, not 14",
        "GNGGA,1,2 | 3 fields, not 14",
        "GNGGA,246000.00,,,,,,,,,,,,, | field 1 is no time of day",
        "GNGGA,120060.00,,,,,,,,,,,,, | field 1 is no time of day",
        "GNGGA,,9000.1,N,,,,,,,,,,, | fields 2 and 3 are no angle",
        "GNGGA,,4760.0,N,,,,,,,,,,, | fields 2 and 3 are no angle",
        "GNGGA,,4730.0,E,,,,,,,,,,, | fields 2 and 3 are no angle",
        "GNGGA,,4730.0,,,,,,,,,,,, | fields 2 and 3 are no angle",
        "GNGGA,,-4730.0,N,,,,,,,,,,, | fields 2 and 3 are no angle",
        "GNGGA,,,,18001.0,E,,,,,,,,, | fields 4 and 5 are no angle",
        "GNGGA,,,,,,x,,,,,,,, | field 6 is no integer",
        "GNGGA,,,,,,1,123456789,,,,,,, | field 7 is no integer",
        "GNGGA,,,,,,1,,1e3,,,,,, | field 8 is no number",
        "GNGGA,,,,,,1,,0.123456789012345,,,,, | field 8 is no number",
        "GNGGA,,,,,,1,,,1.2.3,,,,, | field 9 is no number",
        "GNRMC,,A,,,,,,,310222 | field 9 is no date",
        "GNRMC,,A,,,,,,,3102221 | field 9 is no date",
        "GNRMC,,AB,,,,,,, | field 2 is no single letter",
        "GNGSA,A,3 | 3 fields, not 18",
        "GPGSV,1,1,01,04,75 | 6 fields make no whole satellites",
        "GPGSV,1,1,05,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4 | 24 fields make no whole satellites",
        "GPGSV,,1,01 | field 1 is empty or negative",
        "GNTXT,01,01 | 3 fields, not 5"})
    void whatCannotBeIsMalformed(String text, String reason) {
        assertEquals(new NmeaMessage.Malformed(text.split(",", 2)[0], reason), read(text));
    }

    @Test
    void longNumbersAreNotRounded() {
        assertEquals(OptionalDouble.of(1.12345678901234), read(Gga.class, "GNGGA,,,,,,1,,1.12345678901234,,,,,").hdop());
        assertEquals(47.99999999999998, read(Gga.class, "GNGGA,,4759.99999999999,N,,,,,,,,,,").latitudeDegrees().orElseThrow(), 1e-12);
    }

    @Test
    void aLeapSecondIsATime() {
        assertEquals(OptionalInt.of(86_400_500), read(Gga.class, "GNGGA,235960.50,,,,,,,,,,,,,").timeOfDayMillis());
    }

    @Test
    void aFrameOfAnotherProtocolIsABug() {
        assertThrows(IllegalArgumentException.class, () -> NmeaDecoder.decode(Streams.frame(UbxFraming.encode(1, 2, new byte[0]))));
    }
}
