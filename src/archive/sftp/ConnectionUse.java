package depot.archive.sftp;

import depot.common.time.Time;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** When a connection was last used. Written by its own threads, read by any. */
final class ConnectionUse {
    /** An upload to which nothing came for so long is not under way. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Time time;
    private volatile long requestNanos; // written by the channels' threads, as are the next; which of two is last does not matter
    private volatile long writeNanos;
    private volatile boolean written;
    private final AtomicInteger inHand = new AtomicInteger(); // requests

    ConnectionUse(Time time) {
        this.time = time;
        requestNanos = time.nanos();
    }

    /** A request of SFTP came. */
    void begins() {
        inHand.incrementAndGet();
        requestNanos = time.nanos();
    }

    /** It is done, which may have taken long: a disk that is slow, or the whole of a file that must be on it. */
    void ends() {
        requestNanos = time.nanos();
        inHand.decrementAndGet();
    }

    /** A piece of an upload came. */
    void write() {
        writeNanos = time.nanos();
        written = true;
    }

    long idleNanos() {
        return inHand.get() > 0 ? 0 : time.nanos() - requestNanos;
    }

    boolean isUploading() {
        return written && (inHand.get() > 0 || time.nanos() - writeNanos < PAUSE.toNanos());
    }
}
