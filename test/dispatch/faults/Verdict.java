package depot.dispatch.faults;

import java.util.List;
import java.util.Locale;

/**
 * How a scenario ended.
 *
 * @param summary what happened, in numbers
 * @param log the processes' last words, where something is wrong
 */
record Verdict(String scenario, long seed, List<Violation> violations, String summary, double seconds, List<String> log) {
    private static final int MOST_TOLD = 8;

    boolean passed() {
        return violations.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "seed %d  %-30s %s  %.1f s, %s", seed, scenario, passed()
                ? "ok    " : "FAILED", seconds, summary));
        String line = System.lineSeparator() + "    ";
        violations.stream().limit(MOST_TOLD).forEach(violation -> text.append(line).append(violation));
        if (violations.size() > MOST_TOLD) {
            text.append(line).append("and ").append(violations.size() - MOST_TOLD).append(" more");
        }
        log.forEach(entry -> text.append(line).append(entry));
        return text.toString();
    }
}
