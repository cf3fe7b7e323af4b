package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.rules.AgeRule;
import depot.dispatch.store.DatabaseClock;
import depot.dispatch.store.IdempotencyTable;
import depot.dispatch.store.OldRows;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes rows that are older than they are kept, once a minute and in small transactions, so that nothing grows for ever and no call waits
 * for it; also goes on with deletions that were interrupted. It pauses after a moment, so that the other chores get their turn, and goes on
 * in the next second. Used by the sweep's thread alone.
 */
public final class Retention implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration MOST_AT_ONCE = Duration.ofMillis(300);
    private static final int BITE = 500;

    private final Transactions transactions;
    private final PlanRemoval removal;
    private final Duration keep;
    private final DatabaseClock clock;
    private final Time time;
    private long lookedAt;
    private long taken; // since the last line in the log

    /**
     * @param keepDays 0 for ever
     * @param clock of the database, which all processes share
     */
    public Retention(Transactions transactions, PlanRemoval removal, int keepDays, DatabaseClock clock, Time time) {
        this.transactions = transactions;
        this.removal = removal;
        this.keep = Duration.ofDays(keepDays);
        this.clock = clock;
        this.time = time;
        lookedAt = time.nanos() - EVERY.toNanos();
    }

    /** Takes out at most {@code limit} rows. */
    @FunctionalInterface
    private interface Bite {
        int take(Connection connection, AgeRule.Range stamped, int limit) throws SQLException;
    }

    @Override
    public void look() {
        long now = time.nanos();
        if (now - lookedAt < EVERY.toNanos()) {
            return;
        }
        removal.finish();
        long end = now + MOST_AT_ONCE.toNanos();
        if (all(IdempotencyTable.kept(), IdempotencyTable::purge, end) && (keep.isZero() || !isInForce() || allOfAge(end))) {
            lookedAt = now;
            if (taken > 0) {
                log.info("{} old rows were taken out", taken);
                taken = 0;
            }
        }
    }

    private boolean allOfAge(long end) {
        return all(keep, OldRows::tasks, end) && all(keep, OldRows::events, end) && all(keep, OldRows::alarms, end)
                && all(keep, OldRows::links, end) && all(keep, OldRows::troubles, end);
    }

    private boolean isInForce() {
        return transactions.database().work(connection -> OldRows.isInForce(connection, clock));
    }

    /** Whether nothing is left to remove. */
    private boolean all(Duration age, Bite bite, long end) {
        while (time.nanos() - end < 0) {
            OptionalInt count = transactions.database().work(connection -> take(connection, age, bite));
            if (count.isEmpty()) {
                return false; // in the next second it is known
            }
            taken += count.getAsInt();
            if (count.getAsInt() < BITE) {
                return true;
            }
        }
        return false;
    }

    /** What is old is asked anew each time: the clock may have been set since. Empty where that is not known yet. */
    private OptionalInt take(Connection connection, Duration age, Bite bite) throws SQLException {
        Optional<List<AgeRule.Range>> old = OldRows.older(connection, clock, age);
        int count = 0;
        for (AgeRule.Range stamped : old.orElse(List.of())) {
            count += count < BITE ? bite.take(connection, stamped, BITE - count) : 0;
        }
        return old.isPresent() ? OptionalInt.of(count) : OptionalInt.empty();
    }
}
