package depot.dispatch.sweep;

import depot.dispatch.store.Database;
import depot.dispatch.store.IdempotencyTable;
import java.time.Duration;

/** Forgets idempotency keys that are too old to count, once an hour. */
public final class OldKeys implements Sweep.Chore {
    private static final Duration EVERY = Duration.ofHours(1);

    private final Database database;
    private long lookedAt = System.nanoTime() - EVERY.toNanos(); // the watch's thread's

    public OldKeys(Database database) {
        this.database = database;
    }

    @Override
    public void look() {
        if (System.nanoTime() - lookedAt >= EVERY.toNanos()) {
            database.work(IdempotencyTable::purge);
            lookedAt = System.nanoTime();
        }
    }
}
