package depot.gnss.nmea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.gnss.Streams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encoded reads as what it was. */
class NmeaEncoderTest {
    private static byte[] encode(NmeaMessage message) {
        return switch (message) {
            case Gga m -> m.encode();
            case Gsa m -> m.encode();
            case Gsv m -> m.encode();
            case Rmc m -> m.encode();
            case Gst m -> m.encode();
            case Txt m -> m.encode();
            case NmeaMessage.Unknown m -> throw new AssertionError(m);
            case NmeaMessage.Malformed m -> throw new AssertionError(m);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GNGGA,235959.25,4730.0000000,S,00830.6000000,W,4,12,0.62,-15.200,M,47.500,M,1.5,0123",
        "GNGGA,235960.50,0000.0000000,N,00000.0000000,E,1,08,1.00,0.000,M,0.000,M,,",
        "GPGGA,000000.00,,,,,0,00,99.99,,M,,M,,",
        "GNGSA,A,3,05,13,,,,,,,,,,,1.21,0.64,1.03,3",
        "GPGSA,M,1,,,,,,,,,,,,,99.99,99.99,99.99",
        "GPGSV,3,2,11,04,75,051,44,09,,,,1",
        "GPGSV,1,1,01,04,75,051,44",
        "GQGSV,1,1,00,0",
        "GNRMC,084159.00,A,3203.9499500,N,03446.4291400,E,0.004,77.52,080222,,,D,V",
        "GNGST,035956.00,27.000,,,,11.000,8.500,13.000",
        "GNTXT,01,01,02,u-blox AG - www.u-blox.com"})
    void textStaysAsItIs(String text) {
        String sentence = new String(encode(NmeaDecoderTest.read(text)), StandardCharsets.ISO_8859_1);
        assertEquals(text, sentence.substring(1, sentence.indexOf('*')));
    }

    @Test
    void minutesAreNeverRoundedToSixty() {
        Gga nearly = new Gga("GN", OptionalInt.empty(), OptionalDouble.of(47.99999999999), OptionalDouble.of(-179.99999999999),
                FixQuality.GPS,
                OptionalInt.of(4), OptionalDouble.of(1), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), "");
        Gga back = (Gga) NmeaDecoder.decode(Streams.frame(nearly.encode()));
        assertEquals(OptionalDouble.of(48), back.latitudeDegrees());
        assertEquals(OptionalDouble.of(-180), back.longitudeDegrees());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Gsv.Satellite satellite = new Gsv.Satellite(1, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
        assertThrows(IllegalArgumentException.class, new Gsv("GP", 1, 1, 5, Collections.nCopies(5, satellite),
                OptionalInt.empty())::encode);
        assertThrows(IllegalArgumentException.class, new Gsa("GP", 'A', OptionalInt.of(3), Collections.nCopies(13, 1),
                OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty())::encode);
        assertThrows(IllegalArgumentException.class,
                new Txt("GN", OptionalInt.of(1), OptionalInt.of(1), Txt.Severity.USER, "a\nb")::encode);
    }

    @Test
    void listsAreCopied() {
        List<Integer> satellites = new ArrayList<>(List.of(1));
        Gsa gsa = new Gsa("GP", 'A', OptionalInt.of(3), satellites, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                OptionalInt.empty());
        satellites.add(2);
        assertEquals(List.of(1), gsa.satellites());
    }
}
