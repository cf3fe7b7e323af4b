package depot.dispatch.faults;

import depot.sim.client.SelectorLoop;
import depot.support.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the {@link Course} is run on: a toy dispatcher, a dozen rovers, a console and an operator, each on a line of its own.
 * Scenes may go on at once, each on a thread.
 */
abstract class Stage implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(300);
    private static final Duration LOST_AFTER = Duration.ofSeconds(60);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(3);
    static final String REFUSED = "refused";
    private static final Duration LEG = Duration.ofMillis(10);
    private static final Set<String> ACKS = Set.of("c", "f");

    final Duration grace;
    private final Duration step;
    private final Duration silentAfter;
    final History history = new History();
    final BrokenDispatcher toy;
    private final SelectorLoop loop;
    final CutLine lines = new CutLine(history);
    final Map<String, FakeRover> rovers = new LinkedHashMap<>();
    private final FakeConsole console;
    final Operator operator;
    private final Map<Integer, String> zones = new ConcurrentHashMap<>(); // by the number of their waypoints
    private final AtomicInteger keys = new AtomicInteger();

    /** @param slower how many times as long as usual everything takes */
    Stage(Fault fault, int slower) throws Exception {
        grace = GRACE.multipliedBy(slower);
        step = STEP.multipliedBy(slower);
        silentAfter = SILENT_AFTER.multipliedBy(slower);
        toy = new BrokenDispatcher(fault, history, slower);
        loop = SelectorLoop.start("course " + fault);
        lines.backends(List.of(toy.port()));
        for (String id : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")) {
            rovers.put(id, new FakeRover(id, id, Habits.quick(ACKS.contains(id)).legs(LEG.multipliedBy(slower)), lines.open(id).port(),
                    loop, history,
                    id.hashCode()));
        }
        console = new FakeConsole("console", Duration.ofMillis(100), lines.open("console").port(), loop, history);
        operator = new Operator(lines.open("operator").port(), history);
    }

    void begin() throws Exception {
        console.start();
        rovers.values().forEach(FakeRover::start);
        Await.until("all are there", () -> rovers.keySet().stream().allMatch(this::settled));
    }

    List<Violation> judge() throws Exception {
        long from = history.now();
        Await.until("all of it settled", () -> history.now() > from + 3 * grace.toNanos());
        List<Event> seen = history.events();
        return new Checker(grace, LOST_AFTER, silentAfter).check(seen, history.now(), toy.books());
    }

    /** Its line ends, and it is there again. */
    void heal(String rover) throws Exception {
        long before = registrations(rover);
        lines.line(rover).heal();
        step(() -> registrations(rover) > before && settled(rover));
    }

    long registrations(String rover) {
        return history.stream().filter(event -> event instanceof Event.Registered registered
                && registered.rover().equals(rover)).count();
    }

    String key() {
        return "key-" + keys.getAndIncrement();
    }

    /** A part of the course, with rovers of its own. */
    interface Scene {
        void play() throws Exception;
    }

    static void atOnce(Scene... scenes) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all = Arrays.stream(scenes).map(scene -> (Callable<Void>) () -> {
                scene.play();
                return null;
            }).toList();
            for (Future<Void> scene : threads.invokeAll(all)) {
                scene.get();
            }
        }
    }

    String mission(String rover, int waypoints, boolean loop) throws Exception {
        if (!zones.containsKey(waypoints)) { // two scenes may draw one each
            String key = key();
            zones.put(waypoints, made(() -> operator.zone("zone", waypoints, key)));
        }
        String key = key();
        return made(() -> operator.mission("mission", zones.get(waypoints), rover, loop, "fail", key));
    }

    /** The client may have a connection from before that ended; with the same key nothing is made twice. */
    private static String made(Callable<Optional<Operator.Reply>> call) throws Exception {
        return Await.value("it is made", Await.PATIENCE, call).id();
    }

    /** The id of the task, or {@link #REFUSED}. */
    String start(String mission, boolean queue, String key) throws InterruptedException {
        return operator.start(mission, queue, key).filter(Operator.Reply::ok).map(Operator.Reply::id).orElse(REFUSED);
    }

    boolean is(String task, String status) {
        String now = toy.status(task);
        return task.equals(REFUSED) || now != null && (now.equals(status) || TaskView.ended(now));
    }

    boolean saw(Class<? extends Event.OfTask> kind, String task) {
        return history.stream().anyMatch(event -> kind.isInstance(event) && ((Event.OfTask) event).task().equals(task));
    }

    /** Whether the last that the rover heard of a task is that it is over. */
    boolean idle(String rover) {
        return history.stream().filter(event -> event instanceof Event.OfTask of && of.rover().equals(rover)
                && (event instanceof Event.TaskCame || event instanceof Event.Finished || event instanceof Event.CancelCame))
                .reduce((first, second) -> second).filter(event -> !(event instanceof Event.TaskCame)).isPresent();
    }

    /** Whether the rover has a link that is older than the time for kept reports. */
    boolean settled(String rover) {
        Optional<Event.OfRover> last = history.stream().filter(Event.OfRover.class::isInstance).map(Event.OfRover.class::cast)
                .filter(event -> event.rover().equals(rover) && (event instanceof Event.Registered || event instanceof Event.Dropped))
                .reduce((first, second) -> second);
        return last.isPresent() && last.get() instanceof Event.Registered && history.now() > last.get().at() + grace.toNanos();
    }

    void step(Callable<Boolean> reached) throws Exception {
        try {
            Await.until("a step of the course", step, reached);
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
