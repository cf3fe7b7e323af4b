package depot.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.link.Operator;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import depot.sim.client.SelectorLoop;
import depot.sim.motion.Limits;
import depot.sim.motion.Pose;
import depot.sim.rover.Battery;
import depot.sim.rover.Firmware;
import depot.sim.rover.Order;
import depot.sim.rover.Waypoint;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated rover's own port, held to what was seen on the daemon of one in the field: the rows of ../shared/rover-link/README.md. */
class RoverPortTest {
    private static final Order FAR = new Order("t", List.of(new Waypoint(200, 0, OptionalDouble.empty())), false);

    private final Firmware firmware = new Firmware(new Pose(0, 0, 0), new Pose(0, 0, 0), new Battery(0.9, 0), Limits.ROVER, report -> { });
    private SelectorLoop loop;
    private RoverPort port;
    private Operator operator;

    @BeforeEach
    void start() throws Exception {
        loop = SelectorLoop.start("test");
        loop.call(() -> port = new RoverPort(loop, "127.0.0.1", firmware, true));
        loop.execute(this::tick);
        operator = new Operator("127.0.0.1", port.number());
        operator.await("a frame", frame -> frame.mode() == RoverMode.IDLE);
    }

    private void tick() {
        loop.after(Duration.ofMillis(10).toNanos(), this::tick);
        firmware.advance(0.01);
        port.tick(System.nanoTime(), System.currentTimeMillis());
    }

    @AfterEach
    void end() throws Exception {
        operator.close();
        loop.close();
    }

    private void task() {
        loop.call(() -> {
            firmware.take(FAR);
            return null;
        });
    }

    /** Waits for frames of so much time, by the rover's clock. */
    private void awaitFrames(Duration time) throws Exception {
        long from = operator.now().clockMillis();
        operator.await("frames", frame -> frame.clockMillis() >= from + time.toMillis());
    }

    private static boolean drives(RoverFrame frame) {
        return frame.linear() > 0.3;
    }

    private static boolean stands(RoverFrame frame) {
        return frame.linear() == 0 && frame.angular() == 0;
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    @Test
    void aTaskThatNobodyFeedsIsIdleWithinATickAndNeverMoves() throws Exception {
        task();
        awaitFrames(Duration.ofMillis(700));
        assertEquals(RoverMode.IDLE, operator.now().mode());
        assertEquals(0, operator.now().x(), 0.01);
    }

    @Test
    void fedBeforeAndDuringItDrivesAndWhenThatEndsItStandsWithinHalfASecond() throws Exception {
        Operator.Feeding feeding = operator.feed();
        task();
        operator.await("it drives", frame -> frame.mode() == RoverMode.AUTONOMOUS && drives(frame));
        feeding.end();
        long began = System.nanoTime();
        RoverFrame standing = operator.await("it stands", frame -> frame.mode() == RoverMode.IDLE && stands(frame));
        assertTrue(millisSince(began) > 300 && millisSince(began) < 1_000, "after " + millisSince(began) + " ms");
        operator.feed();
        awaitFrames(Duration.ofMillis(400));
        assertEquals(standing.x(), operator.now().x(), "its task is not gone on with by itself");
    }

    @Test
    void aStopStandsAtOnceAndReleasedItIsIdle() throws Exception {
        operator.feed();
        task();
        operator.await("it drives", RoverPortTest::drives);
        operator.stop();
        long began = System.nanoTime();
        operator.await("it says so", frame -> frame.mode() == RoverMode.EMERGENCY_STOP);
        double shown = millisSince(began);
        operator.await("it stands", RoverPortTest::stands);
        assertTrue(shown < 300, "shown after " + shown + " ms");
        operator.release();
        operator.await("it is free", frame -> frame.mode() == RoverMode.IDLE);
    }

    @Test
    void aTwistHoldsForAsLongAsTheWatchdogIsFed() throws Exception {
        operator.drive(1.0, 0);
        operator.await("it is driven", frame -> frame.mode() == RoverMode.TELEOP && drives(frame));
        try (Operator server = new Operator("127.0.0.1", port.number())) {
            Operator.Feeding feeding = server.feed();
            operator.close();
            double from = server.await("a frame", frame -> true).x();
            server.await("it drives on", frame -> frame.x() > from + 1 && frame.mode() == RoverMode.TELEOP);
            feeding.end();
            server.await("it stands", frame -> frame.mode() == RoverMode.IDLE && stands(frame));
        }
    }

    @Test
    void aCancelDoesNotConcernWhoDrivesByHand() throws Exception {
        task();
        Operator.Feeding driving = operator.drive(0.6, 0);
        operator.mode(2);
        operator.await("it is driven", frame -> frame.mode() == RoverMode.TELEOP);
        loop.call(() -> {
            firmware.cancel("t");
            return null;
        });
        awaitFrames(Duration.ofMillis(700));
        assertEquals(RoverMode.TELEOP, operator.now().mode());
        assertTrue(operator.now().x() > 0.05, "it drives on");
        driving.end();
        operator.await("let go, it stands", frame -> frame.mode() == RoverMode.IDLE && stands(frame));
    }

    @Test
    void manyMayBeThereAndFramesAreFiftyASecond() throws Exception {
        try (Operator second = new Operator("127.0.0.1", port.number())) {
            second.await("a frame", frame -> true);
            operator.twist(0, 1);
            second.await("it turns", frame -> frame.angular() > 0.5);
        }
        loop.call(() -> {
            assertEquals(90, RoverPort.frame(firmware, 1).length);
            return null;
        });
    }
}
