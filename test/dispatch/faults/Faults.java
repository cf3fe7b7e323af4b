package depot.dispatch.faults;

import java.util.SplittableRandom;

/** {@code ./build.sh faults N [SEED]}: plays every scenario from N seeds, and ends with status 1 when one fails. */
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
            // told below
        }
        if (count < 1 || count > MOST_SEEDS || arguments.length > 2) {
            System.err.println("faults takes the number of seeds, 1 to " + MOST_SEEDS + ", and the first seed or nothing");
            System.exit(USAGE);
        }
        System.exit(run(count, seed) == 0 ? 0 : 1);
    }

    /** @return how many failed */
    private static int run(int count, long first) throws Exception {
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            for (Scenario scenario : Scenario.ALL) {
                Verdict verdict = Trial.run(scenario, seed);
                System.out.println(verdict);
                failed += verdict.passed() ? 0 : 1;
            }
        }
        System.out.println(failed == 0 ? "all passed" : failed + " of " + count * Scenario.ALL.size() + " failed");
        return failed;
    }
}
