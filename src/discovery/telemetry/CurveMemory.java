package depot.discovery.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all rovers' curves may take together. Thread-safe. */
final class CurveMemory {
    /** 10,000 rovers with four motors, a fix and a mesh take 69 MB. */
    static final long MOST_BYTES = 200_000_000;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    CurveMemory(long limit) {
        this.limit = limit;
    }

    /** The memory for this process: at most a quarter of its heap. */
    static CurveMemory ofThisProcess() {
        return new CurveMemory(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4));
    }

    /** Takes so many bytes more. Returns false when there are not as many left. */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
