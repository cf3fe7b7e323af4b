package depot.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a benchmark takes place: starts the processes from {@code build/jars}, each with its own data in a
 * directory that is removed in the end. The system properties are those that build.sh gives its tests: {@code depot.root},
 * {@code depot.jars}, {@code depot.java}, {@code depot.flags}.
 */
final class Stage implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LONGEST_LOAD = Duration.ofMinutes(6);
    private static final String OPENED = "jdk.httpserver/sun.net.httpserver=ALL-UNNAMED";
    private static final String PORT_SAID = "listening on port ";

    /** A process that listens. @param database what it stands on; null for none */
    record Service(Child child, long pid, int port, Usage usage, BenchDatabase database) implements AutoCloseable {
        Service(Child child, int port, Usage usage, BenchDatabase database) {
            this(child, child.pid(), port, usage, database);
        }

        @Override
        public void close() {
            if (child == null) {
                return; // a target: somebody else's
            }
            usage.close();
            child.close();
            if (database != null) {
                database.close();
            }
        }
    }

    private final Path root = Path.of(System.getProperty("depot.root", ".")).toAbsolutePath().normalize();
    private final Path jars = Path.of(System.getProperty("depot.jars", root.resolve("build/jars").toString()));
    private final Path java = Path.of(System.getProperty("depot.java", System.getProperty("java.home") + "/bin/java"));
    private final Path scratch;
    private final Service target; // null: it starts what it measures
    /** For Ctrl-C; against a kill of this JVM nothing helps but that its load ends by itself. */
    private final Thread untimelyEnd = new Thread(this::endUntimely);

    /** @param target a server that runs already, {@code host:port} on this machine, to be measured instead of ours; null for none */
    Stage(String target) throws IOException {
        this.target = target == null ? null : Listener.of(target);
        scratch = Files.createTempDirectory("depot-bench");
        Runtime.getRuntime().addShutdownHook(untimelyEnd);
    }

    Path root() {
        return root;
    }

    Path java() {
        return java;
    }

    Path jcmd() {
        return java.resolveSibling("jcmd");
    }

    /** As `build.sh run` starts a service. */
    List<String> serviceFlags() {
        List<String> flags = words(System.getProperty("depot.flags", ""));
        flags.addAll(words(System.getenv().getOrDefault("JAVA_OPTS", "")));
        return flags;
    }

    private static List<String> words(String text) {
        return new ArrayList<>(Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).toList());
    }

    void say(String progress) {
        System.out.println("  " + progress);
    }

    /** Discovery, with nothing in its registry. @param moreFlags of the JVM */
    Service discovery(Map<String, String> environment, String... moreFlags) throws IOException, InterruptedException {
        if (target != null) {
            return target;
        }
        List<String> flags = serviceFlags();
        flags.addAll(List.of(moreFlags));
        Child child = Child.start("discovery", discoveryProcess(flags, environment), this::sayTrouble);
        return listening(child, null);
    }

    /** One of several discoveries on the same, empty database. @param owner whether the database's cost and end are this one's */
    Service discovery(BenchDatabase database, boolean owner) throws IOException, InterruptedException {
        Child child = Child.start("discovery", discoveryProcess(serviceFlags(), Map.of("DATABASE_URL", database.url())), this::sayTrouble);
        return listening(child, owner ? database : null);
    }

    BenchDatabase database() throws IOException {
        return BenchDatabase.start(Files.createTempDirectory(scratch, "postgres"));
    }

    /** Archive, with nothing in it. */
    Service archive(Map<String, String> environment) throws IOException, InterruptedException {
        return listening(Child.start("archive", process("archive", serviceFlags(), environment), this::sayTrouble), null);
    }

    /** gps, whose caster is the service's port here. @param source as GPS_SOURCE */
    Service gps(String source) throws IOException, InterruptedException {
        Child child = Child.start("gps", process("gps", serviceFlags(), Map.of("GPS_SOURCE", source, "NTRIP_PORT", "0")), this::sayTrouble);
        return listening(child, "casting on port ", null);
    }

    ProcessBuilder discoveryProcess(List<String> flags, Map<String, String> environment) throws IOException {
        return process("discovery", flags, environment);
    }

    /** Dispatch, on an empty database of its own. */
    Service dispatch(Map<String, String> environment) throws IOException, InterruptedException {
        BenchDatabase database = database();
        try {
            Map<String, String> values = new HashMap<>(environment);
            values.put("DATABASE_URL", database.url());
            return listening(Child.start("dispatch", process("dispatch", serviceFlags(), values), this::sayTrouble), database);
        } catch (IOException | InterruptedException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private ProcessBuilder process(String service, List<String> flags, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(flags);
        command.addAll(List.of("-jar", jars.resolve("depot-" + service + ".jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path data = Files.createTempDirectory(scratch, "data");
        for (String guard : List.of("ROVER_TOKEN", "ROVER_TOKEN_FILE", "CONSOLE_TOKEN", "CONSOLE_TOKEN_FILE", "ALLOWED_ORIGINS",
                "DATABASE_URL", "DATABASE_URL_FILE")) {
            builder.environment().remove(guard);
        }
        builder.environment().putAll(Map.of(
                "PORT", "0", "TELEMETRY_PORT", "0", "DATA_DIR", data.toString(), "SESSIONS_DIR", data.resolve("sessions").toString(),
                "LOG_LEVEL", "info"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** A main class of the benchmarks' own that serves. */
    Service own(Class<?> main) throws IOException, InterruptedException {
        if (target != null) {
            return target;
        }
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(serviceFlags());
        command.addAll(List.of("--add-opens", OPENED, "-cp", jars.resolve("depot-test.jar").toString(), main.getName()));
        return listening(Child.start(main.getSimpleName(), new ProcessBuilder(command), this::sayTrouble), null);
    }

    /** Any program that says on standard error "listening on port ", and ends when it is asked to. */
    Service listening(String name, ProcessBuilder process) throws IOException, InterruptedException {
        return listening(Child.start(name, process, line -> {}), null);
    }

    /** Any program that listens on this port sooner or later, says nothing, and ends when it is asked to. */
    Service silent(String name, ProcessBuilder process, int port) throws IOException, InterruptedException {
        Child child = Child.start(name, process, line -> {});
        for (long end = System.nanoTime() + START.toNanos(); !isOpen(port); Thread.sleep(50)) {
            if (System.nanoTime() - end > 0) {
                child.close();
                throw new IOException(name + " does not listen on port " + port);
            }
        }
        return new Service(child, port, Usage.watch(child.pid()), null);
    }

    private static boolean isOpen(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Service listening(Child child, BenchDatabase database) throws IOException, InterruptedException {
        return listening(child, PORT_SAID, database);
    }

    private Service listening(Child child, String before, BenchDatabase database) throws IOException, InterruptedException {
        try {
            int port = Integer.parseInt(child.awaitLine(before, START).strip().split(",")[0]);
            return new Service(child, port, Usage.watch(child.pid()), database);
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private void sayTrouble(String line) {
        if (line.contains(" ERROR ") || line.contains("Exception") || line.startsWith("\tat ")) {
            say("! " + line);
        }
    }

    /** Starts the load program against the service. */
    LoadRun load(Service service, String scenario, String... options) throws IOException {
        return load(service, LONGEST_LOAD, scenario, options);
    }

    /** As above, for one that takes longer. */
    LoadRun load(Service service, Duration longest, String scenario, String... options) throws IOException {
        checkFiles(service.pid(), scenario, options);
        List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC", "-Xmx1g",
                "-jar", jars.resolve("depot-load.jar").toString(), scenario,
                "--target", "127.0.0.1:" + service.port()));
        command.addAll(List.of(options));
        Consumer<String> progress = line -> say("  " + line);
        return new LoadRun(Child.start("load", new ProcessBuilder(command), progress), service, longest);
    }

    /** The service needs a file for each connection; the load looks to its own. */
    private static void checkFiles(long pid, String scenario, String... options) throws IOException {
        int at = List.of(options).indexOf("--connections");
        long needed = at < 0 ? 0 : Long.parseLong(options[at + 1]) + 300;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/limits"))) {
            String[] words = line.split("\\s{2,}");
            if (words[0].equals("Max open files") && !words[1].equals("unlimited") && Long.parseLong(words[1]) < needed) {
                throw new IOException("the system allows the service " + words[1] + " open files, " + scenario + " needs " + needed
                        + ": raise the limit (ulimit -Hn)");
            }
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(untimelyEnd);
        removeScratch();
    }

    private void endUntimely() {
        Child.killAll();
        BenchDatabase.closeAll();
        try {
            removeScratch();
        } catch (IOException e) {
            System.err.println("bench: left behind: " + scratch + ": " + e);
        }
    }

    private void removeScratch() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> parse(String json) throws IOException {
        return JSON.std.mapFrom(json);
    }
}
