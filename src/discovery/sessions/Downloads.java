package depot.discovery.sessions;

import depot.common.http.Refused;
import java.io.Closeable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds how many recordings are sent at a time. A request beyond the bound is refused at once; a download that has begun
 * always gets its turn at the disk, as no more than the bound ever wait for it. Thread-safe.
 */
final class Downloads {
    /** Each holds a piece of its file in memory, of 64 KB. */
    static final int MOST = Math.clamp(Runtime.getRuntime().maxMemory() / (512 * 1024), 16, 256);

    private final Semaphore free;
    private final int most;

    Downloads(int most) {
        this.most = most;
        free = new Semaphore(most);
    }

    /** @throws Refused 503 when there are as many as may be */
    Place begin() {
        if (!free.tryAcquire()) {
            throw Refused.unavailable("there are " + most + " downloads already");
        }
        return new Place();
    }

    /** One download's, until it is closed. */
    final class Place implements Closeable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        /** This and what it sends, closed together. */
        Closeable with(Closeable file) {
            return () -> {
                try (file) {
                    close();
                }
            };
        }

        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                free.release();
            }
        }
    }
}
