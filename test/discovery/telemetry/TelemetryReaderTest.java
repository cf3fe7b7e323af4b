package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryReaderTest {
    private static final long NOW = 12_345;

    private record Said(String rover, Telemetry telemetry) {}

    private final List<Said> said = new ArrayList<>();
    private final TelemetryReader reader = new TelemetryReader();

    private int read(String text) {
        said.clear();
        byte[] bytes = Datagrams.bytes(text + "\nrest of an older one,rover=x y=1");
        return reader.read(bytes, Datagrams.bytes(text).length, NOW, (rover, telemetry) -> said.add(new Said(rover, telemetry)));
    }

    private Telemetry readOne(String text) {
        assertEquals(0, read(text));
        assertEquals(1, said.size());
        return said.getFirst().telemetry;
    }

    @Test
    void everyDatagramOfTheFieldIsUnderstood() throws Exception {
        List<String> captured = Datagrams.captured();
        assertEquals(78, captured.size());
        for (String text : captured) {
            Telemetry telemetry = readOne(text);
            assertEquals("frog-0", said.getFirst().rover);
            assertTrue(telemetry.status().mode() >= 0 && telemetry.status().mode() <= 5, text);
            assertEquals(List.of("fl", "fr", "rl", "rr"), telemetry.motors().all().stream().map(Telemetry.Motor::id).toList());
            assertNotNull(telemetry.velocity(), text);
            assertNull(telemetry.position(), "there was no fix");
            assertNull(telemetry.mesh());
            boolean silentBus = text.contains("battery=0.00");
            assertEquals(silentBus, Double.isNaN(telemetry.status().batteryVolts()), text);
            assertTrue(silentBus || telemetry.status().batteryVolts() > 40, text);
        }
    }

    @Test
    void aRoverWhoseBusHasNotSpokenKnowsNoVoltageNoCurrentAndNoTemperature() throws Exception {
        Telemetry first = readOne(Datagrams.captured().getFirst());
        assertTrue(Double.isNaN(first.status().batteryVolts()) && Double.isNaN(first.status().currentAmperes()));
        assertEquals(4, first.motors().all().size());
        assertTrue(first.motors().all().stream().allMatch(motor -> Double.isNaN(motor.celsius()) && Double.isNaN(motor.amperes())));
        assertEquals(0, first.status().mode(), "it says Disabled, and its heartbeats say so too");
        assertEquals(25.0, readOne(Datagrams.captured().get(1)).motors().all().getFirst().celsius());
        // a cold motor is a cold motor where the bus has spoken
        assertEquals(0.0, readOne("rover_status,rover=r battery=48,current=0\nmotors,rover=r,motor=fl temp=0.0,current=0.0").motors().all()
                .getFirst().celsius());
    }

    @Test
    void allThatTheContractHas() {
        Telemetry telemetry = readOne(Datagrams.WITH_ALL);
        assertEquals(new Telemetry.Status(NOW, 48.5, 12.3, 2), telemetry.status());
        assertEquals(new Telemetry.Motor("rr", 76.5, 3.3), telemetry.motors().all().getLast());
        assertEquals(new Telemetry.Velocity(NOW, 1.5, 0.2), telemetry.velocity());
        assertEquals(new Telemetry.Position(NOW, 37.7749, -122.4194, 2.5, telemetry.position().clockNanos()), telemetry.position());
        assertEquals(new Telemetry.Mesh(NOW, "aa:bb:cc:dd:ee:ff", -60, 90, 1, 12, 100, 100), telemetry.mesh());
    }

    @Test
    void allModes() {
        List<String> modes = List.of("Disabled", "Idle", "Teleop", "Autonomous", "EStop", "Fault");
        for (int mode = 0; mode < modes.size(); mode++) {
            assertEquals(mode, readOne("rover_status,rover=r battery=48,current=0,mode=\"" + modes.get(mode) + "\"").status().mode());
        }
        assertEquals(Telemetry.NO_MODE, readOne("rover_status,rover=r battery=48,current=0,mode=\"Mowing\"").status().mode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gps,rover=frog 0 latitude=1,longitude=2", "gps,rover=frog,0 latitude=1,longitude=2",
            "gps latitude=1,longitude=2",
        "gps,rover=r latitude=91,longitude=2", "gps,rover=r latitude=1,longitude=181", "gps,rover=r latitude=nan,longitude=2",
        "gps,rover=r latitude=1,longitude=2,accuracy=-1",
        "motors,rover=r temp=20", "motors,rover=r,motor=a{b temp=20", "motors,rover=r,motor=abcdefghijklmnopq temp=20",
        "motors,rover=r,motor=fl temp=20000",
        "rover_status,rover=r battery=-3", "rover_status,rover=r battery=1e9", "rover_status,rover=r battery=\"48\"", "frog-0 battery=48",
        "velocity,rover=r linear=",
        "mesh,rover=r rssi=full"})
    void aLineThatCannotBeIsSkippedAndTheOthersHold(String bad) {
        assertEquals(1, read("rover_status,rover=r battery=47.00,current=1\n" + bad + "\nvelocity,rover=r linear=1.0,angular=0"));
        assertEquals(1, said.size(), said::toString);
        Telemetry telemetry = said.getFirst().telemetry;
        assertEquals(47.0, telemetry.status().batteryVolts());
        assertEquals(1.0, telemetry.velocity().linearMetresPerSecond());
        assertNull(telemetry.position());
        assertNull(telemetry.motors());
        assertNull(telemetry.mesh());
    }

    @Test
    void anIdWithALineFeedLosesItsLinesOnly() {
        assertEquals(2, read("rover_status,rover=frog-0\nfrog-0 battery=48.50,current=12.30,mode=\"Idle\" 1\n"
                + "velocity,rover=r linear=1,angular=0 1"));
        assertEquals("r", said.getFirst().rover);
    }

    @Test
    void zeroZeroIsNoPlace() {
        assertNull(readOne("gps,rover=r latitude=0.0000000,longitude=0.0000000,accuracy=0\nvelocity,rover=r linear=0,angular=0")
                .position());
        assertEquals(0, readOne("gps,rover=r latitude=0.0,longitude=-2.5").position().latitude());
    }

    @Test
    void theRoversClockChangesNothing() {
        for (String clock : List.of("0", "-1", "99999999999999999999999999", "")) {
            Telemetry telemetry = readOne(("velocity,rover=r linear=1,angular=0 " + clock).strip());
            assertEquals(NOW, telemetry.heardNanos());
            assertEquals(NOW, telemetry.velocity().heardNanos());
        }
    }

    @Test
    void linesOfTwoRoversGoToEach() {
        assertEquals(0, read(Datagrams.status("a", "48") + "\n" + Datagrams.status("b", "47")
                + "\r\n\n# a remark\nvelocity,rover=b linear=1,angular=0"));
        assertEquals(List.of("a", "b"), said.stream().map(Said::rover).toList());
        assertEquals(47.0, said.get(1).telemetry.status().batteryVolts());
        assertNotNull(said.get(1).telemetry.velocity());
        assertNull(said.get(0).telemetry.velocity());
    }

    @Test
    void whatANewerRoverSaysMoreIsNoLoss() {
        assertEquals(0, read("mower,rover=r blades=3\nvelocity,rover=r linear=1,angular=0,slip=0.2"));
        assertEquals(1, said.size());
        assertEquals(0, read("mower,rover=r blades=3"));
        assertEquals(List.of(), said);
        assertEquals(0, read(""));
    }

    @Test
    void aRoverHasABoundedNumberOfMotors() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append("motors,rover=r,motor=m").append(i).append(" temp=20.0\n");
        }
        assertEquals(20 - TelemetryReader.MAX_MOTORS, read(text + "motors,rover=r,motor=m0 temp=21.0"));
        List<Telemetry.Motor> motors = said.getFirst().telemetry.motors().all();
        assertEquals(TelemetryReader.MAX_MOTORS, motors.size());
        assertEquals(Map.of("m0", 21.0), Map.of(motors.getLast().id(), motors.getLast().celsius()), "the last word counts");
    }
}
