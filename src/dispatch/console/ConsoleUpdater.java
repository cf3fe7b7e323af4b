package depot.dispatch.console;

import depot.common.threads.Worker;
import depot.common.time.Time;
import depot.database.DatabaseAway;
import depot.dispatch.model.Report;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rover.DuplicateIdDetector;
import depot.dispatch.rover.ProgressListener;
import depot.dispatch.rover.RoverLinks;
import depot.dispatch.store.Changes;
import depot.dispatch.store.DatabaseState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Brings what changed to the board, in order, on one thread: tasks as their writers hand them over, everything else
 * read from the database. Progress of rovers on this process is shown as it comes, before it is stored. The progress of one
 * task is shown at most ten times a second, its newest state always. What could not be read while the database was away is
 * read when it is back. Any thread may report a change.
 */
public final class ConsoleUpdater implements ProgressListener, AutoCloseable {
    private static final int MAX_WAITING = 20_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final ConsoleState board;
    private final UpdateReader reader;
    private final PlanUpdates plans; // the thread's, but for what it says
    private final RoverLinks links;
    private final DuplicateIdDetector duplicates;
    private final DatabaseState database;
    private final BiConsumer<Set<String>, Boolean> drives;
    private final Time time;
    private final LinkedBlockingQueue<Object> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Object box = new Object();
    private Map<UUID, HeardProgress.Heard> heard = new LinkedHashMap<>(); // guarded by box, as is the next: the newest of each task
    private Map<UUID, Long> settled = new HashMap<>();
    private volatile boolean everything; // all must be read anew; cleared by the updating thread
    private final ProgressPace pace = new ProgressPace(); // the thread's, as is all below
    private final HeardProgress unstored = new HeardProgress();
    private final Set<String> elsewhere = new LinkedHashSet<>(); // rovers that other processes hold
    private boolean held;
    private boolean driversChanged;
    private long driversAt;
    private final Set<String> outOfService = new LinkedHashSet<>(); // rovers
    private final Set<String> contested = new LinkedHashSet<>(); // rovers that are shown so
    private Worker worker;

    /** Something was put into the box. */
    private static final Object BOXED = new Object();

    /** A rover came to this process or left it. */
    private record RoverHere(String rover) {}

    /** @param drives is given the rovers that drive for us, and whether everything is held, whenever that may have changed */
    public ConsoleUpdater(ConsoleState board, UpdateReader reader, RoverLinks links, DuplicateIdDetector duplicates, DatabaseState database,
            BiConsumer<Set<String>, Boolean> drives, Time time) {
        this.board = board;
        this.reader = reader;
        plans = new PlanUpdates(board, reader);
        this.links = links;
        this.duplicates = duplicates;
        this.database = database;
        this.drives = drives;
        this.time = time;
    }

    /** Remembers what is there, in the transaction before which no client could read it. */
    public void first(Connection connection) throws SQLException {
        plans.first(connection);
    }

    public void start() {
        worker = Worker.start("news", () -> {
            try {
                run();
            } catch (RuntimeException | Error e) {
                everything = true; // what it was at is not shown
                unstored.clear();
                throw e;
            }
        });
    }

    public void changed(Changes changes) {
        enqueue(changes);
    }

    public void roverHere(String rover) {
        enqueue(new RoverHere(rover));
    }

    @Override
    public void heard(UUID task, String rover, Report report, long number) {
        boolean first;
        synchronized (box) {
            first = heard.isEmpty() && settled.isEmpty();
            HeardProgress.Heard before = heard.get(task);
            if (before == null || before.number() < number) {
                heard.put(task, new HeardProgress.Heard(task, rover, report, number));
            }
        }
        if (first) {
            waiting.offer(BOXED); // to wake the thread; when there is no room, it is awake
        }
    }

    @Override
    public void settled(Map<UUID, Long> numbers) {
        synchronized (box) {
            if (heard.isEmpty() && settled.isEmpty()) {
                waiting.offer(BOXED);
            }
            numbers.forEach((task, number) -> settled.merge(task, number, Math::max));
        }
    }

    /** What is shown may be old: all is read anew. */
    public void readEverything() {
        everything = true;
        waiting.offer(new Changes()); // to wake the thread; when there is no room, it is awake
    }

    private void enqueue(Object news) {
        if (!waiting.offer(news)) {
            everything = true;
        }
    }

    private void run() throws InterruptedException {
        List<Object> some = new ArrayList<>();
        while (true) {
            Object first = waiting.poll(untilNextHeld(), TimeUnit.NANOSECONDS);
            if (first != null) {
                Map<UUID, HeardProgress.Heard> nowHeard;
                Map<UUID, Long> nowSettled;
                synchronized (box) { // before the changes are taken: the change that settled something is among them
                    nowHeard = heard;
                    heard = new LinkedHashMap<>();
                    nowSettled = settled;
                    settled = new HashMap<>();
                }
                some.add(first);
                waiting.drainTo(some);
                show(some);
                some.clear();
                showHeard(nowHeard, nowSettled);
            }
            showHeld();
            if (everything) {
                readAll();
            }
            if (driversChanged || time.nanos() - driversAt >= LONGEST_WAIT.toNanos()) { // the latter as the database may have gone or come
                driversChanged = false;
                driversAt = time.nanos();
                sayWhoDrives();
                contested.stream().filter(rover -> !duplicates.pulled(rover)).toList().forEach(this::rover);
            }
        }
    }

