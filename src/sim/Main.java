package depot.sim;

import static java.util.Map.entry;

import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.service.Launcher;
import depot.sim.demo.Demo;
import depot.sim.fleet.Fleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulated fleet's process. What its environment says can be said on the command line as well, for use by hand. */
public final class Main {
    private static final Map<String, Setting> OPTIONS = Map.ofEntries(entry("--rovers", SimConfig.ROVERS), entry("--seed", SimConfig.SEED),
            entry("--speed", SimConfig.SPEED), entry("--trouble", SimConfig.TROUBLE), entry("--heartbeats", SimConfig.HEARTBEATS),
            entry("--discovery", SimConfig.DISCOVERY_URL), entry("--dispatch", SimConfig.DISPATCH_URL), entry("--poses", SimConfig.POSES),
            entry("--telemetry", SimConfig.TELEMETRY_PORT), entry("--origin", SimConfig.ORIGIN), entry("--sftp", SimConfig.SFTP),
            entry("--upload-every", SimConfig.UPLOAD_EVERY));

    private static final String UNSUPERVISED = "--unsupervised"; // which has no value behind it

    private Main() {}

    public static void main(String[] arguments) {
        Map<String, String> values = new HashMap<>(System.getenv());
        int taken = take(arguments, values);
        if (taken > arguments.length) {
            System.err.println("sim: " + arguments[taken - 2] + " wants a value behind it");
            System.exit(2);
        }
        Launcher.run("sim", "a simulated fleet: rovers that register, drive and report as those in the field do",
                SimConfig.SETTINGS, Arrays.copyOfRange(arguments, taken, arguments.length), ignored -> start(new Environment(values)));
        stay();
    }

    /** Puts options and their values in place. @return up to where the arguments are such; the rest is for the launcher to answer */
    private static int take(String[] arguments, Map<String, String> values) {
        int taken = 0;
        while (taken < arguments.length && (OPTIONS.containsKey(arguments[taken]) || arguments[taken].equals(UNSUPERVISED))) {
            if (arguments[taken].equals(UNSUPERVISED)) {
                values.put(SimConfig.UNSUPERVISED.name(), "true");
                taken++;
                continue;
            }
            if (taken + 1 < arguments.length) {
                values.put(OPTIONS.get(arguments[taken]).name(), arguments[taken + 1]);
            }
            taken += 2;
        }
        return taken;
    }

    /** The fleet's own threads keep no process alive; a signal ends it. */
    private static void stay() {
        while (true) {
            LockSupport.park();
        }
    }

    private static Launcher.Running start(Environment environment) {
        SimConfig config = SimConfig.from(environment);
        try {
            Fleet fleet = Fleet.start(config.plan(), config.discovery(), config.dispatch(), config.roverToken(), config.uploads());
            Logger log = LoggerFactory.getLogger("depot.sim"); // made after logging is set up
            log.info("{} simulated rovers, seed {}, {} times real speed, for discovery at {} and dispatch at {}", config.plan().rovers(),
                    config.plan().seed(), config.plan().speed(), config.discovery(), config.dispatch());
            Optional<Demo> demo = config.demo().map(Demo::start);
            return () -> {
                demo.ifPresent(Demo::close);
                fleet.close();
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
