package depot.archive.sftp;

import depot.common.time.Time;
import java.time.Duration;

/** When a connection was last used. Written by its own threads, read by any. */
final class ConnectionUse {
    /** An upload to which nothing came for so long is not under way. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Time time;
    private volatile long requestNanos; // written by the channels' threads, as are the next; which of two is last does not matter
    private volatile long writeNanos;
    private volatile boolean written;

    ConnectionUse(Time time) {
        this.time = time;
        requestNanos = time.nanos();
    }

    /** A request of SFTP came. */
    void request() {
        requestNanos = time.nanos();
    }

    /** A piece of an upload came. */
    void write() {
        writeNanos = time.nanos();
        written = true;
    }

    long idleNanos() {
        return time.nanos() - requestNanos;
    }

    boolean isUploading() {
        return written && time.nanos() - writeNanos < PAUSE.toNanos();
    }
}
