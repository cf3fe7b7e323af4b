package depot.dispatch.web;

import depot.common.GuardedBy;
import depot.common.http.Refused;
import depot.common.memory.OutputBudget;
import depot.dispatch.model.Site;
import depot.dispatch.store.Database;
import depot.dispatch.store.SiteTable;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The site's picture, read by one caller for all, and kept until there is another one or memory is short. Thread-safe. */
final class SitePicture {
    private static final Duration PATIENCE = Duration.ofSeconds(2); // for the one that reads

    private final Database database;
    private final OutputBudget output;
    private final ReentrantLock reading = new ReentrantLock();
    @GuardedBy("reading") private SoftReference<Kept> newest = new SoftReference<>(null);

    /** @param load what all answers with it hold */
    record Kept(String tag, byte[] bytes, OutputBudget.Load load) {}

    SitePicture(Database database, OutputBudget output) {
        this.database = database;
        this.output = output;
    }

    /**
     * @throws OutputBudget.Full when there is no room for it
     * @throws Refused 503 when it was replaced meanwhile, or another caller reads for too long
     */
    Kept of(Site.Image image) throws OutputBudget.Full, InterruptedException {
        if (!reading.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            throw Refused.unavailable("the picture is being read: try again");
        }
        try {
            Kept kept = newest.get();
            if (kept == null || !kept.tag.equals(image.tag())) {
                kept = read(image);
                newest = new SoftReference<>(kept);
            }
            return kept;
        } finally {
            reading.unlock();
        }
    }

    private Kept read(Site.Image image) throws OutputBudget.Full {
        int length = Math.toIntExact(image.bytes());
        OutputBudget.Room room = output.room(length + SiteTable.READING_BYTES);
        try {
            byte[] bytes = database.callQuery(connection -> SiteTable.image(connection, image.tag(), length)).orElseThrow(() ->
                    Refused.unavailable("the picture was just replaced: try again"));
            return new Kept(image.tag(), bytes, new OutputBudget.Load(length));
        } finally {
            room.release();
        }
    }
}
