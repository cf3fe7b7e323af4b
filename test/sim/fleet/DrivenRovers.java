package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.motion.Limits;
import depot.sim.motion.Pose;
import depot.sim.rover.Battery;
import depot.sim.rover.Firmware;
import depot.sim.rover.Mode;
import depot.sim.rover.Order;
import depot.sim.rover.Waypoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Simulated daemons with ports of their own and nothing else, for tests of who connects to them: their watchdogs are on, and they are
 * given tasks by the test. Any thread.
 */
public final class DrivenRovers implements AutoCloseable {
    private static final Order FAR = new Order("t", List.of(new Waypoint(10_000, 0, OptionalDouble.empty())), false);
    private static final double STEP_SECONDS = 0.02;

    private final SelectorLoop loop;
    private final List<Firmware> rovers = new ArrayList<>();
    private final List<RoverPort> ports = new ArrayList<>();
    private long nextTick = System.nanoTime();

    private DrivenRovers(int count) throws IOException {
        loop = SelectorLoop.start("driven-rovers");
        for (int i = 0; i < count; i++) {
            Firmware rover = new Firmware(new Pose(0, 0, 0), new Pose(0, 0, 0), new Battery(0.9, 0), Limits.ROVER, report -> { });
            rovers.add(rover);
            ports.add(new RoverPort(loop, "127.0.0.1", rover, true));
        }
        loop.execute(this::tick);
    }

    public static DrivenRovers start(int count) throws IOException {
        return new DrivenRovers(count);
    }

    private void tick() {
        long now = System.nanoTime();
        nextTick = Math.max(nextTick + Duration.ofMillis(20).toNanos(), now);
        loop.at(nextTick, this::tick);
        for (int i = 0; i < rovers.size(); i++) {
            rovers.get(i).advance(STEP_SECONDS);
            ports.get(i).tick(now, System.currentTimeMillis());
        }
    }

    public int port(int rover) {
        return ports.get(rover).number();
    }

    public String address(int rover) {
        return "ws://127.0.0.1:" + port(rover);
    }

    /** Gives it a task that takes it far. */
    public void task(int rover) {
        loop.call(() -> {
            rovers.get(rover).take(FAR);
            return null;
        });
    }

    /** As above, to each that is idle. */
    public void taskToIdle() {
        for (int i = 0; i < rovers.size(); i++) {
            if (mode(i) == Mode.IDLE) {
                task(i);
            }
        }
    }

    public Mode mode(int rover) {
        return loop.call(() -> rovers.get(rover).mode());
    }

    /** In metres a second. */
    public double speed(int rover) {
        return loop.call(() -> rovers.get(rover).motion().speed());
    }

    public boolean allStand() {
        return loop.call(() -> rovers.stream().allMatch(each -> each.motion().stands()));
    }

    public boolean allDrive() {
        return loop.call(() -> rovers.stream().allMatch(each -> each.motion().speed() > 0.1));
    }

    /** How many are connected to it. */
    public int peers(int rover) {
        return loop.call(() -> ports.get(rover).peers());
    }

    @Override
    public void close() {
        loop.close();
    }
}
