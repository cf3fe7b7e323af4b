package depot.support;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints what {@code ./build.sh test} shows: a line for each test class as it finishes, below it what failed or was
 * skipped and why, what it wrote to stderr if something failed, and as the last line of all {@code N passed, N failed, N skipped}.
 *
 * <p>JUnit's console launcher finds this class by itself (META-INF/services) and prints nothing of its own. It calls
 * from any thread; every method that touches state is synchronized. A run in which no test passed or failed ends the
 * process with status 2: it is no success.
 */
public final class TestReport implements TestExecutionListener {
    private static final String PACKAGES = "depot.";

    private final PrintStream out = System.out;
    private final CapturedErrors errors = CapturedErrors.begin();
    private final Map<String, ClassResult> running = new LinkedHashMap<>();
    private final Map<String, Long> startedNanos = new HashMap<>();
    private final Counts all = new Counts();
    private TestPlan plan;

    /** What is known of a test class, nested ones included, while it runs. */
    private static final class ClassResult {
        final Counts counts = new Counts();
        final List<String> notes = new ArrayList<>();
    }

    private static final class Counts {
        int passed;
        int failed;
        int skipped;

        void add(Counts other) {
            passed += other.passed;
            failed += other.failed;
            skipped += other.skipped;
        }

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed, " + skipped + " skipped";
        }
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
        startedNanos.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        if (reason.equals(ClassClaims.ELSEWHERE)) {
            return;
        }
        ClassResult result = resultOf(test);
        int tests = test.isTest() ? 1 : (int) plan.getDescendants(test).stream().filter(TestIdentifier::isTest).count();
        result.counts.skipped += Math.max(1, tests);
        result.notes.add("  skipped: " + nameInClass(test) + ": " + reason);
        printIfClassEnded(test);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult outcome) {
        long nanos = nanosSinceStart(test);
        switch (outcome.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    resultOf(test).counts.passed++;
                }
            }
            // An assumption did not hold.
            case ABORTED -> {
                ClassResult result = resultOf(test);
                result.counts.skipped++;
                result.notes.add("  skipped: " + nameInClass(test) + ": "
                        + outcome.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
            }
            // Not only tests: what runs before or after all tests of a class fails the class.
            case FAILED -> {
                ClassResult result = resultOf(test);
                result.counts.failed++;
                result.notes.add("  FAILED: %s (%.1f s)%n%s".formatted(nameInClass(test), nanos / 1e9,
                        outcome.getThrowable().map(thrown -> Trace.of(thrown, PACKAGES)).orElse("    no reason given")));
            }
        }
        printIfClassEnded(test);
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
        // What failed outside any class, such as the search for the tests.
        List.copyOf(running.keySet()).forEach(name -> print(name, 0));
        if (all.passed + all.failed == 0) {
            String pattern = System.getProperty("depot.test.pattern", "");
            out.println("no test ran" + (all.skipped > 0 || pattern.isEmpty() ? ""
                    : ": no test class has \"" + pattern + "\" in its name"));
        }
        out.println(all);
        // After a failure the console launcher would print all of it once more.
        out.close();
        if (all.passed + all.failed == 0) {
            System.exit(2);
        }
    }

    /** 0 for what was skipped, which never starts. */
    private long nanosSinceStart(TestIdentifier test) {
        Long started = startedNanos.get(test.getUniqueId());
        return started == null ? 0 : System.nanoTime() - started;
    }

    private void printIfClassEnded(TestIdentifier test) {
        if (outermostClass(test).filter(test::equals).isPresent()) {
            print(shownName(test), nanosSinceStart(test));
        }
    }

    private void print(String name, long nanos) {
        ClassResult result = running.remove(name);
        if (result == null) {
            return;
        }
        all.add(result.counts);
        out.printf("%-4s  %-56s %s, %.1f s%n", result.counts.failed > 0 ? "FAIL" : "ok", name, result.counts, nanos / 1e9);
        result.notes.forEach(out::println);
        String written = errors.take();
        if (result.counts.failed > 0 && !written.isBlank()) {
            out.println("  it wrote:");
            written.lines().forEach(line -> out.println("    " + line));
        }
        out.flush();
    }

    private ClassResult resultOf(TestIdentifier test) {
        String name = outermostClass(test).map(TestReport::shownName).orElseGet(test::getDisplayName);
        return running.computeIfAbsent(name, key -> new ClassResult());
    }

    /** The top-level test class a test, a nested class or a container belongs to; none above classes. */
    private Optional<TestIdentifier> outermostClass(TestIdentifier test) {
        Optional<TestIdentifier> found = Optional.empty();
        for (Optional<TestIdentifier> at = Optional.of(test); at.isPresent(); at = at.flatMap(plan::getParent)) {
            if (at.get().getSource().filter(ClassSource.class::isInstance).isPresent()) {
                found = at;
            }
        }
        return found;
    }

    private static String shownName(TestIdentifier testClass) {
        return testClass.getSource().map(ClassSource.class::cast).map(ClassSource::getClassName)
                .map(name -> name.startsWith(PACKAGES) ? name.substring(PACKAGES.length()) : name).orElseThrow();
    }

    /** Such as {@code after a restart > keeps the rovers() > [2] name=}. */
    private String nameInClass(TestIdentifier test) {
        Optional<TestIdentifier> top = outermostClass(test);
        if (top.isEmpty() || top.get().equals(test)) {
            return "(all)";
        }
        String name = test.getDisplayName();
        for (Optional<TestIdentifier> at = plan.getParent(test); !at.equals(top); at = at.flatMap(plan::getParent)) {
            name = at.orElseThrow().getDisplayName() + " > " + name;
        }
        return name;
    }
}
