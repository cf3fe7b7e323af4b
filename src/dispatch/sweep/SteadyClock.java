package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.store.ClockTable;
import depot.dispatch.store.Transactions;
import java.time.Duration;

/**
 * Advances the database's steady clock by this process's monotonic clock. A time in which this process was frozen, or had no database,
 * counts little, as no rover could be heard meanwhile. One thread's.
 */
public final class SteadyClock implements Sweep.Chore {
    private final Transactions transactions;
    private final Time time;
    private final Duration step;
    private double last = -1;
    private long lastNanos;
    private boolean missed;

    /** @param step how often it is advanced */
    public SteadyClock(Transactions transactions, Time time, Duration step) {
        this.transactions = transactions;
        this.time = time;
        this.step = step;
    }

    /** As much goes by from one value to the next at most: a time between two stamps may seem longer than it was by that. */
    static Duration longest(Duration step) {
        return step.multipliedBy(2);
    }

    @Override
    public void look() {
        long now = time.nanos();
        double elapsed = Math.min(now - lastNanos, (missed ? step : longest(step)).toNanos()) / 1e9;
        missed = true;
        last = transactions.database().work(connection -> ClockTable.advance(connection, last, elapsed));
        missed = false;
        lastNanos = now;
    }
}
