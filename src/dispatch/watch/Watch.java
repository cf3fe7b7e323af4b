package depot.dispatch.watch;

import depot.common.threads.Worker;
import depot.dispatch.database.DatabaseAway;
import java.time.Duration;
import java.util.List;

/**
 * What has to be looked at every second, whether anything happens or not. Every process does it; the database sees to it
 * that each thing is done once. One thread of its own.
 */
public final class Watch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** One of the things looked at. */
    @FunctionalInterface
    public interface Chore {
        /** @throws DatabaseAway when it is to be tried again */
        void look();
    }

    private final Duration every;
    private final List<Chore> chores;
    private final Worker worker;

    /** @param shortest the shortest time limit that is watched: it is looked at several times within that */
    public Watch(Duration shortest, List<Chore> chores) {
        Duration third = shortest.dividedBy(3);
        every = third.compareTo(EVERY) < 0 ? third : EVERY;
        this.chores = chores;
        worker = Worker.start("watch", this::run);
    }

    private void run() throws InterruptedException {
        while (true) {
            Thread.sleep(every);
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
