package depot.gps.status;

import static depot.gps.status.Receivers.gga;
import static depot.gps.status.Receivers.pvt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gst;
import depot.gnss.nmea.Rmc;
import depot.gnss.ubx.NavDop;
import depot.gnss.ubx.NavPvt;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which message the fix is of. Times are milliseconds. */
class FixStateTest {
    private final FixState state = new FixState();

    private Fix at(long millis) {
        return state.fix(millis * 1_000_000);
    }

    private double latitude(long millis) {
        return at(millis).place().orElseThrow().latitudeDegrees();
    }

    private void ggaAt(long millis, double latitude) {
        state.take(gga((int) (millis / 1000), FixQuality.GPS, latitude, 12), millis * 1_000_000);
    }

    private void pvtAt(long millis, double latitude) {
        state.take(pvt((int) (millis / 1000), latitude, 31), millis * 1_000_000);
    }

    @Test
    void beforeAnythingCameThereIsNoFix() {
        assertEquals(Fix.NONE, at(0));
    }

    @Test
    void whereNavPvtComesPositionAndSatellitesAreItsWhateverTheOrder() {
        for (int epoch = 0; epoch < 5; epoch++) {
            long begin = epoch * 1000;
            ggaAt(begin, 1);
            assertTrue(epoch == 0 ? at(begin + 10).place().isEmpty() : latitude(begin + 10) == 2, "a GGA alone is never shown");
            pvtAt(begin + 50, 2);
            assertEquals(2, latitude(begin + 60));
            assertEquals(31, at(begin + 60).satellites());
            assertEquals(OptionalDouble.of(0.7), at(begin + 60).hdop(), "NAV-PVT has none");
        }
    }

    @Test
    void whereNoNavPvtComesItIsGgas() {
        ggaAt(0, 1);
        assertTrue(at(1400).place().isEmpty(), "it may still come");
        assertEquals(1, latitude(1600), "its epoch is over");
        ggaAt(2000, 1.5);
        assertEquals(1.5, latitude(2000), "and from then on at once");
        Fix fix = at(2000);
        assertEquals(12, fix.satellites());
        assertEquals(520.5, fix.place().orElseThrow().altitudeMetres().orElseThrow());
        assertEquals(565.5, fix.place().orElseThrow().heightMetres().orElseThrow());
    }

    /** As of a receiver without a clock, or a script that repeats one line. */
    @Test
    void aTimeThatStandsStillIsAFixAllTheSame() {
        for (long millis = 0; millis <= 20_000; millis += 200) {
            state.take(gga(7, FixQuality.RTK_FIXED, 1, 12), millis * 1_000_000);
        }
        assertEquals(FixQuality.RTK_FIXED, at(20_100).quality());
    }

    @Test
    void theNextEpochsGgaDecidesTooWhenItComesSooner() {
        ggaAt(0, 1);
        ggaAt(1000, 2);
        assertEquals(2, latitude(1001));
    }

    @Test
    void whenNavPvtEndsGgaTakesOverAfterFiveSecondsWithoutAGap() {
        for (int second = 0; second <= 12; second++) {
            ggaAt(second * 1000, 1);
            if (second <= 3) {
                pvtAt(second * 1000 + 50, 2);
            }
            for (int millis = 100; millis < 1000; millis += 100) {
                long now = second * 1000 + millis;
                assertEquals(FixQuality.GPS, at(now).quality(), "at " + now);
                assertEquals(now < 9000 ? 2 : 1, latitude(now), "at " + now);
            }
        }
        pvtAt(13_000, 2);
        assertEquals(2, latitude(13_000));
    }

    @Test
    void whenBothEndItBecomesNoFixAndWhatIsShownDoesNotChange() {
        pvtAt(0, 2);
        ggaAt(50, 1);
        assertTrue(at(5049).fresh());
        assertEquals(FixQuality.GPS, at(5049).quality());
        assertFalse(at(5050).fresh());
        assertEquals(FixQuality.NO_FIX, at(5050).quality());
        assertEquals(2, latitude(5050));
        assertEquals(2, latitude(500_000));
    }

