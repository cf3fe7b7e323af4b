package depot.dispatch.faults;

import depot.support.ServiceProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration LONGEST_END = Duration.ofSeconds(12);
    private static final Duration LONGEST_AIM = Duration.ofMillis(1_500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    static final Duration SILENT = Duration.ofSeconds(4);

    private final Setup setup;
    private final Path folder;
    private final History history = new History();
    private final CutLine lines = new CutLine(history);
    private final DatabaseServer database;
    private final DatabaseLines databaseLines;
    private final boolean[] drained; // up, but the balancer takes no new connection to it
    private final ServiceProcess[] processes; // null where one is down
    private final Fleet fleet;

    private Depot(Setup setup, Path folder, long seed) throws Exception {
        this.setup = setup;
        this.folder = folder;
        this.processes = new ServiceProcess[setup.processes()];
        this.drained = new boolean[setup.processes()];
        this.fleet = new Fleet(lines, history, seed);
        this.database = DatabaseServer.start(setup.server(), folder.resolve("postgres"), history);
        this.databaseLines = new DatabaseLines(setup.ownLines() ? setup.processes() : 0, database.address().getPort(), history);
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

    DatabaseServer database() {
        return database;
    }

    /** Time goes by. */
    void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Until a rover of this process gets a task, so that what comes next meets dispatch in the midst of it; not for long. */
    void passUntilTask(int number) {
        long from = history.now();
        while (history.now() - from < LONGEST_AIM.toNanos()) {
            Event.TaskCame task = history.newestTask(from);
            if (task != null && lines.line(task.body()).goesTo(processes[number].port())) {
                return;
            }
            pass(BETWEEN_LOOKS);
        }
    }

    // ---- processes

    /** Its DATA_DIR, below the folder, is the same whenever it starts. */
    private void launch(int number) throws Exception {
        URI address = database.address();
        processes[number] = ServiceProcess.start("dispatch", Files.createDirectories(folder.resolve("process-" + number)),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                "DATABASE_URL", address.toString().replace(":" + address.getPort() + "/", ":" + databaseLines.port(number) + "/"),
                "TASK_LOST_AFTER", setup.lostAfter().toMillis() + "ms", "TASK_SILENT_AFTER", SILENT.toMillis() + "ms", "ROVER_SETTLE",
                        SETTLE.toMillis() + "ms");
    }

    /** New connections go to all processes that are up, and not drained. */
    private void balance() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < processes.length; i++) {
            if (processes[i] != null && !drained[i]) {
                ports.add(processes[i].port());
            }
        }
        lines.backends(ports);
    }

    /** The balancer leaves a process alone that is up, as one does that asks for {@code /ready}, and cuts what goes to it. */
    void drain(int number) {
        drained[number] = true;
        balance();
        lines.cutBackend(processes[number].port());
    }

    void undrain(int number) {
        drained[number] = false;
        balance();
    }

    /** Each process's way to the database; only where the set-up has them. */
    DatabaseLines databaseLines() {
        return databaseLines;
    }

    /** SIGTERM, as for a new version, and a start anew after a while. */
    void restartProcess(int number, Duration down) throws Exception {
        restartProcess(number, down, () -> { });
    }

    /** As above. @param whileDown done between its end and its start */
    void restartProcess(int number, Duration down, Runnable whileDown) throws Exception {
        try (History.Disturbance _ = history.disturbAll(Event.Scope.PROCESS, "dispatch " + number + " restarted")) {
            processes[number].terminate();
            int status = processes[number].awaitExit(LONGEST_END);
            history.add(new Event.Ended(history.now(), number, status, processes[number].log().getLast()));
            startAnew(number, down, whileDown);
        }
    }

    /** kill -9, and a start anew after a while. */
    void killProcess(int number, Duration down) throws Exception {
        killProcess(number, down, () -> { });
    }

    /** As above. @param whileDown done between its end and its start */
    void killProcess(int number, Duration down, Runnable whileDown) throws Exception {
        // what it had not stored is lost at this moment; what rovers then report to the other process is not
        try (History.Disturbance _ = history.disturbAll(Event.Scope.PROCESS, "dispatch " + number + " killed")) {
            end(number);
        }
        startAnew(number, down, whileDown);
    }

    private void end(int number) {
        processes[number].close();
        processes[number] = null;
        balance();
    }

    private void startAnew(int number, Duration down, Runnable whileDown) throws Exception {
        if (processes[number] != null) {
            end(number);
        }
        pass(down);
        whileDown.run();
        launch(number);
        balance();
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

    /** Lines of the processes' logs. */
    List<String> logWith(String words) {
        return log(Integer.MAX_VALUE).stream().filter(line -> line.contains(words)).toList();
    }

    /** What each process wrote, the last lines of it; of stack traces only what is dispatch's. */
    List<String> log(int lines) {
        List<String> log = new ArrayList<>();
        for (int i = 0; i < processes.length; i++) {
            if (processes[i] != null) {
                List<String> all = processes[i].log().stream()
                        .filter(line -> !line.startsWith("\tat ") || line.contains("depot.dispatch")).toList();
                String lead = "dispatch " + i + ": ";
                all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> log.add(lead + line));
            }
        }
        return log;
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
        databaseLines.close();
        database.close();
    }
}
