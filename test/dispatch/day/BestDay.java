package depot.dispatch.day;

import depot.dispatch.rules.KnownRover;
import java.util.Arrays;
import java.util.List;

/**
 * The fewest metres that rovers can drive empty for some tasks, by somebody who knows all of them beforehand and whom no order in time
 * binds: no policy can do better. Exact, by dynamic programming over sets of tasks: for a dozen of them at most.
 */
final class BestDay {
    private BestDay() {}

    static double emptyMetres(List<KnownRover.Place> starts, List<Day.Job> jobs) {
        int sets = 1 << jobs.size();
        double[] best = new double[sets]; // by what is done already, before the next rover begins
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = 0;
        for (KnownRover.Place start : starts) {
            double[][] at = new double[sets][jobs.size()]; // by what is done, and the last of it that this rover did
            double[] after = best.clone(); // it may do nothing
            for (double[] row : at) {
                Arrays.fill(row, Double.POSITIVE_INFINITY);
            }
            for (int set = 0; set < sets; set++) {
                for (int next = 0; next < jobs.size(); next++) {
                    if ((set & 1 << next) == 0) {
                        int with = set | 1 << next;
                        double least = best[set] + start.metresTo(jobs.get(next).first());
                        for (int last = 0; last < jobs.size(); last++) {
                            least = Math.min(least, at[set][last] + jobs.get(last).last().metresTo(jobs.get(next).first()));
                        }
                        at[with][next] = Math.min(at[with][next], least);
                        after[with] = Math.min(after[with], at[with][next]);
                    }
                }
            }
            best = after;
        }
        return best[sets - 1];
    }
}
