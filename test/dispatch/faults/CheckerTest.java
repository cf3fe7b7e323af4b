package depot.dispatch.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker rejects each broken dispatcher for what is broken and nothing else, and has nothing against a right one. */
@Timeout(180) // the first of them waits for those before it
@Order(1)
class CheckerTest {
    private static final int AT_ONCE = 17;
    private static final int SLOWER = 4;

    static ExecutorService threads;
    static Map<Fault, Future<List<Violation>>> runs;

    /** Many at once: each waits most of the time. */
    @BeforeAll
    static void runAll() {
        threads = Executors.newFixedThreadPool(AT_ONCE);
        runs = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            Callable<List<Violation>> run = () -> Course.run(fault, 1);
            runs.put(fault, threads.submit(run));
        }
    }

    @AfterAll
    static void end() {
        threads.shutdownNow();
    }

    private static Set<Rule> rules(List<Violation> found) {
        return found.stream().map(Violation::rule).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void findsExactlyWhatIsWrong(Fault fault) throws Exception {
        List<Violation> first = runs.get(fault).get();
        // a machine that stood still for longer than the grace may have shown more, or less: then it is run by itself, and slowly
        List<Violation> found = rules(first).equals(fault.shown()) ? first : Course.run(fault, SLOWER);
        assertEquals(fault.shown(), rules(found), () -> found.stream().map(Violation::toString)
                .collect(Collectors.joining(System.lineSeparator())));
    }
}
