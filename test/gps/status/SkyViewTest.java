package depot.gps.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.gnss.Constellation;
import depot.gnss.Streams;
import depot.gnss.frames.NmeaFraming;
import depot.gnss.nmea.Gsa;
import depot.gnss.nmea.Gsv;
import depot.gnss.nmea.NmeaDecoder;
import depot.gnss.ubx.NavSat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SkyViewTest {
    private static final long SECOND = 1_000_000_000L;
    private final SkyView sky = new SkyView();

    private static Gsv gsv(String talker, int number, int noise, int signal) {
        return new Gsv(talker, 1, 1, 1, List.of(new Gsv.Satellite(number, OptionalInt.of(45), OptionalInt.of(90),
                noise == 0 ? OptionalInt.empty() : OptionalInt.of(noise))), OptionalInt.of(signal));
    }

    @Test
    void ofItsSignalsASatelliteIsTheStrongest() {
        sky.take(gsv("GP", 5, 40, 1), 0);
        sky.take(gsv("GP", 5, 30, 6), 1000);
        sky.take(gsv("GL", 70, 0, 1), 2000);
        List<SkyView.Satellite> all = sky.satellites(3000);
        assertEquals(List.of(Constellation.GPS, Constellation.GLONASS), all.stream().map(SkyView.Satellite::constellation).toList());
        assertEquals(OptionalInt.of(40), all.getFirst().carrierToNoiseDbHz());
        assertEquals(OptionalInt.empty(), all.getLast().carrierToNoiseDbHz());
        sky.take(gsv("GP", 5, 20, 1), SECOND);
        assertEquals(OptionalInt.of(20), sky.satellites(SECOND).getFirst().carrierToNoiseDbHz(), "the next epoch's counts");
    }

    @Test
    void gsaTellsWhichAreUsed() {
        sky.take(gsv("GP", 5, 40, 1), 0);
        assertEquals(Optional.empty(), sky.satellites(0).getFirst().used());
        sky.take(new Gsa("GN", 'A', OptionalInt.of(3), List.of(5), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                OptionalInt.of(1)), 0);
        sky.take(gsv("GP", 6, 40, 1), 0);
        assertEquals(List.of(Optional.of(true), Optional.of(false)), sky.satellites(0).stream().map(SkyView.Satellite::used).toList());
    }

    @Test
    void navSatCountsWhereItComesAndOldOnesAreForgotten() {
        sky.take(gsv("GP", 5, 40, 1), 0);
        sky.take(new NavSat(0, List.of(new NavSat.Satellite(Constellation.GALILEO, 11, 44, OptionalInt.of(60), OptionalInt.of(180), 0,
                7 | NavSat.Satellite.USED | 1 << 4))), 0);
        assertEquals(List.of(Constellation.GALILEO), sky.satellites(14 * SECOND).stream().map(SkyView.Satellite::constellation).toList());
        sky.take(gsv("GP", 5, 40, 1), 16 * SECOND);
        assertEquals(List.of(Constellation.GPS), sky.satellites(16 * SECOND).stream().map(SkyView.Satellite::constellation).toList());
        assertEquals(List.of(), sky.satellites(60 * SECOND));
    }

    @Test
    void anglesAreRadians() {
        sky.take(gsv("GP", 5, 40, 1), 0);
        Map<String, Object> json = depot.support.Json.object(new String(SatellitesJson.encode(sky.satellites(0)), StandardCharsets.UTF_8));
        assertEquals(List.of(Map.of("constellation", "gps", "number", 5, "elevation", 0.7854, "azimuth", 1.5708, "carrierToNoise", 40)),
                json.get("satellites"));
    }

    private void comes(String sentence) {
        switch (NmeaDecoder.decode(Streams.frame(NmeaFraming.encode(sentence)))) {
            case Gsa gsa -> sky.take(gsa, 0);
            case Gsv gsv -> sky.take(gsv, 0);
            default -> throw new AssertionError(sentence);
        }
    }

    private Map<String, Optional<Boolean>> used() {
        Map<String, Optional<Boolean>> used = new java.util.TreeMap<>();
        sky.satellites(0).forEach(s -> used.put(s.constellation() + " " + s.number(), s.used()));
        return used;
    }

    /** Before NMEA 4.10 a GN sentence names no system: the numbers' ranges do. What no sentence says is unknown. */
    @Test
    void ofOldSentencesTheNumbersTellTheSystem() {
        comes("GPGSV,1,1,03,05,45,090,40,33,30,180,38,12,10,200,");
        comes("GLGSV,1,1,02,65,45,090,41,78,20,100,30");
        comes("GAGSV,1,1,01,11,45,090,41");
        comes("GNGSA,A,3,05,33,,,,,,,,,,,1.8,1.0,1.5");
        comes("GNGSA,A,3,65,,,,,,,,,,,,1.8,1.0,1.5");
        assertEquals(Map.of("GPS 5", Optional.of(true), "GPS 12", Optional.of(false), "SBAS 33", Optional.of(true), "GLONASS 65",
                Optional.of(true),
                "GLONASS 78", Optional.of(false), "GALILEO 11", Optional.empty()), used());
    }

    @Test
    void aSentenceThatIsFullLeavesOpenWhetherThereAreMore() {
        comes("GPGSV,1,1,02,01,45,090,40,20,30,180,38");
        comes("GNGSA,A,3,01,02,03,04,05,06,07,08,09,10,11,12,1.8,1.0,1.5,1");
        assertEquals(Map.of("GPS 1", Optional.of(true), "GPS 20", Optional.empty()), used());
    }
}
