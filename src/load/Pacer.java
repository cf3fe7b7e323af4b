package depot.load;

import depot.sim.client.SelectorLoop;

/** Has something done so many times a second, evenly; what it is late with it makes up for. On its loop's thread. */
final class Pacer {
    private static final long TICK_NANOS = 1_000_000;

    private final SelectorLoop loop;
    private final Runnable act;
    private final Histogram late = new Histogram();
    private long spacingNanos; // 0: it rests
    private long dueAt;
    private boolean ticking;

    Pacer(SelectorLoop loop, Runnable act) {
        this.loop = loop;
        this.act = act;
    }

    /** From now on. @param perSecond 0 to rest */
    void rate(int perSecond) {
        spacingNanos = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        dueAt = System.nanoTime();
        if (!ticking) {
            tick();
        }
    }

    private void tick() {
        ticking = spacingNanos > 0;
        if (!ticking) {
            return;
        }
        long now = System.nanoTime();
        while (spacingNanos > 0 && dueAt - now <= 0) {
            late.record(now - dueAt);
            dueAt += spacingNanos;
            act.run();
        }
        loop.at(Math.max(dueAt, now + TICK_NANOS), this::tick);
    }

    /** How much later than due it was since this was last asked. */
    Histogram late() {
        return late.drain();
    }
}
