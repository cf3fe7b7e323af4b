package depot.common.threads;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A worker's writes to the disk, whose end does not cut one short: the interrupt that ends a worker would close the file under it.
 * Thread-safe; one thread writes.
 */
public final class WriteTurns {
    private static final Duration LAST_WRITE = Duration.ofSeconds(5);

    private final ReentrantLock disk = new ReentrantLock(); // held during a write
    private volatile boolean ended; // written by the thread that ends them

    /**
     * One write.
     *
     * @param <E> what it throws where the disk fails
     */
    @FunctionalInterface
    public interface Write<E extends Exception> {
        void run() throws E;
    }

    /** Writes, unless the end has come. */
    public <E extends Exception> void take(Write<E> write) throws E {
        disk.lock();
        try {
            if (!ended) {
                write.run();
            }
        } finally {
            disk.unlock();
        }
    }

    /** No write begins any more, and the one under way is waited for, but for five seconds at most. */
    public void end() {
        ended = true;
        try {
            if (disk.tryLock(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
                disk.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
