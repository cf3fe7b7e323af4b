package depot.gnss.nmea;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Protocol;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The values that the captures' index lists. */
class NmeaCapturesTest {
    private static final double ANGLE = 1e-9;

    private static List<NmeaMessage> messages(String name) {
        return Streams.framed(Captures.read(name)).frames().stream().filter(f -> f.protocol() == Protocol.NMEA).map(NmeaDecoder::decode)
                .toList();
    }

    private static <T extends NmeaMessage> List<T> all(String name, Class<T> type) {
        return messages(name).stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static void assertGga(int hour, int minute, int second, double latitude, double longitude, FixQuality quality, int satellites,
            double hdop, double altitude, double separation, String station, Gga gga) {
        assertEquals(OptionalInt.of(((hour * 60 + minute) * 60 + second) * 1000), gga.timeOfDayMillis());
        assertEquals(latitude, gga.latitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(longitude, gga.longitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(quality, gga.quality());
        assertEquals(OptionalInt.of(satellites), gga.satellites());
        assertEquals(OptionalDouble.of(hdop), gga.hdop());
        assertEquals(OptionalDouble.of(altitude), gga.altitudeMetres());
        assertEquals(OptionalDouble.of(separation), gga.geoidSeparationMetres());
        assertEquals(station, gga.correctionStation());
    }

    private static Map<FixQuality, Long> qualities(List<Gga> all) {
        return all.stream().collect(Collectors.groupingBy(Gga::quality, Collectors.counting()));
    }

    @Test
    void base() {
        List<Gga> gga = all("f9p-base-mixed-a.log", Gga.class);
        assertEquals(Map.of(FixQuality.DGPS, 80L), qualities(gga));
        assertGga(8, 41, 59, 32.0658325, 34.773819, FixQuality.DGPS, 12, 99.99, 54.6, 17.5, "0136", gga.getFirst());
        assertGga(8, 43, 18, 32.0658325, 34.773819, FixQuality.DGPS, 12, 99.99, 54.6, 17.5, "0136", gga.getLast());
        assertEquals(OptionalDouble.empty(), gga.getFirst().correctionAgeSeconds());
        assertEquals(80, all("f9p-base-mixed-a.log", Rmc.class).stream().filter(Rmc::valid).count());
        assertEquals(400, all("f9p-base-mixed-a.log", Gsa.class).size());
        assertEquals(1654, all("f9p-base-mixed-a.log", Gsv.class).size());
    }

    @Test
    void rover() {
        List<Gga> gga = all("f9p-nmea.log", Gga.class);
        assertEquals(Map.of(FixQuality.GPS, 29L), qualities(gga));
        assertGga(0, 39, 56, -45.877567167, 170.500111333, FixQuality.GPS, 12, 0.64, 14.2, 1.8, "", gga.getFirst());
        assertGga(0, 40, 24, -45.8775655, 170.500111667, FixQuality.GPS, 12, 0.73, 14.8, 1.8, "", gga.getLast());
        assertEquals(29, all("f9p-nmea.log", Gst.class).stream().filter(gst -> gst.altitudeMetres().isPresent()).count());
        // this firmware leaves the id of BeiDou's second signal empty
        assertEquals(Map.of(true, 87L), all("f9p-nmea.log", Gsv.class).stream().filter(gsv -> gsv.signalId().isEmpty())
                .collect(Collectors.groupingBy(gsv -> gsv.talker().equals("GB"), Collectors.counting())));
    }

    @Test
    void rtkFixed() {
        List<Gga> gga = all("nmea-rtk-quality4.log", Gga.class);
        assertEquals(Map.of(FixQuality.DGPS, 104L, FixQuality.RTK_FIXED, 18L), qualities(gga));
        Gga first = gga.getFirst();
        assertEquals(OptionalInt.of(48_499_600), first.timeOfDayMillis());
        assertEquals(41.57496591, first.latitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(-93.750571901, first.longitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(OptionalDouble.of(278.161), first.altitudeMetres());
        assertEquals(OptionalDouble.of(-31.442), first.geoidSeparationMetres());
        assertEquals(OptionalDouble.of(6.6), first.correctionAgeSeconds());
        Gga last = gga.getLast();
        assertEquals(FixQuality.RTK_FIXED, last.quality());
        assertEquals(41.575030061, last.latitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(-93.750597789, last.longitudeDegrees().orElseThrow(), ANGLE);
        assertEquals(OptionalInt.of(19), last.satellites());
        assertEquals(OptionalDouble.of(7.5), last.correctionAgeSeconds());
        assertEquals("0002", last.correctionStation());
    }

    @Test
    void everyKindOfSentenceIsDecoded() {
        Map<Class<?>, Long> kinds = messages("f9p-nmea.log").stream()
                .collect(Collectors.groupingBy((Function<NmeaMessage, Class<?>>) Object::getClass, Collectors.counting()));
        assertEquals(Map.of(Gga.class, 29L, Gsa.class, 116L, Gsv.class, 696L, Rmc.class, 29L, Gst.class, 29L, NmeaMessage.Unknown.class,
                116L), kinds);
    }
}
