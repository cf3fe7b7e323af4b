package depot.load;

import depot.sim.client.SelectorLoop;

/**
 * How often something is done: so many times a second, evenly; or, at a rate of 0, as often as it goes, with each of
 * {@code --callers} doing it again when it is done. On its loop's thread.
 */
final class Demand {
    private static final int NONE = -1;

    private final Pacer pacer;
    private final Runnable act;
    private final int callers;
    private boolean flatOut;

    Demand(SelectorLoop loop, int callers, Runnable act) {
        pacer = new Pacer(loop, act);
        this.callers = callers;
        this.act = act;
    }

    /** From now on. @param perSecond 0 for as often as it goes */
    void rate(int perSecond) {
        pacer.rate(Math.max(0, perSecond));
        boolean before = flatOut;
        flatOut = perSecond == 0;
        for (int i = 0; flatOut && !before && i < callers; i++) {
            act.run();
        }
    }

    void rest() {
        rate(NONE);
    }

    boolean isFlatOut() {
        return flatOut;
    }

    /** A request that was begun is done. */
    void done() {
        if (flatOut) {
            act.run();
        }
    }

    /** As {@link Pacer#late}. */
    Histogram late() {
        return pacer.late();
    }
}
