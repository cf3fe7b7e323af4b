package depot.common.memory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all clients may use together. Each request and each message is bounded, but their number times their
 * bound is more than a small heap has, and a process without memory ends. So code that takes in something large asks here
 * first, and waits or is refused while others hold all of the budget. Thread-safe.
 */
public final class MemoryBudget {
    /** A part of the heap that leaves room for what is not counted: connections, frames that go out, the service's own. */
    public static final MemoryBudget OF_THIS_PROCESS = new MemoryBudget(Runtime.getRuntime().maxMemory() / 4);
    /** Nothing is ever refused. */
    public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE);

    /** Smaller sizes are not charged: the number of connections bounds them. */
    public static final int SMALL_BYTES = 4 * 1024;
    /** What bytes cost while they are read: they are copied once. */
    public static final int WHILE_READ = 2;
    /** What bytes cost while they are worked on: measured for JSON of nothing but small objects, decoded and as a tree. */
    public static final int WHILE_HANDLED = 24;

    private static final int UNIT_BYTES = 1024;

    private final int units;
    private final Semaphore free;

    public MemoryBudget(long bytes) {
        units = Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        free = new Semaphore(units);
    }

    /** @param onRefusal called whenever a share could not grow */
    public Share share(Runnable onRefusal) {
        return new Share(onRefusal);
    }

    /** Whether a thread waits for a share to grow. */
    public boolean isWanted() {
        return free.hasQueuedThreads();
    }

    /** What one request or connection holds. One thread at a time. */
    public final class Share {
        private final Runnable onRefusal;
        private int held;

        private Share(Runnable onRefusal) {
            this.onRefusal = onRefusal;
        }

        /**
         * Grows this share to {@code bytes}, or to the whole budget if that is less; waits for it.
         *
         * @return false when it was not available, or the thread was interrupted
         */
        public boolean grow(long bytes, Duration patience) {
            int missing = (int) Math.min(units, (bytes + UNIT_BYTES - 1) / UNIT_BYTES) - held;
            if (missing <= 0) {
                return true;
            }
            try {
                if (free.tryAcquire(missing, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    held += missing;
                    return true;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            onRefusal.run();
            return false;
        }

        /** The bytes of the whole budget: no share is ever larger. */
        public long most() {
            return (long) units * UNIT_BYTES;
        }

        /** Gives all back; the share may grow again. */
        public void release() {
            if (held > 0) {
                free.release(held);
                held = 0;
            }
        }
    }
}