    @ParameterizedTest
    @EnumSource(FixQuality.class)
    void theQualityIsGgas(FixQuality quality) {
        for (int second = 0; second < 2; second++) {
            state.take(gga(second, quality, 1, 12), second * 1_000_000_000L);
        }
        boolean none = quality == FixQuality.NO_FIX || quality == FixQuality.UNKNOWN;
        assertEquals(none ? FixQuality.NO_FIX : quality, at(1000).quality());
        assertEquals(none, at(1000).place().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"FIX_3D, true, NONE, GPS", "FIX_2D, true, NONE, GPS", "FIX_3D, true, FLOAT, RTK_FLOAT", "FIX_3D, true, FIXED, RTK_FIXED",
        "TIME_ONLY, true, NONE, GPS", "DEAD_RECKONING, true, NONE, ESTIMATED", "NO_FIX, true, NONE, NO_FIX", "FIX_3D, false, NONE, NO_FIX",
        "GNSS_AND_DEAD_RECKONING, true, FIXED, RTK_FIXED", "UNKNOWN, true, NONE, NO_FIX"})
    void withoutGgaTheQualityIsNavPvts(NavPvt.FixType type, boolean ok, NavPvt.CarrierSolution carrier, FixQuality quality) {
        state.take(pvt(0, type, ok, carrier, 2, 9), 0);
        assertEquals(quality, at(0).quality());
        assertEquals(quality == FixQuality.NO_FIX, at(0).place().isEmpty());
        assertEquals(type == NavPvt.FixType.TIME_ONLY, at(0).timeMode());
    }

    @Test
    void aReceiverThatLostItsFixShowsNoPositionAtOnce() {
        pvtAt(0, 2);
        ggaAt(50, 2);
        state.take(pvt(1, NavPvt.FixType.NO_FIX, false, NavPvt.CarrierSolution.NONE, 2, 0), 1_000_000_000L);
        assertEquals(FixQuality.NO_FIX, at(1000).quality());
        assertTrue(at(1000).place().isEmpty());
        assertEquals(0, at(1000).satellites());
        assertTrue(at(1000).fresh(), "that is what it says now");
    }

    @Test
    void ggaKnowsMoreQualities() {
        pvtAt(0, 2);
        state.take(gga(0, FixQuality.SIMULATION, 2, 12), 50_000_000);
        assertEquals(FixQuality.SIMULATION, at(60).quality());
        assertEquals(2, latitude(60));
    }

    @Test
    void hdopIsNavDopsWhereThereIsNoGga() {
        pvtAt(0, 2);
        assertEquals(OptionalDouble.empty(), at(10).hdop());
        state.take(new NavDop(0, 1, 2, 3, 4, 0.9, 6, 7), 20_000_000);
        assertEquals(OptionalDouble.of(0.9), at(30).hdop());
        ggaAt(50, 1);
        assertEquals(OptionalDouble.of(0.7), at(60).hdop());
    }

    @Test
    void sentencesAloneTellTimeAndAccuracyToo() {
        ggaAt(0, 1);
        ggaAt(1000, 1);
        state.take(new Rmc("GN", OptionalInt.of(43_200_500), true, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                OptionalDouble.empty(), Optional.of(LocalDate.of(2026, 6, 1)), 'A', ' '), 1_000_000_000L);
        state.take(new Gst("GN", OptionalInt.of(0), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
                OptionalDouble.empty(), OptionalDouble.of(3), OptionalDouble.of(4), OptionalDouble.of(6)), 1_000_000_000L);
        assertEquals(Optional.of(Instant.parse("2026-06-01T12:00:00.500Z")), at(1000).time());
        assertEquals(OptionalDouble.of(5), at(1000).horizontalAccuracyMetres());
        assertEquals(OptionalDouble.of(6), at(1000).verticalAccuracyMetres());
    }
}
