package depot.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of somebody else's that a test runs, where it is installed; ended with the test. One thread. */
public final class Tool implements AutoCloseable {
    private static final Duration TIME_TO_END = Duration.ofSeconds(3);
    private final Process process;

    private Tool(Process process) {
        this.process = process;
    }

    /** Skips the test where the program is not installed. */
    public static void assumeInstalled(String name) {
        Assumptions.assumeTrue(find(name).isPresent(), name + " is not installed");
    }

    /** Starts it; the test is skipped where it is not installed. What it prints is dropped. */
    public static Tool start(String name, String... arguments) throws IOException {
        assumeInstalled(name);
        List<String> command = new ArrayList<>(List.of(find(name).orElseThrow().toString()));
        command.addAll(List.of(arguments));
        return new Tool(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    }

    private static Optional<Path> find(String name) {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit value; fails when it does not end in time. */
    public int awaitEnd(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it runs on: " + process.info());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
