package depot.dispatch.faults;

import depot.local.EmbeddedDatabase;
import depot.support.Await;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The real dispatch as a scenario plays on it: a database, one or more processes, the balancer before them, and the fleet.
 * What is broken through here is written into the history. One thread.
 */
final class Depot implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration SERVER_START = Duration.ofSeconds(20);

    private final Setup setup;
    private final Path folder;
    private final History history = new History();
    private final CutLine lines = new CutLine(history);
    private final TestDatabase database; // null with a server of its own
    private final ServiceProcess[] processes; // null where one is down
    private final Fleet fleet;
    private EmbeddedDatabase server; // null without one, and while it is down

    private Depot(Setup setup, Path folder, long seed) throws Exception {
        this.setup = setup;
        this.folder = folder;
        this.processes = new ServiceProcess[setup.processes()];
        this.fleet = new Fleet(lines, history, seed);
        this.database = setup.ownServer() ? null : TestDatabase.create();
        this.server = setup.ownServer() ? EmbeddedDatabase.start(folder.resolve("postgres"), 0) : null;
    }

    /** Starts the processes, all at once: they find an empty database. */
    static Depot start(Setup setup, Path folder, long seed) throws Exception {
        Depot depot = new Depot(setup, folder, seed);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> starts = new ArrayList<>();
            for (int i = 0; i < setup.processes(); i++) {
                int number = i;
                starts.add(() -> {
                    depot.launch(number);
                    return null;
                });
            }
            for (Future<Void> start : threads.invokeAll(starts)) {
                start.get();
            }
            depot.balance();
            return depot;
        } catch (Throwable e) {
            depot.close();
            throw e;
        }
    }

    History history() {
        return history;
    }

    CutLine lines() {
        return lines;
    }

    Fleet fleet() {
        return fleet;
    }

    Setup setup() {
        return setup;
    }

    /** Time goes by. */
    void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    // ---- processes

    private void launch(int number) throws Exception {
        String url = database != null ? database.url() : server.url();
        processes[number] = ServiceProcess.start("dispatch", Files.createDirectories(folder.resolve("process-" + number)), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                "DATABASE_URL", url, "TASK_LOST_AFTER", setup.lostAfter().toMillis() + "ms", "TASK_SILENT_AFTER", SILENT.toMillis() + "ms",
                "ROVER_SETTLE", SETTLE.toMillis() + "ms");
    }

    /** New connections go to all processes that are up. */
    private void balance() {
        lines.backends(java.util.Arrays.stream(processes).filter(Objects::nonNull).map(ServiceProcess::port).toList());
    }

    /** kill -9, and a start anew after a while. */
    void killProcess(int number, Duration down) throws Exception {
        try (History.Disturbance _ = history.disturbAll(Event.Scope.PROCESS, "dispatch " + number + " killed")) {
            processes[number].close();
            processes[number] = null;
            balance();
            pass(down);
            launch(number);
            balance();
        }
    }

    /** SIGSTOP, and SIGCONT after a while. @param noticed whether the balancer cuts what goes to it, as to a dead one */
    void stopProcess(int number, Duration stopped, boolean noticed) throws Exception {
        ServiceProcess process = processes[number];
        try (History.Disturbance _ = history.disturbAll(Event.Scope.PROCESS, "dispatch " + number + " stopped")) {
            process.pause();
            processes[number] = null;
            balance();
            if (noticed) {
                lines.cutBackend(process.port());
            }
            pass(stopped);
        } finally {
            process.resume();
            processes[number] = process;
            balance();
        }
    }

    /** What each process wrote, the last lines of it. */
    List<String> log(int lines) {
        List<String> log = new ArrayList<>();
        for (int i = 0; i < processes.length; i++) {
            if (processes[i] != null) {
                List<String> all = processes[i].log();
                String lead = "dispatch " + i + ": ";
                all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> log.add(lead + line));
            }
        }
        return log;
    }

    // ---- the database

    /**
     * kill -9 of PostgreSQL, and a start anew after a while.
     *
     * @param whole whether its children die at the same moment, as in a loss of power, or find out and end by themselves
     */
    void killServer(Duration down, boolean whole) throws Exception {
        try (History.Disturbance _ = history.disturbAll(Event.Scope.DATABASE, "PostgreSQL killed")) {
            int port = server.port();
            ProcessHandle main = server.process();
            List<ProcessHandle> children = whole ? main.descendants().toList() : List.of();
            main.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            Await.until("PostgreSQL is gone", () -> !main.isAlive());
            server.close();
            server = null;
            pass(down);
            server = Await.value("PostgreSQL starts again", SERVER_START, () -> again(port));
        }
    }

    /** PostgreSQL stands still, as on a disk that does not answer, and goes on after a while with what it was at. */
    void stallServer(Duration stalled) throws Exception {
        List<ProcessHandle> all = new ArrayList<>(server.process().descendants().toList());
        all.addFirst(server.process()); // first, so that it starts no more of them
        try (History.Disturbance _ = history.disturbAll(Event.Scope.DATABASE, "PostgreSQL stalled")) {
            ServiceProcess.signal("STOP", all);
            pass(stalled);
        } finally {
            ServiceProcess.signal("CONT", all);
        }
    }

    /** Its children may hold the shared memory for a moment longer. */
    private java.util.Optional<EmbeddedDatabase> again(int port) {
        try {
            return java.util.Optional.of(EmbeddedDatabase.start(folder.resolve("postgres"), port));
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    Books books() throws SQLException {
        try (Connection connection = database != null ? database.connect()
                : DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=postgres")) {
            return Books.read(connection, history);
        }
    }

    @Override
    public void close() throws SQLException {
        fleet.close();
        lines.close();
        for (ServiceProcess process : processes) {
            if (process != null) {
                process.close();
            }
        }
        if (server != null) {
            server.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