    private void show(List<Object> some) {
        Set<String> rovers = new LinkedHashSet<>();
        Set<UUID> taskIds = new LinkedHashSet<>();
        Set<UUID> zones = new LinkedHashSet<>();
        Set<UUID> missions = new LinkedHashSet<>();
        Set<UUID> alarms = new LinkedHashSet<>();
        boolean holdToo = false;
        boolean siteToo = false;
        for (Object news : some) {
            if (news instanceof RoverHere here && links.holds(here.rover())) {
                rover(here.rover());
            } else if (news instanceof RoverHere left) {
                rovers.add(left.rover()); // perhaps to another process, and that was heard before it left here
            } else if (news instanceof Changes changes) {
                changes.tasks().forEach(this::task);
                rovers.addAll(changes.rovers());
                taskIds.addAll(changes.taskIds());
                zones.addAll(changes.zones());
                missions.addAll(changes.missions());
                alarms.addAll(changes.alarms());
                holdToo |= changes.holdToo();
                siteToo |= changes.siteToo();
            }
        }
        try {
            if (holdToo) {
                rovers.addAll(show(reader.holds()));
            }
            reader.tasks(taskIds, board).forEach(this::task);
            readRovers(rovers);
            plans.show(zones, missions, alarms, siteToo);
        } catch (DatabaseAway e) {
            everything = true;
            rovers.forEach(this::rover); // by what is known
        }
    }

    /**
     * Rovers that drive for us: those with a task that is not silent, that are connected here, or were and are nowhere else. While the
     * database is away only of those that are here it is known that nobody took their task from them.
     */
    private void sayWhoDrives() {
        Set<String> driving = new HashSet<>();
        if (!held) {
            boolean databaseThere = database.away().isEmpty();
            for (Task task : board.tasksOnRovers()) {
                String rover = task.roverId();
                if (task.silentSince() == null && !outOfService.contains(rover)
                        && (links.holds(rover) || databaseThere && !elsewhere.contains(rover))) {
                    driving.add(rover);
                }
            }
        }
        drives.accept(driving, held);
    }

    /** Returns the rovers whose state that changes. */
    private Set<String> show(UpdateReader.Holds holds) {
        board.hold(holds.all());
        held = holds.all().held();
        Set<String> changed = new LinkedHashSet<>(outOfService);
        changed.addAll(holds.rovers());
        outOfService.clear();
        outOfService.addAll(holds.rovers());
        return changed;
    }

    private void showHeard(Map<UUID, HeardProgress.Heard> heard, Map<UUID, Long> settled) {
        for (HeardProgress.Heard each : heard.values()) {
            Task held = pace.held(each.task());
            showTask(unstored.hear(each, held != null ? held : board.openTask(each.task()).orElse(null)));
        }
        settled.forEach((task, number) -> showTask(unstored.settle(task, number)));
    }

    /** Takes a task as it is stored. */
    private void task(Task stored) {
        showTask(unstored.store(stored));
    }

    /** @param task null for nothing to show */
    private void showTask(Task task) {
        if (task == null) {
            return;
        }
        Task held = pace.held(task.id());
        if (held != null && task.version() < held.version()) {
            return; // it was handed over later than what came after it
        }
        Task before = board.openTask(task.id()).orElse(null);
        if (before != null && before.looksAs(task)) {
            pace.drop(task.id()); // what was held is not so, or is shown
            board.task(task);
            return;
        }
        boolean onlyProgress = before != null && before.status() == TaskStatus.ACTIVE && task.status() == TaskStatus.ACTIVE
                && before.silentSince() == null && task.silentSince() == null;
        if (!pace.admit(task, onlyProgress, time.nanos())) {
            return;
        }
        board.task(task);
        driversChanged |= !onlyProgress;
        if (before == null || before.status() != task.status() || !Objects.equals(before.roverId(), task.roverId())) {
            if (before != null && before.roverId() != null) {
                rover(before.roverId());
            }
            if (task.roverId() != null) {
                rover(task.roverId());
            }
        }
    }

    private long untilNextHeld() {
        return everything ? LONGEST_WAIT.toNanos() / 4 : pace.untilNextDue(time.nanos(), LONGEST_WAIT.toNanos());
    }

    private void showHeld() {
        pace.due(time.nanos()).forEach(this::showTask);
    }

    private void rover(String rover) {
        driversChanged = true;
        boolean here = links.holds(rover);
        if (here) {
            elsewhere.remove(rover);
        }
        boolean pulled = here && duplicates.pulled(rover);
        if (pulled) {
            contested.add(rover);
        } else {
            contested.remove(rover);
        }
        board.rover(new RoverState(rover, here || elsewhere.contains(rover), board.taskOf(rover).orElse(null), pulled,
                outOfService.contains(rover)));
    }

    /** For rovers that are not connected here, reads from the database whether another process holds them. */
    private void readRovers(Set<String> rovers) {
        Set<String> away = new LinkedHashSet<>(rovers);
        away.removeIf(links::holds);
        if (!away.isEmpty()) {
            Set<String> there = reader.connectedElsewhere(away); // which may fail: then what was known holds
            elsewhere.removeAll(away);
            elsewhere.addAll(there);
        }
        rovers.forEach(this::rover);
    }

    private void readAll() {
        try {
            everything = false;
            UpdateReader.Everything all = reader.everything();
            all.tasks().forEach(this::task);
            Set<UUID> open = new LinkedHashSet<>();
            all.tasks().forEach(task -> open.add(task.id()));
            Set<UUID> gone = new LinkedHashSet<>();
            board.openTasks().stream().map(Task::id).filter(id -> !open.contains(id)).forEach(gone::add);
            reader.tasks(gone, board).forEach(this::task);
            Set<String> rovers = show(all.holds());
            elsewhere.clear();
            elsewhere.addAll(all.roversElsewhere());
            rovers.addAll(board.rovers());
            rovers.addAll(elsewhere);
            links.all().forEach(link -> rovers.add(link.rover()));
            rovers.forEach(this::rover);
            plans.showDiffering(all.versions());
        } catch (DatabaseAway e) {
            everything = true;
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
