package depot.dispatch.sweep;

import depot.common.time.AwakeClock;
import depot.common.time.Time;
import depot.dispatch.store.ClockTable;
import depot.dispatch.store.Transactions;
import java.time.Duration;

/**
 * Has the database's steady clock go on, by this process's monotonic clock. A time in which this process stood still, or had no database,
 * counts little: nobody could be heard meanwhile. One thread's.
 */
public final class SteadyClock implements Sweep.Chore {
    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);
    /** After a time without the database the others have nearly all of {@link depot.dispatch.store.ProcessTable#DEAD_AFTER} to be heard. */
    private static final Duration GAP_WITHOUT_DATABASE = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final AwakeClock clock;
    private double last = -1;
    private long lastNanos;
    private boolean missed;

    public SteadyClock(Transactions transactions, Time time) {
        this.transactions = transactions;
        clock = new AwakeClock(time, LONGEST_GAP);
    }

    @Override
    public void look() {
        clock.beat();
        long now = clock.nanos();
        double elapsed = Math.min(now - lastNanos, (missed ? GAP_WITHOUT_DATABASE : LONGEST_GAP).toNanos()) / 1e9;
        missed = true;
        last = transactions.database().work(connection -> ClockTable.advance(connection, last, elapsed));
        missed = false;
        lastNanos = now;
    }
}
