package depot.sim.rover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.Datagrams;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The simulated rovers' datagrams beside the field's own. */
class TelemetryTextTest {
    private static String withoutClock(String text) {
        return text.replaceAll("(?m) \\d+$", "");
    }

    @Test
    void beforeTheBusHasSpokenItIsTheFieldsWordForWord() throws Exception {
        assertEquals(withoutClock(Datagrams.captured().getFirst()),
                withoutClock(TelemetryText.ofSilentBus("frog-0").at(1795914028317218140L)));
    }

    @Test
    void idleItIsTheFieldsWordForWord() throws Exception {
        TelemetryText idle = new TelemetryText("frog-0", 48, 0, Mode.IDLE, Collections.nCopies(4, Motor.COLD), 0, 0, Optional.empty(),
                false);
        assertEquals(withoutClock(Datagrams.captured().get(1)), withoutClock(idle.at(1795914029318177800L)));
    }

    @Test
    void withAllItIsTheContractsButForItsMesh() {
        List<Motor> motors = List.of(new Motor(45, 3), new Motor(46, 3.1), new Motor(47, 3.2), new Motor(76.5, 3.3));
        String text = new TelemetryText("frog-0", 48.5, 12.3, Mode.TELEOP, motors, 1.5, 0.2,
                Optional.of(new TelemetryText.Place(37.7749, -122.4194, 2.5)), true)
                .at(1795901272000000000L);
        List<String> lines = text.lines().toList();
        List<String> expected = Datagrams.WITH_ALL.lines().toList();
        assertEquals(expected.subList(0, 6), lines.subList(0, 6));
        assertEquals(expected.get(6).replace("accuracy=2.5", "accuracy=2.500"), lines.get(6));
        assertTrue(lines.get(7).startsWith("mesh,rover=frog-0,upstream="));
        assertTrue(text.length() < 750, "about as long as the field's");
    }

    @Test
    void aMotorWarmsWithItsCurrentAndCoolsWithoutIt() {
        Motor driven = Motor.COLD;
        for (int i = 0; i < 1200; i++) {
            driven = driven.after(0.8, 1);
        }
        assertTrue(driven.celsius() > 45 && driven.celsius() < 60, "it has " + driven.celsius());
        Motor rested = driven;
        for (int i = 0; i < 3600; i++) {
            rested = rested.after(0, 1);
        }
        assertEquals(Motor.AIR_CELSIUS, rested.celsius(), 0.1);
    }
}
