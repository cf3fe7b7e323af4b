package depot.common.service;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.config.Setting;
import depot.common.config.Version;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's process from start to end: {@code --help} and {@code --version}, the environment, the log, the start
 * with one line where a value cannot be used, and SIGTERM or Ctrl-C, also during the start, to a clean end with status 0
 * in time.
 */
public final class Launcher {
    /** A started service: closing it ends it in order, and must take less than ten seconds. */
    @FunctionalInterface
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    private static final int FAILED = 1;
    private static final int MOST_FRAMES = 4;
    private static final int USAGE = 2;
    private static final Duration LONGEST_END = Duration.ofSeconds(9);
    private static final Duration LONGEST_START = Duration.ofSeconds(2); // after SIGTERM

    private Launcher() {}

    /**
     * Runs until SIGTERM or Ctrl-C.
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
        CompletableFuture<Stage> stage = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service, stage), "shutdown"));
        int failure;
        try {
            LogSetup.install(environment);
            stage.complete(new Stage.Started(start.apply(environment)));
            return;
        } catch (BadSetting e) {
            System.err.println(service + ": " + e.getMessage());
            failure = USAGE;
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger("depot." + service).error("could not start", e);
            failure = FAILED;
        }
        stage.complete(new Stage.Failed());
        System.exit(failure);
    }

    /** The outcome of the start; the shutdown hook, which is there from the beginning, acts by it. */
    private sealed interface Stage {
        /** The start takes too long to be waited for: all it does bears being killed. */
        record Starting() implements Stage {}

        record Started(Running running) implements Stage {}

        record Failed() implements Stage {}
    }

    /** A JVM that ends on a signal would say 143; the contract says 0. */
    private static void end(String service, CompletableFuture<Stage> stage) {
        boundTheEnd(service);
        // what a start has begun (a database of its own, a migration) is best ended in order
        switch (stage.completeOnTimeout(new Stage.Starting(), LONGEST_START.toMillis(), TimeUnit.MILLISECONDS).join()) {
            case Stage.Starting() -> Runtime.getRuntime().halt(0);
            case Stage.Started(Running running) -> Runtime.getRuntime().halt(stop(service, running) ? 0 : FAILED);
            case Stage.Failed() -> { } // it ends with the status that says so
        }
    }

    private static void boundTheEnd(String service) {
        Thread ending = Thread.currentThread();
        Thread.ofPlatform().daemon().name("shutdown-bound").start(() -> {
            try {
                Thread.sleep(LONGEST_END);
                System.err.println(service + ": did not stop in " + LONGEST_END.toSeconds() + " s, ending anyway; it was at "
                        + Stream.of(ending.getStackTrace()).filter(frame -> frame.getClassName().startsWith("depot.")).limit(MOST_FRAMES)
                        .map(StackTraceElement::toString).collect(Collectors.joining(", in ")));
                Runtime.getRuntime().halt(FAILED);
            } catch (InterruptedException e) {
                // nothing interrupts it
            }
        });
    }

    private static boolean stop(String service, Running running) {
        Logger log = LoggerFactory.getLogger("depot." + service);
        try {
            log.info("stopping");
            running.close();
            log.info("stopped");
            return true;
        } catch (RuntimeException | Error e) {
            log.error("did not stop in order", e);
            return false;
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
                System.err.println(service + ": unknown argument '" + argument
                        + "': it takes --help and --version, and its settings from the environment");
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
