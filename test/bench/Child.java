package depot.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process that a benchmark started. Its standard error is read line by line; standard output is kept whole. What is
 * not closed when this JVM ends, {@link #killAll} kills, by its handle.
 */
final class Child implements AutoCloseable {

    private static final Duration TIME_TO_END = Duration.ofSeconds(12);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder output = new StringBuilder();
    private final Thread errorReader;
    private final Thread outputReader;

    private Child(String name, Process process, Consumer<String> onLine) {
        this.name = name;
        this.process = process;
        errorReader = Thread.ofVirtual().unstarted(() -> readLines(onLine));
        outputReader = Thread.ofVirtual().unstarted(this::readOutput);
    }

    /** @param onLine gets each line of standard error, on a thread of its own */
    static Child start(String name, ProcessBuilder builder, Consumer<String> onLine) throws IOException {
        Process process = builder.start();
        RUNNING.add(process);
        Child child = new Child(name, process, onLine);
        child.errorReader.start();
        child.outputReader.start();
        return child;
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line of standard error that holds the text. @return what follows the text */
    String awaitLine(String text, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    int at = line.indexOf(text);
                    if (at >= 0) {
                        return line.substring(at + text.length());
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !process.isAlive() && !errorReader.isAlive()) {
                    throw new IOException(name + " did not say \"" + text + "\" but: " + String.join(" | ", lines));
                }
                lines.wait(Math.min(left, 200));
            }
        }
    }

    /** Waits for its end. @return its standard output */
    String awaitOutput(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(name + " did not end in " + patience.toSeconds() + " s");
        }
        errorReader.join();
        outputReader.join();
        if (process.exitValue() != 0) {
            throw new IOException(name + " ended with status " + process.exitValue() + ": " + String.join(" | ", lines));
        }
        return output.toString();
    }

    /** Asks it to end as an operator would, and kills it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
                System.out.println("  " + name + " did not end by itself in " + TIME_TO_END.toSeconds() + " s: killed");
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }

    /** Kills those that are not closed yet, and waits until they are gone. */
    static void killAll() {
        RUNNING.forEach(Process::destroyForcibly);
        RUNNING.forEach(process -> process.onExit().join());
    }

    private void readLines(Consumer<String> onLine) {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
                onLine.accept(line);
            }
        } catch (IOException e) {
            // Its end.
        }
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(output::append);
        } catch (IOException | UncheckedIOException e) {
            // Its end.
        }
    }
}
