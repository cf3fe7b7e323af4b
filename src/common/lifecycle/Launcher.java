package depot.common.lifecycle;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's process from start to end: {@code --help} and {@code --version}, the environment, the log, the start
 * with one line where a value cannot be used, and SIGTERM or Ctrl-C to a clean end with status 0 in time.
 */
public final class Launcher {
    /** A started service: closing it ends it in order, and must take less than ten seconds. */
    @FunctionalInterface
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    private static final int USAGE = 2;
    private static final Duration LONGEST_END = Duration.ofSeconds(9);

    private Launcher() {}

    /**
     * Runs until the process is told to end.
     *
     * @param settings every environment value that the service reads, for {@code --help}
     * @param start starts the service; throws {@link BadSetting} for a value that cannot be used
     */
    public static void run(String service, String purpose, List<Setting> settings, String[] arguments,
            Function<Environment, Running> start) {
        if (arguments.length > 0) {
            System.exit(answer(service, purpose, settings, arguments[0]));
        }
        Environment environment = new Environment(System.getenv());
        try {
            LogSetup.install(environment);
            Running running = start.apply(environment);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                boundTheEnd(service);
                stop(service, running);
                // a JVM that ends on a signal would say 143; the contract says 0
                Runtime.getRuntime().halt(0);
            }, "shutdown"));
        } catch (BadSetting e) {
            System.err.println(service + ": " + e.getMessage());
            System.exit(USAGE);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger("depot." + service).error("could not start", e);
            System.exit(1);
        }
    }

    private static void boundTheEnd(String service) {
        Thread.ofPlatform().daemon().name("shutdown-bound").start(() -> {
            try {
                Thread.sleep(LONGEST_END);
                System.err.println(service + ": did not stop in " + LONGEST_END.toSeconds() + " s, ending anyway");
                Runtime.getRuntime().halt(1);
            } catch (InterruptedException e) {
                // nothing interrupts it
            }
        });
    }

    private static void stop(String service, Running running) {
        Logger log = LoggerFactory.getLogger("depot." + service);
        try {
            log.info("stopping");
            running.close();
            log.info("stopped");
        } catch (RuntimeException e) {
            log.error("did not stop in order", e);
        }
    }

    private static int answer(String service, String purpose, List<Setting> settings, String argument) {
        switch (argument) {
            case "-h", "--help", "help" -> {
                help(System.out, service, purpose, settings);
                return 0;
            }
            case "--version" -> {
                Version version = Version.read();
                System.out.println("depot " + service + " " + version.number() + " (" + version.revision() + ")");
                return 0;
            }
            default -> {
                System.err.println(service + ": unknown argument '" + argument + "': it takes --help and --version, and its settings from the environment");
                return USAGE;
            }
        }
    }

    private static void help(PrintStream out, String service, String purpose, List<Setting> settings) {
        out.println("depot " + service + ": " + purpose);
        out.println();
        out.println("Settings, from the environment:");
        int width = settings.stream().mapToInt(s -> s.name().length()).max().orElse(0);
        for (Setting setting : settings) {
            String fallback = setting.secret() ? " (or a file's name in " + setting.name() + "_FILE)"
                    : setting.fallback().isEmpty() ? "" : " [" + setting.fallback() + "]";
            out.println("  " + setting.name() + " ".repeat(width - setting.name().length()) + "  " + setting.meaning() + fallback);
        }
    }
}
