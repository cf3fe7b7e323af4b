package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.store.IdempotencyTable;
import depot.dispatch.store.OldRows;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out what is older than it is to be kept, once a minute and in small transactions, so that nothing grows for ever and nobody waits for
 * it; and goes on with deletions that were broken off. A look ends after a moment: the other chores have their turn, and it goes on in the
 * next second. Used by the sweep's thread alone.
 */
public final class Retention implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration MOST_AT_ONCE = Duration.ofMillis(300);
    private static final int BITE = 500;

    private final Transactions transactions;
    private final PlanRemoval removal;
    private final int keepDays;
    private final Time time;
    private long lookedAt;
    private long taken; // since the last line in the log

    /** @param keepDays 0 for ever */
    public Retention(Transactions transactions, PlanRemoval removal, int keepDays, Time time) {
        this.transactions = transactions;
        this.removal = removal;
        this.keepDays = keepDays;
        this.time = time;
        lookedAt = time.nanos() - EVERY.toNanos();
    }

    /** Takes out at most {@code limit} rows. */
    @FunctionalInterface
    private interface Bite {
        int take(Connection connection, int limit) throws SQLException;
    }

    @Override
    public void look() {
        long now = time.nanos();
        if (now - lookedAt < EVERY.toNanos()) {
            return;
        }
        removal.finish();
        long end = now + MOST_AT_ONCE.toNanos();
        if (all(IdempotencyTable::purge, end) && (keepDays == 0 || !transactions.database().workQuery(OldRows::isInForce) || allOfAge(end))) {
            lookedAt = now;
            if (taken > 0) {
                log.info("{} old rows were taken out", taken);
                taken = 0;
            }
        }
    }

    private boolean allOfAge(long end) {
        return all((connection, limit) -> OldRows.tasks(connection, keepDays, limit), end)
                && all((connection, limit) -> OldRows.events(connection, keepDays, limit), end)
                && all((connection, limit) -> OldRows.alarms(connection, keepDays, limit), end)
                && all((connection, limit) -> OldRows.links(connection, keepDays, limit), end);
    }

    /** Whether there is no more. */
    private boolean all(Bite bite, long end) {
        while (time.nanos() - end < 0) {
            int count = transactions.database().work(connection -> bite.take(connection, BITE));
            taken += count;
            if (count < BITE) {
                return true;
            }
        }
        return false;
    }
}
