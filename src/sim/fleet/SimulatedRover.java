package depot.sim.fleet;

import depot.sim.client.RoverFields;
import depot.sim.client.SelectorLoop;
import depot.sim.motion.Limits;
import depot.sim.motion.Pose;
import depot.sim.motion.PoseNoise;
import depot.sim.rover.Battery;
import depot.sim.rover.Firmware;
import depot.sim.rover.Mishaps;
import depot.sim.rover.Mode;
import depot.sim.upload.RoverRecording;
import depot.sim.upload.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One rover: its firmware, its mishaps, and its two connections, which drop now and then. Everything about it follows from
 * the seed, except when the network lets messages through. On the loop's thread.
 */
final class SimulatedRover {
    private static final double LINK_CUT_EVERY_SECONDS = 10 * 60;
    private static final double OUT_OF_REACH_EVERY_SECONDS = 25 * 60;
    private static final double AT_LEAST_SECONDS = 45;
    private static final double VOLTS_NOISE = 0.02;
    private static final Duration SESSION = Duration.ofMinutes(30);
    private static final Duration RECORD_EVERY = Duration.ofSeconds(1);

    private final SelectorLoop loop;
    private final RandomGenerator radio;
    private final double often;
    private final Firmware firmware;
    private final Mishaps mishaps;
    private final PoseNoise poseNoise;
    private final RandomGenerator voltsNoise;
    private final Heartbeats heartbeats;
    private final DispatchLink link;
    private final RoverPort port; // null where it has none
    private final boolean watchdogOnly; // that no service can feed
    private final Optional<TelemetrySender> telemetry;
    private final boolean reportsPoses;
    private final Optional<Beat> recorder;
    private volatile boolean inReach = true; // written on the loop's thread

    /**
     * @param telemetry empty for one that sends none
     * @param uploads empty for one that records nothing
     * @param number from 0
     */
    SimulatedRover(SelectorLoop loop, Service discovery, Service dispatch, Optional<TelemetryPort> telemetry, Optional<Uploads> uploads,
            Fleet.Plan plan,
            int number, SplittableRandom random) throws IOException {
        this.loop = loop;
        often = plan.trouble();
        RandomGenerator start = random.split();
        radio = random.split();
        voltsNoise = random.split();
        mishaps = new Mishaps(random.split(), often);
        poseNoise = new PoseNoise(random.split());
        Pose charger = charger(number);
        boolean outside = number % 8 == 2; // out in the yard with a low battery: it goes home at once
        Pose from = outside ? new Pose(start.nextDouble(0, 25), start.nextDouble(-15, 15), start.nextDouble(-3, 3)) : charger;
        Battery battery = new Battery(outside ? 0.18 : start.nextDouble(0.6, 1), 0);
        firmware = new Firmware(from, charger, battery, Limits.ROVER, report -> link().report(report));
        Fleet.Ports ports = plan.ports();
        port = ports.reachable() ? new RoverPort(loop, ports.host(), firmware, ports.watchTasks()) : null;
        if (port == null && ports.watchTasks()) {
            firmware.watched();
        }
        watchdogOnly = port == null && ports.watchTasks();
        String identity = RoverFields.identity(id(number), name(number), port == null
                ? "ws://198.18." + number / 250 + "." + (1 + number % 250) + ":4850" // addresses for tests, RFC 2544
                : "ws://" + ports.host() + ":" + port.number());
        heartbeats = plan.webSocket() ? new SocketHeartbeats(loop, discovery, identity, this::state)
                : new HttpHeartbeats(loop, discovery, id(number), identity, this::state);
        link = new DispatchLink(loop, dispatch, id(number), firmware);
        reportsPoses = plan.poses();
        PoseNoise receiver = new PoseNoise(random.split());
        this.telemetry = telemetry.map(port -> new TelemetrySender(loop, id(number), port, plan.ground(), firmware,
                () -> receiver.of(firmware.pose())));
        recorder = uploads.map(to -> {
            RoverRecording recording = new RoverRecording(id(number), SESSION);
            to.add(id(number), recording, () -> inReach);
            return new Beat(loop, RECORD_EVERY, () -> recording.add(Instant.ofEpochMilli(System.currentTimeMillis()), firmware.pose(),
                    firmware.battery().volts(),
                    firmware.mode()));
        });
    }

    static String id(int number) {
        return String.format(Locale.ROOT, "sim-%02d", number + 1);
    }

    private static String name(int number) {
        return "Sim rover " + (number + 1);
    }

    /** The chargers are in rows west of the origin, facing outwards. */
    private static Pose charger(int number) {
        return new Pose(-12 - 3.0 * (number / 25), 2.5 * (number % 25) - 5, 0);
    }

    private DispatchLink link() {
        return link;
    }

    void begin(Duration delay) {
        heartbeats.begin(delay);
        link.connectIn(delay);
        telemetry.ifPresent(sender -> sender.begin(delay));
        recorder.ifPresent(beat -> beat.begin(delay));
        planCut();
        planOutage();
    }

    private void planCut() {
        if (often > 0) {
            loop.after(in(LINK_CUT_EVERY_SECONDS), () -> {
                if (inReach) {
                    link.cut();
                }
                planCut();
            });
        }
    }

    private void planOutage() {
        if (often > 0) {
            loop.after(in(OUT_OF_REACH_EVERY_SECONDS), () -> {
                outOfReach(Duration.ofSeconds(radio.nextLong(15, 45)));
                planOutage();
            });
        }
    }

    private long in(double meanSeconds) {
        return (long) ((AT_LEAST_SECONDS + meanSeconds * radio.nextExponential()) / often * 1e9);
    }

    /** It and both services are out of reach of each other for so long. */
    void outOfReach(Duration outage) {
        if (!inReach) {
            return;
        }
        inReach = false;
        heartbeats.reach(false);
        telemetry.ifPresent(sender -> sender.reach(false));
        link.cut(outage);
        loop.after(outage.toNanos(), () -> {
            inReach = true;
            heartbeats.reach(true);
            telemetry.ifPresent(sender -> sender.reach(true));
        });
    }

    void advance(int steps) {
        for (int i = 0; i < steps; i++) {
            firmware.advance(Steps.SECONDS);
            mishaps.advance(Steps.SECONDS, firmware);
        }
    }

    /** Called fifty times a second of real time. */
    void tick(long nowNanos, long unixMillis) {
        if (port != null) {
            port.tick(nowNanos, unixMillis);
        } else if (watchdogOnly) {
            firmware.unfed();
        }
    }

    /** The fields of a heartbeat. Those of the field carry zeros for a pose, and know nothing before their bus has spoken. */
    private String state() {
        Pose sent = reportsPoses ? poseNoise.of(firmware.pose()) : new Pose(0, 0, 0);
        if (telemetry.isPresent() && !telemetry.get().busSpoke()) {
            return RoverFields.state("0.00", Mode.DISABLED.number(), sent.x(), sent.y(), sent.theta());
        }
        double volts = firmware.battery().volts() + VOLTS_NOISE * Math.clamp(voltsNoise.nextGaussian(), -3, 3);
        return RoverFields.state(String.format(Locale.ROOT, "%.2f", volts), firmware.mode().number(), sent.x(), sent.y(), sent.theta());
    }

    Firmware firmware() {
        return firmware;
    }

    void end() {
        heartbeats.end();
        link.end();
        telemetry.ifPresent(TelemetrySender::end);
        recorder.ifPresent(Beat::end);
        if (port != null) {
            port.close();
        }
    }
}
