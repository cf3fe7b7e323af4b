package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import java.time.Duration;

/** Does something again and again, at times that do not drift; what was missed is not made up for. On the loop's thread. */
final class Beat {
    private final SelectorLoop loop;
    private final long intervalNanos;
    private final Runnable work;
    private boolean ended;

    Beat(SelectorLoop loop, Duration interval, Runnable work) {
        this.loop = loop;
        this.work = work;
        intervalNanos = interval.toNanos();
    }

    void begin(Duration delay) {
        plan(System.nanoTime() + delay.toNanos());
    }

    private void plan(long dueNanos) {
        loop.at(dueNanos, () -> {
            if (!ended) {
                plan(Math.max(dueNanos - System.nanoTime(), -intervalNanos) + System.nanoTime() + intervalNanos);
                work.run();
            }
        });
    }

    void end() {
        ended = true;
    }
}
