package depot.support;

import depot.common.time.Time;
import java.time.Duration;

/** Both clocks, turned by the test. Thread-safe. */
public final class ManualTime implements Time {
    private volatile long nanos = 1_000_000_000L;

    public synchronized void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long millis() {
        return 1_700_000_000_000L + nanos / 1_000_000;
    }
}
