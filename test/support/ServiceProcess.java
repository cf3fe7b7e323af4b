package depot.support;

import depot.support.api.Contract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A service as a process of its own, which is ended with the test whatever happens. Any thread.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");
    private static final Duration START = Duration.ofSeconds(45);

    private final String service;
    private final Process process;
    private final List<String> log = new ArrayList<>(); // guarded by itself
    private final Thread reader;
    private final Thread lastResort = new Thread(this::kill);

    private ServiceProcess(List<String> prefix, String service, Map<String, String> environment, List<String> jvmFlags) throws IOException {
        this.service = service;
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("depot.java", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Arrays.stream(System.getProperty("depot.flags", "").split(" ")).filter(flag -> !flag.isBlank()).toList());
        command.addAll(jvmFlags);
        command.addAll(List.of("--add-opens", "jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath(), "depot." + service + ".Main"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(environment);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(lastResort);
        reader = Thread.ofVirtual().start(this::readLog);
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(java.io.File.pathSeparator));
    }

    /** Starts the discovery service, and waits until it answers; see below. */
    public static ServiceProcess start(Path folder, String... settings) throws Exception {
        return start("discovery", folder, List.of(), settings);
    }

    /** As above, with more flags for its JVM. */
    public static ServiceProcess start(Path folder, List<String> jvmFlags, String... settings) throws Exception {
        return start("discovery", folder, jvmFlags, settings);
    }

    /**
     * Starts a service and waits until it answers.
     *
     * @param service such as {@code dispatch}
     * @param folder kept by the test; what the service keeps is below it
     * @param settings name, value, name, value
     */
    public static ServiceProcess start(String service, Path folder, List<String> jvmFlags, String... settings) throws Exception {
        return new ServiceProcess(List.of(), service, TestService.environment(folder, settings), jvmFlags).started();
    }

    /** Starts the discovery service, and does not wait for anything. */
    public static ServiceProcess launch(Path folder, List<String> jvmFlags, String... settings) throws IOException {
        return new ServiceProcess(List.of(), "discovery", TestService.environment(folder, settings), jvmFlags);
    }

    /**
     * Starts another service, and does not wait for anything.
     *
     * @param prefix a command that becomes the service's process; empty for none
     */
    public static ServiceProcess launch(List<String> prefix, String service, Map<String, String> environment) throws IOException {
        return new ServiceProcess(prefix, service, environment, List.of());
    }

    /** Waits until it answers, or closes it and fails. */
    public ServiceProcess started() throws Exception {
        try {
            Await.until("the service starts", START, () -> listening().isPresent() || !isAlive());
            if (listening().isEmpty()) {
                throw new AssertionError("the service did not start: " + log());
            }
            Contract.begins(port(), service);
            return this;
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void readLog() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                synchronized (log) {
                    log.add(line);
                }
            }
        } catch (IOException e) {
            // it has ended
        }
    }

    private Optional<Integer> listening() {
        return log().stream().map(LISTENING::matcher).filter(Matcher::find).map(line -> Integer.valueOf(line.group(1))).findFirst();
    }

    public int port() {
        return listening().orElseThrow();
    }

    public Api api() {
        return new Api(port());
    }

    /** What it wrote so far, standard output and standard error, a line each. */
    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The processor time that it has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM. (Process.destroy would close its output as well.) */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** SIGSTOP: it keeps its sockets and locks, and does nothing until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP", List.of(process.toHandle()));
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT", List.of(process.toHandle()));
    }

    /**
     * Sends processes of this test a signal that Java has no name for; one that has ended meanwhile is passed over.
     *
     * @param name such as {@code STOP}
     */
    public static void signal(String name, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "for pid; do kill -" + name + " \"$pid\" || :; done", "sh"));
        processes.forEach(each -> command.add(Long.toString(each.pid())));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Its exit status, once all it wrote is in {@link #log}; fails when it goes on for longer. */
    public int awaitExit(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the service did not end within " + within.toSeconds() + " s: " + log());
        }
        reader.join(Duration.ofSeconds(5));
        return process.exitValue();
    }

    @Override
    public void close() {
        listening().ifPresent(Contract::ends);
        kill();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(lastResort);
            process.getInputStream().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // the test's own process is ending
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
