package depot.load;

import static java.util.Map.entry;

import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts load on a service of this machine and reports the results, as a process of its own. Its options are in README.md.
 *
 * One JSON object with the results goes to standard output, progress to standard error. It goes to loopback
 * addresses only, ends by itself when it is done, when its time is up, or when the process that started it is gone.
 * It exits with 0 when it has results (errors of the service's are among them), with 1 when it failed, with 2 when the command
 * line is unusable.
 */
final class Load {

    /** By name; the class of each says what it does. */
    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.ofEntries(
            entry("http-heartbeats", onOneLoop(HttpHeartbeats::new)),
            entry("socket-heartbeats", onOneLoop(SocketHeartbeats::new)),
            entry("fanout", onOneLoop(Fanout::new)),
            entry("caster", onOneLoop(Casting::new)),
            entry("fleet", onTwoLoops(Fleet::new)),
            entry("idle", onOneLoop(IdleConsoles::new)),
            entry("assign", onOneLoop(Assign::new)),
            entry("queue", onOneLoop(Queueing::new)),
            entry("starts", onOneLoop(Starts::new)),
            entry("progress", onTwoLoops(Progress::new)),
            entry("rest", onOneLoop(Rest::new)),
            entry("telemetry", onTwoLoops(TelemetryLoad::new)),
            entry("soak", onTwoLoops(Soak::new))));

    private static final int SPARE_FILES = 100;

    /** A load, made for one run. It fills in the report and leaves no connection open. */
    interface Scenario {
        void run() throws IOException, InterruptedException;
    }

    private interface Kind {
        void run(Options options, Report report) throws IOException, InterruptedException;
    }

    private interface OnOneLoop {
        Scenario make(Options options, Report report, SelectorLoop loop);
    }

    private interface OnTwoLoops {
        Scenario make(Options options, Report report, SelectorLoop rovers, SelectorLoop consoles);
    }

    private static Kind onOneLoop(OnOneLoop load) {
        return (options, report) -> {
            try (SelectorLoop loop = SelectorLoop.start("load")) {
                load.make(options, report, loop).run();
            }
        };
    }

    /** So that what consoles are shown, which may be large, holds up no rover. */
    private static Kind onTwoLoops(OnTwoLoops load) {
        return (options, report) -> {
            try (SelectorLoop rovers = SelectorLoop.start("load-rovers"); SelectorLoop consoles = SelectorLoop.start("load-consoles")) {
                load.make(options, report, rovers, consoles).run();
            }
        };
    }

    private Load() {}

    static String names() {
        return String.join(", ", KINDS.keySet());
    }

    /** @return the status to exit with */
    static int run(List<String> arguments) {
        try {
            Options options = Options.parse(arguments);
            Kind kind = KINDS.get(options.scenario());
            if (kind == null) {
                throw new Options.Unusable("no load is called " + options.scenario() + "; there are " + names());
            }
            checkFiles(options);
            Lifeline.hold(options.limit());
            Report report = new Report(options);
            kind.run(options, report);
            System.out.println(report.json());
            return 0;
        } catch (Options.Unusable e) {
            System.err.println("load: " + e.getMessage());
            return 2;
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println("load: failed: " + e);
            return 1;
        }
    }

    private static void checkFiles(Options options) throws Options.Unusable {
        long needed = options.connections() + options.deltas() + options.lists() + options.callers() + options.consoles() + SPARE_FILES;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < needed) {
            throw new Options.Unusable("the system allows a process " + system.getMaxFileDescriptorCount()
                    + " open files, this load needs " + needed + ": raise the limit (ulimit -Hn)");
        }
    }

    /** What this process has used of the processors so far. */
    static double cpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    static void progress(String message) {
        System.err.println("load: " + message);
    }
}
