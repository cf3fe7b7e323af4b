package depot.sim.rover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BatteryTest {
    private static final int HOUR = 3600;

    private static Battery drained(Battery battery, double speed, int seconds) {
        Battery drained = battery;
        for (int i = 0; i < seconds; i++) {
            drained = drained.drained(speed, 1);
        }
        return drained;
    }

    private static Battery charged(Battery battery, int seconds) {
        Battery charged = battery;
        for (int i = 0; i < seconds; i++) {
            charged = charged.charged(1);
        }
        return charged;
    }

    @Test
    void lastsForHoursOfDrivingAndADayAtRest() {
        Battery full = new Battery(1, 0);
        assertTrue(drained(full, 1.4, 3 * HOUR).charge() > 0.05);
        assertEquals(0, drained(full, 1.4, 4 * HOUR).charge());
        assertTrue(drained(full, 0, 24 * HOUR).charge() > 0.25);
    }

    @Test
    void isFullAfterAnHourAtTheChargerAndNeverMoreThanThat() {
        Battery hour = charged(new Battery(0, 0), HOUR);
        assertTrue(hour.charge() > 0.95, "charge " + hour.charge());
        Battery night = charged(hour, 10 * HOUR);
        assertEquals(1, night.charge(), 1e-6);
        assertEquals(54.6, night.volts(), 0.01);
    }

    @Test
    void isOneOfTheFieldsPacks() {
        assertEquals(54.6, new Battery(1, 0).volts(), 0.001);
        assertEquals(39, new Battery(0, 0).volts(), 0.001);
        assertTrue(new Battery(0.03, 0).volts() < 42 && new Battery(0.1, 0).volts() > 42, "what the firmware calls low is nearly the end");
    }

    @Test
    void itsVoltageFallsWithItsChargeAndUnderLoad() {
        double above = 55;
        for (int percent = 100; percent >= 0; percent--) {
            double volts = new Battery(percent / 100.0, 0).volts();
            assertTrue(volts < above && volts >= 39, percent + " % has " + volts + " V");
            above = volts;
        }
        assertTrue(new Battery(0.5, 150).volts() < new Battery(0.5, 0).volts());
        assertTrue(new Battery(0.5, -700).volts() > new Battery(0.5, 0).volts());
    }
}
