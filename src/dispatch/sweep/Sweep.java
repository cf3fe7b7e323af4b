package depot.dispatch.sweep;

import depot.common.threads.Worker;
import depot.database.DatabaseAway;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs the chores that are due every second, whether anything happens or not. Every process runs them; locks in the database
 * ensure that each thing is done once. One thread of its own.
 */
public final class Sweep implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** One of the chores. */
    @FunctionalInterface
    public interface Chore {
        /** @throws DatabaseAway when it must be tried again */
        void look();
    }

    private final Duration every;
    private final List<Chore> chores;
    private final Semaphore wanted = new Semaphore(0);
    private final Worker worker;

    /** @param shortest the shortest time limit that a chore watches: chores run several times within that */
    public Sweep(Duration shortest, List<Chore> chores) {
        every = every(shortest);
        this.chores = chores;
        worker = Worker.start("watch", this::run);
    }

    /** How often that is: the steady clock goes on in steps of that. */
    public static Duration every(Duration shortest) {
        Duration third = shortest.dividedBy(3);
        return third.compareTo(EVERY) < 0 ? third : EVERY;
    }

    /** Runs all chores soon; any thread. */
    public void wake() {
        wanted.release();
    }

    private void run() throws InterruptedException {
        while (true) {
            wanted.tryAcquire(1, every.toNanos(), TimeUnit.NANOSECONDS);
            wanted.drainPermits();
            for (Chore chore : chores) {
                try {
                    chore.look();
                } catch (DatabaseAway e) {
                    break; // so are the others', most likely
                }
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
