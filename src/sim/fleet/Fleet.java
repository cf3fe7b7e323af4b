package depot.sim.fleet;

import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.sim.client.SelectorLoop;
import depot.sim.client.ServiceUrl;
import depot.sim.motion.Ground;
import depot.sim.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Simulated rovers, any number of them on one thread, as honest clients of discovery and dispatch. They begin when
 * it is started and end with {@link #close}. Any thread.
 */
public final class Fleet implements AutoCloseable {
    private static final Duration RESOLVE_EVERY = Duration.ofSeconds(10);
    private static final Duration BEGIN_WITHIN = Duration.ofSeconds(2);
    private static final int MOST_RECORDING = 100; // one thread brings what they record, and each takes some 300 KB

    private final SelectorLoop loop;
    private final Worker resolving;
    private final List<SimulatedRover> rovers = new ArrayList<>();
    private final Steps steps;
    private final Optional<TelemetryPort> telemetry;
    private final Optional<Uploads> uploads;
    private long nextTick = System.nanoTime();

    /**
     * Which fleet.
     *
     * @param speed how much faster than real its rovers' time goes; that of their connections never does
     * @param trouble how much more often than usual something goes wrong; 0 for never
     * @param webSocket whether its heartbeats go over a WebSocket, not HTTP
     * @param poses whether its heartbeats carry poses, and not zeros as those of the field
     * @param telemetryPort UDP port of discovery's host that it sends telemetry to; 0 to send none
     * @param ground where on earth it drives; empty when its receivers never have a fix
     * @param ports its rovers' own
     */
    public record Plan(int rovers, long seed, double speed, double trouble, boolean webSocket, boolean poses, int telemetryPort,
            Optional<Ground> ground, Ports ports) {}

    /**
     * The rovers' own ports.
     *
     * @param host the name or address that they register, with a port of each one's own
     * @param reachable false: they register addresses that lead nowhere, so that no service can connect to them
     * @param watchTasks whether a task is driven only while the rover's watchdog is fed, as in the field
     */
    public record Ports(String host, boolean reachable, boolean watchTasks) {
        /** On this machine, driving tasks without a fed watchdog. */
        public static final Ports UNWATCHED = new Ports("127.0.0.1", true, false);
        /** On this machine, as in the field: they drive only while they are fed. */
        public static final Ports WATCHED = new Ports("127.0.0.1", true, true);
    }

    private Fleet(Plan plan, Service discovery, Service dispatch, Optional<Uploads> uploads, SelectorLoop loop) throws IOException {
        this.loop = loop;
        this.uploads = uploads;
        telemetry = plan.telemetryPort == 0 ? Optional.empty() : Optional.of(new TelemetryPort(discovery, plan.telemetryPort));
        SplittableRandom random = new SplittableRandom(plan.seed);
        for (int i = 0; i < plan.rovers; i++) {
            rovers.add(new SimulatedRover(loop, discovery, dispatch, telemetry, i < MOST_RECORDING ? uploads : Optional.empty(), plan, i,
                    random.split()));
        }
        steps = new Steps(plan.speed, System.nanoTime());
        discovery.resolve();
        dispatch.resolve();
        resolving = Worker.start("resolve", () -> {
            while (true) {
                Thread.sleep(RESOLVE_EVERY);
                discovery.resolve();
                dispatch.resolve();
            }
        });
    }

    /** One that records nothing. @param token that rovers present; empty for none */
    public static Fleet start(Plan plan, ServiceUrl discovery, ServiceUrl dispatch, Optional<String> token) throws IOException {
        return start(plan, discovery, dispatch, token, Optional.empty());
    }

    /**
     * @param token that rovers present; empty for none
     * @param uploads what brings their recordings to archive, those of the first hundred; empty for a fleet that records nothing
     */
    public static Fleet start(Plan plan, ServiceUrl discovery, ServiceUrl dispatch, Optional<String> token,
            Optional<Uploads> uploads) throws IOException {
        SelectorLoop loop = SelectorLoop.start("fleet");
        Fleet fleet = new Fleet(plan, new Service("discovery", discovery, token, Time.SYSTEM),
                new Service("dispatch", dispatch, token, Time.SYSTEM), uploads, loop);
        loop.execute(fleet::begin);
        uploads.ifPresent(Uploads::start);
        return fleet;
    }

    private void begin() {
        for (int i = 0; i < rovers.size(); i++) {
            rovers.get(i).begin(BEGIN_WITHIN.multipliedBy(i).dividedBy(rovers.size()));
        }
        tick();
    }

    private void tick() {
        long now = System.nanoTime();
        nextTick = Math.max(nextTick + RoverPort.FRAME_EVERY.toNanos(), now);
        loop.at(nextTick, this::tick);
        int due = steps.due(now);
        if (due > 0) {
            rovers.forEach(rover -> rover.advance(due));
        }
        long millis = System.currentTimeMillis();
        rovers.forEach(rover -> rover.tick(now, millis));
    }

    /** For tests: has a rover do something, on its thread. @param number from 0 */
    void with(int number, Consumer<SimulatedRover> action) {
        loop.call(() -> {
            action.accept(rovers.get(number));
            return null;
        });
    }

    /** Says goodbye to the services, and ends. */
    @Override
    public void close() {
        uploads.ifPresent(Uploads::close);
        resolving.close();
        loop.call(() -> {
            rovers.forEach(SimulatedRover::end);
            return null;
        });
        loop.close();
        telemetry.ifPresent(Fleet::close);
    }

    private static void close(TelemetryPort port) {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
