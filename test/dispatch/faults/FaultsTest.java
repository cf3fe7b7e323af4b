package depot.dispatch.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault scenario once, from one seed; {@code ./build.sh faults N} plays them from others. */
@Timeout(180) // the first of them waits for those before it
@Order(1)
class FaultsTest {
    private static final long SEED = 2_026;

    static ExecutorService threads;
    static Map<String, Future<Verdict>> runs;

    @BeforeAll
    static void playAll() {
        threads = Executors.newFixedThreadPool(Trial.AT_ONCE);
        runs = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.ALL.stream().filter(each -> each.missing().isEmpty()).toList()) {
            Callable<Verdict> run = () -> Trial.run(scenario, SEED);
            runs.put(scenario.name(), threads.submit(run));
        }
    }

    @AfterAll
    static void end() {
        threads.shutdownNow();
    }

    static List<String> scenarios() {
        return Scenario.ALL.stream().map(Scenario::name).toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void nothingIsLostOrDoubled(String scenario) throws Exception {
        Scenario.ALL.stream().filter(each -> each.name().equals(scenario)).flatMap(each -> each.missing().stream()).findFirst()
                .ifPresent(Assumptions::abort);
        Verdict verdict = runs.get(scenario).get();
        assertTrue(verdict.passed(), verdict::toString);
    }
}
