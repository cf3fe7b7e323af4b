package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import depot.support.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * One fixed course of events in which every fault of the toy dispatcher has its place: links cut and half-open, cancels that
 * are not heard at first, a queue, a repeated call, a liar, a rover that is not heard or leaves, a stop. A step that a fault keeps from happening is given up after a
 * while, and the course goes on. One thread.
 */
final class Course implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration LOST_AFTER = Duration.ofSeconds(60);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final String REFUSED = "refused";
    private static final Duration LEG = Duration.ofMillis(10);

    private static final Set<String> ACKS = Set.of("c", "f");

    private final History history = new History();
    private final BrokenDispatcher toy;
    private final SelectorLoop loop;
    private final CutLine lines = new CutLine(history);
    private final Map<String, FakeRover> rovers = new LinkedHashMap<>();
    private final FakeConsole console;
    private final Operator operator;
    private final Map<Integer, String> zones = new LinkedHashMap<>();
    private int keys;

    private Course(Fault fault) throws Exception {
        toy = new BrokenDispatcher(fault, history);
        loop = SelectorLoop.start("course " + fault);
        lines.backends(List.of(toy.port()));
        for (String id : List.of("a", "b", "c", "d", "e", "f")) {
            rovers.put(id, new FakeRover(id, id, Habits.quick(ACKS.contains(id)).legs(LEG), lines.open(id).port(), loop, history, id.hashCode()));
        }
        console = new FakeConsole("console", Duration.ofMillis(100), lines.open("console").port(), loop, history);
        operator = new Operator(lines.open("operator").port(), history);
    }

    /** What the checker finds when all of it has happened. */
    static List<Violation> run(Fault fault) throws Exception {
        try (Course course = new Course(fault)) {
            return course.run();
        }
    }

    private List<Violation> run() throws Exception {
        console.start();
        rovers.values().forEach(FakeRover::start);
        Await.until("all are there", () -> rovers.keySet().stream().allMatch(this::settled));
        aStop(); // first: it ends all that is open, and with it what a fault did
        aTaskThatIsStartedTwiceWithOneKey();
        aLinkThatIsCut();
        aCancelThatComesTooLate();
        aCancelThatIsNotHeard();
        aRoverThatLeaves();
        aHalfOpenLink();
        aRoverThatIsNotHeard();
        aTaskThatIsSentAgainAsItEnds();
        aQueue();
        aMissionThatIsDeletedWhileItRuns();
        aTaskThatIsStillOnAtTheEnd();
        anOutcomeThatIsAcknowledged();
        long from = history.now();
        Await.until("all of it settled", () -> history.now() > from + 3 * GRACE.toNanos());
        List<Event> seen = history.events();
        return new Checker(GRACE, LOST_AFTER, SILENT_AFTER).check(seen, history.now(), toy.books());
    }

    private void aTaskThatIsStartedTwiceWithOneKey() throws Exception {
        String mission = mission("a", 3, false);
        String task = start(mission, false, "the-key");
        step(() -> is(task, "done"));
        step(() -> is(start(mission, false, "the-key"), "done"));
    }

    private void aLinkThatIsCut() throws Exception {
        String task = start(mission("b", 40, false), false, key());
        step(() -> is(task, "active"));
        long from = history.now();
        step(() -> history.now() > from + GRACE.toNanos());
        lines.line("b").cut(Line.Cut.RESET);
        step(() -> settled("b"));
        rovers.get("d").claim(task);
        step(() -> is(task, "done"));
    }

    private void aCancelThatComesTooLate() throws Exception {
        String task = start(mission("c", 20, false), false, key());
        step(() -> is(task, "active"));
        lines.line("c").block();
        operator.cancel(task);
        step(() -> saw(Event.Finished.class, task));
        lines.line("c").unblock();
        step(() -> settled("c"));
    }

    private void aCancelThatIsNotHeard() throws Exception {
        String task = start(mission("a", 5, true), false, key());
        step(() -> is(task, "active"));
        lines.line("a").block();
        operator.cancel(task);
        String next = start(mission("a", 8, false), true, key());
        lines.line("a").unblock();
        step(() -> settled("a"));
        step(() -> is(next, "done"));
    }

    private void aRoverThatLeaves() throws Exception {
        rovers.get("e").close();
        long from = history.now();
        step(() -> history.now() > from + 3 * GRACE.toNanos());
        start(mission("e", 5, false), false, key());
    }

    /** It never hears of the task, and says so when it is there again. */
    private void aHalfOpenLink() throws Exception {
        lines.line("f").halfOpen();
        String task = start(mission("f", 8, false), false, key());
        heal("f");
        step(() -> is(task, "done"));
    }

    /** It hears of the task, and says nothing of that when it is there again: an operator has it sent again. */
    private void aRoverThatIsNotHeard() throws Exception {
        lines.line("b").mute();
        String task = start(mission("b", 4, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        heal("b");
        operator.resend(task);
        step(() -> is(task, "done"));
    }

    private void aTaskThatIsSentAgainAsItEnds() throws Exception {
        String task = start(mission("b", ToyDesk.RESENT, false), false, key());
        step(() -> saw(Event.Finished.class, task));
        operator.resend(task);
        step(() -> is(task, "done"));
        step(() -> idle("b"));
    }

    private void aStop() throws Exception {
        String driven = start(mission("a", 5, true), false, key());
        step(() -> is(driven, "active"));
        long driving = history.now();
        step(() -> history.now() > driving + GRACE.toNanos());
        operator.stopAll();
        String queued = start(mission("a", 7, false), true, key());
        long held = history.now();
        step(() -> history.now() > held + GRACE.toNanos());
        operator.release();
        step(() -> is(queued, "done"));
    }

    private void aQueue() throws Exception {
        String mission = mission("a", 8, false);
        String first = start(mission, false, key());
        String second = start(mission, true, key());
        step(() -> is(first, "done") && is(second, "done"));
    }

    private void aMissionThatIsDeletedWhileItRuns() throws Exception {
        String mission = mission("d", 5, true);
        String task = start(mission, false, key());
        step(() -> is(task, "active"));
        operator.delete(mission);
        step(() -> saw(Event.CancelCame.class, task));
    }

    private void aTaskThatIsStillOnAtTheEnd() throws Exception {
        String task = start(mission("b", 5, true), false, key());
        step(() -> is(task, "active"));
        start(mission("b", 3, false), true, key()); // this one waits
    }

    private void anOutcomeThatIsAcknowledged() throws Exception {
        String task = start(mission("c", 4, false), false, key());
        step(() -> is(task, "done"));
    }

    /** Its line ends, and it is there again. */
    private void heal(String rover) throws Exception {
        long before = registrations(rover);
        lines.line(rover).heal();
        step(() -> registrations(rover) > before && settled(rover));
    }

    private long registrations(String rover) {
        return history.events().stream().filter(event -> event instanceof Event.Registered registered && registered.rover().equals(rover)).count();
    }

    private String key() {
        return "key-" + keys++;
    }

    private String mission(String rover, int waypoints, boolean loop) throws Exception {
        if (!zones.containsKey(waypoints)) {
            zones.put(waypoints, operator.zone("zone", waypoints, key()).orElseThrow().id());
        }
        return operator.mission("mission", zones.get(waypoints), rover, loop, "fail", key()).orElseThrow().id();
    }

    /** The id of the task, or {@link #REFUSED}. */
    private String start(String mission, boolean queue, String key) throws InterruptedException {
        return operator.start(mission, queue, key).filter(Operator.Reply::ok).map(Operator.Reply::id).orElse(REFUSED);
    }

    private boolean is(String task, String status) {
        TaskView row = toy.books().tasks().get(task);
        return task.equals(REFUSED) || row != null && (row.status().equals(status) || row.ended());
    }

    private boolean saw(Class<? extends Event.OfTask> kind, String task) {
        return history.events().stream().anyMatch(event -> kind.isInstance(event) && ((Event.OfTask) event).task().equals(task));
    }

    /** Whether the last that the rover heard of a task is that it is over. */
    private boolean idle(String rover) {
        return history.events().stream().filter(event -> event instanceof Event.OfTask of && of.rover().equals(rover)
                && (event instanceof Event.TaskCame || event instanceof Event.Finished || event instanceof Event.CancelCame))
                .reduce((first, second) -> second).filter(event -> !(event instanceof Event.TaskCame)).isPresent();
    }

    /** Whether the rover has a link that is older than the time for kept reports. */
    private boolean settled(String rover) {
        Optional<Event.OfRover> last = history.events().stream().filter(Event.OfRover.class::isInstance).map(Event.OfRover.class::cast)
                .filter(event -> event.rover().equals(rover) && (event instanceof Event.Registered || event instanceof Event.Dropped))
                .reduce((first, second) -> second);
        return last.isPresent() && last.get() instanceof Event.Registered && history.now() > last.get().at() + GRACE.toNanos();
    }

    private static void step(Callable<Boolean> reached) throws Exception {
        try {
            Await.until("a step of the course", STEP, reached);
        } catch (AssertionError e) {
            // the fault keeps it from happening: the checker will say so
        }
    }

    @Override
    public void close() {
        lines.close();
        loop.close();
        toy.close();
    }
}
