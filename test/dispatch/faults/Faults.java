package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * {@code ./build.sh faults N [SEED [NAME]]}: plays every scenario, or those with NAME in theirs, from N seeds, and ends with
 * status 1 when one fails.
 */
public final class Faults {
    private static final int MOST_SEEDS = 10_000;
    private static final int USAGE = 2;

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        int count = 0;
        long seed = 0;
        try {
            count = Integer.parseInt(arguments[0]);
            seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new SplittableRandom().nextInt(1, Integer.MAX_VALUE);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // reported below
        }
        String name = arguments.length > 2 ? arguments[2] : "";
        List<Scenario> scenarios = Scenario.ALL.stream().filter(scenario -> scenario.name().contains(name)).toList();
        if (count < 1 || count > MOST_SEEDS || arguments.length > 3 || scenarios.isEmpty()) {
            System.err.println("faults takes the number of seeds, 1 to " + MOST_SEEDS + ", then the first seed, and part of a name of "
                    + Scenario.ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")));
            System.exit(USAGE);
        }
        System.exit(run(count, seed, scenarios) == 0 ? 0 : 1);
    }

    private static boolean passed(Scenario scenario, long seed) {
        if (scenario.missing().isPresent()) {
            System.out.println("seed " + seed + "  " + scenario.name() + " is left out: " + scenario.missing().get());
            return true;
        }
        try {
            Verdict verdict = Trial.run(scenario, seed);
            System.out.println(verdict);
            return verdict.passed();
        } catch (Exception | AssertionError e) {
            System.out.println("seed " + seed + "  " + scenario.name() + " could not be played to its end:");
            e.printStackTrace(System.out);
            return false;
        }
    }

    /** @return how many failed */
    private static int run(int count, long first, List<Scenario> scenarios) throws Exception {
        int failed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(Trial.AT_ONCE)) {
            List<Future<Boolean>> runs = new ArrayList<>();
            for (long seed = first; seed < first + count; seed++) {
                for (Scenario scenario : scenarios) {
                    long each = seed;
                    runs.add(threads.submit(() -> passed(scenario, each)));
                }
            }
            for (Future<Boolean> passed : runs) {
                failed += passed.get() ? 0 : 1;
            }
        }
        System.out.println(failed == 0 ? "all passed" : failed + " of " + count * scenarios.size() + " failed");
        return failed;
    }
}
