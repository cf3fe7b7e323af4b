package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frames as a rover's daemon sent them; the expected numbers were read from the same bytes by another program (Python's struct). */
class RoverFrameTest {
    private static RoverFrame decoded(byte[] bytes) {
        return RoverFrame.read(ByteBuffer.wrap(bytes)).orElseThrow();
    }

    @Test
    void everyCapturedFrameIsReadToItsLastField() throws IOException {
        List<CapturedFrames.Captured> all = CapturedFrames.all();
        assertEquals(1174, all.size());
        List<RoverMode> modes = new ArrayList<>();
        for (CapturedFrames.Captured each : all) {
            RoverFrame frame = decoded(each.bytes());
            if (modes.isEmpty() || modes.getLast() != frame.mode()) {
                modes.add(frame.mode());
            }
            assertTrue(frame.isFinite());
            assertEquals(each.arrivedSeconds() * 1000, frame.clockMillis(), 60, "it was read right away");
            assertTrue(frame.batteryVolts() > 47 && frame.batteryVolts() < 49, frame::toString);
            assertTrue(frame.celsius().rearRight() >= 25 && frame.celsius().rearRight() < 31, frame::toString);
            assertTrue(frame.amperes().rearRight() >= 0 && frame.amperes().rearRight() < 5, frame::toString);
        }
        assertEquals(List.of(RoverMode.IDLE, RoverMode.AUTONOMOUS, RoverMode.IDLE, RoverMode.AUTONOMOUS, RoverMode.EMERGENCY_STOP,
                RoverMode.IDLE, RoverMode.TELEOP, RoverMode.IDLE, RoverMode.TELEOP, RoverMode.IDLE), modes);
    }

    @Test
    void eachFieldIsWhereItBelongs() throws IOException {
        List<CapturedFrames.Captured> all = CapturedFrames.all();
        assertEquals(new RoverFrame(RoverMode.IDLE, 0, 0, 0, 48, 1795914179824L, 0, 0, motors(25, 25, 25, 25), motors(0, 0, 0, 0)),
                decoded(all.getFirst().bytes()));
        // the first frame after its watchdog ran out on the way, 8.86 s in
        RoverFrame stopped = decoded(all.stream().filter(each -> each.arrivedSeconds() > 1795914188.68).findFirst().orElseThrow().bytes());
        assertEquals(RoverMode.IDLE, stopped.mode());
        assertEquals(2.768, stopped.x(), 0.001);
        assertEquals(0.116, stopped.y(), 0.001);
        assertEquals(0.682, stopped.theta(), 0.001);
        assertEquals(47.9, stopped.batteryVolts(), 0.001);
        assertEquals(motors(26.5f, 26.8f, 26.5f, 26.8f), stopped.celsius());
        assertEquals(motors(0.4f, 0.7f, 0.4f, 0.7f), stopped.amperes());
        RoverFrame turning = decoded(all.stream().filter(each -> each.arrivedSeconds() > 1795914189.52).findFirst().orElseThrow().bytes());
        assertEquals(0.132, turning.linear(), 0.001);
        assertEquals(0.101, turning.angular(), 0.001);
    }

    private static RoverFrame.Motors motors(float frontLeft, float frontRight, float rearLeft, float rearRight) {
        return new RoverFrame.Motors(frontLeft, frontRight, rearLeft, rearRight);
    }

    @Test
    void aLongerFrameIsReadTheSameAndAShorterOneNotAtAll() throws IOException {
        byte[] bytes = CapturedFrames.all().get(600).bytes();
        assertEquals(decoded(bytes), decoded(Arrays.copyOf(bytes, 200)));
        assertEquals(Optional.empty(), RoverFrame.read(ByteBuffer.wrap(bytes, 0, 89)));
        assertEquals(Optional.empty(), RoverFrame.read(ByteBuffer.allocate(0)));
        bytes[0] = 0x11;
        assertEquals(Optional.empty(), RoverFrame.read(ByteBuffer.wrap(bytes)));
    }

    @Test
    void unknownModesAndNumbersThatAreNoneAreRecognised() throws IOException {
        byte[] bytes = CapturedFrames.all().getFirst().bytes();
        bytes[1] = 6;
        assertEquals(RoverMode.UNKNOWN, decoded(bytes).mode());
        bytes[1] = (byte) 0xff;
        assertEquals(RoverMode.UNKNOWN, decoded(bytes).mode());
        Arrays.fill(bytes, 2, 10, (byte) 0xff); // not a number
        assertFalse(decoded(bytes).isFinite());
    }
}
