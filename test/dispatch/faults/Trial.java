package depot.dispatch.faults;

import depot.dispatch.store.Database;
import depot.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One scenario played once from a seed, under load, and judged when all had time to settle. */
final class Trial {
    /** As many may be played at once: they wait most of the time. */
    static final int AT_ONCE = 4;
    static final Duration GRACE = Duration.ofMillis(1_000);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);
    private static final int SLOW_CALLS = 6;
    private static final Duration TO_SETTLE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(300);
    private static final int ENOUGH_TASKS = 80;
    private static final Duration LONGEST_EXTRA = Duration.ofMillis(1_500);
    private static final int LOG_LINES = 15;

    private final Scenario scenario;
    private final long seed;

    private Trial(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.seed = seed;
    }

    static Verdict run(Scenario scenario, long seed) throws Exception {
        Path folder = Files.createTempDirectory("depot-faults");
        try {
            return new Trial(scenario, seed).play(folder);
        } finally {
            delete(folder);
        }
    }

    private Verdict play(Path folder) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        try (Depot depot = Depot.start(scenario.setup(), folder, random.nextLong())) {
            try {
                return play(depot, random);
            } catch (Exception | AssertionError e) {
                e.addSuppressed(new AssertionError(String.join(System.lineSeparator(), depot.log(LOG_LINES))));
                throw e;
            }
        }
    }

    private Verdict play(Depot depot, SplittableRandom random) throws Exception {
        depot.fleet().add(scenario.setup().rovers(), scenario.setup().leg());
        scenario.prepare(depot, random);
        depot.fleet().start();
        Operator operator = new Operator(depot.lines().open("operators").port(), depot.history());
        List<String> rovers = depot.fleet().rovers().stream().map(FakeRover::id).distinct().toList();
        try (Load load = new Load(operator, rovers, scenario.setup().stopEach(), random.nextLong())) {
            load.prepare();
            Await.until("every rover registers", () -> registered(depot) == depot.fleet().rovers().size());
            load.start(scenario.setup().operators());
            scenario.play(depot, random);
            enough(depot);
        }
        depot.lines().heal();
        depot.fleet().letGo();
        release(operator);
        List<Violation> violations = judge(depot, operator);
        String summary = summary(depot) + "; grace " + grace(depot.history()).toMillis() + " ms";
        return new Verdict(scenario.name(), seed, violations, summary, depot.history().now() / 1e9,
                violations.isEmpty() ? depot.logWith(Database.WAITED) : log(depot));
    }

    private static List<String> log(Depot depot) throws Exception {
        return Stream.concat(depot.log(LOG_LINES).stream(), depot.database().activity().stream()).toList();
    }

    /** Whatever was ordered before: so that what waits can run. */
    private static void release(Operator operator) throws Exception {
        Await.until("everything is released", () -> operator.release().filter(reply -> reply.status() != 503).isPresent());
    }

    /** A stop that nobody answered may have been carried out after that. */
    private static void releaseAgain(Operator operator) throws Exception {
        if (operator.hold().filter(reply -> Boolean.TRUE.equals(reply.json().get("held"))).isPresent()) {
            release(operator);
        }
    }

    /** On a slow machine the load goes on until as much happened as on another, but not for long. */
    private static void enough(Depot depot) {
        long from = depot.history().now();
        while (tasks(depot) < ENOUGH_TASKS && depot.history().now() - from < LONGEST_EXTRA.toNanos()) {
            depot.pass(BETWEEN_CHECKS);
        }
    }

    private static long tasks(Depot depot) {
        return depot.history().events().stream().filter(Event.TaskCame.class::isInstance).count();
    }

    private static long registered(Depot depot) {
        return depot.history().events().stream().filter(Event.Registered.class::isInstance).map(event -> ((Event.Registered) event).body())
                .distinct().count();
    }

    /**
     * A second, where calls are answered in less than a sixth of that; on a machine that has far more to do, as much longer as they take.
     */
    private static Duration grace(History history) {
        List<Long> took = history.stream().filter(event -> event instanceof Event.Answered answer && answer.status() != 503)
                .map(event -> ((Event.Answered) event).tookMillis()).sorted().toList();
        Duration usual = took.isEmpty() ? Duration.ZERO : Duration.ofMillis(took.get(took.size() / 2)).multipliedBy(SLOW_CALLS);
        return usual.compareTo(GRACE) < 0 ? GRACE : usual.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : usual;
    }

    /** What is wrong for good: some of it needs its time, such as a rover's way back. */
    private static List<Violation> judge(Depot depot, Operator operator) throws Exception {
        Duration grace = grace(depot.history());
        Checker checker = new Checker(grace, depot.setup().lostAfter(), Depot.SILENT);
        long healed = depot.history().now();
        depot.pass(grace.multipliedBy(2).plus(grace.dividedBy(2)));
        while (true) {
            List<Event> seen = depot.history().events();
            List<Violation> violations = checker.check(seen, depot.history().now(), depot.database().books());
            if (violations.isEmpty() || depot.history().now() - healed > TO_SETTLE.toNanos() + 10 * grace.toNanos()) {
                return violations;
            }
            releaseAgain(operator);
            depot.pass(BETWEEN_CHECKS);
        }
    }

    private static String summary(Depot depot) throws Exception {
        List<Event> events = depot.history().events();
        String tasks = depot.database().books().tasks().values().stream()
                .collect(Collectors.groupingBy(TaskView::status, Collectors.counting())).entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey()).map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        long unknown = depot.database().books().tasks().values().stream().filter(task -> task.unknown() && !task.ended()).count();
        long broken = events.stream().filter(Event.Disturbed.class::isInstance).count();
        long refused = events.stream().filter(event -> event instanceof Event.Answered answer && answer.status() == 503).count();
        long answered = events.stream().filter(Event.Answered.class::isInstance).count();
        return tasks + ", " + unknown + " of them unknown; " + answered + " answers, " + refused + " of them 503; " + broken
                + " things broken; " + depot.database().deadlocks() + " deadlocks";
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a temporary folder stays
        }
    }
}
