package depot.discovery.link;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether an open connection is usable: one that is silent, sends too much, or took too long to open is not. Pure; one thread.
 */
final class LinkHealth {
    private static final Duration SILENT = Duration.ofSeconds(3);
    private static final Duration SILENT_WHILE_FED = Duration.ofMillis(500); // its watchdog has run out by then
    private static final Duration FLOODED = Duration.ofSeconds(2);
    private static final int MOST_BYTES_PER_SECOND = 32 * 1024; // fifty frames of 650 bytes are more than any daemon sends
    private static final Duration TOO_UNSURE = Duration.ofMillis(150);
    private static final Duration UNSURE_AT_MOST = Duration.ofSeconds(30);
    private static final Duration UNSURE_WHILE_NAMED = Duration.ofSeconds(1);
    private static final int MOST_UNSURE_TRIES = 5; // a rover that is that far away gets no nearer

    private long openedNanos;
    private long heardNanos; // the newest frame; before the first, since when the connection is there
    private boolean heardOnThis; // a frame, of this connection
    private boolean fedSinceHeard;
    private long windowNanos;
    private long windowBytes; // read when the window began
    private int unsureTries;

    /** A connection is there. */
    void opened(long now) {
        openedNanos = now;
        heardNanos = now;
        heardOnThis = false;
        fedSinceHeard = false;
        windowNanos = now;
        windowBytes = 0;
    }

    /** A frame came. */
    void heard(long now) {
        heardOnThis = true;
        heardNanos = now;
        fedSinceHeard = false;
    }

    /** A heartbeat went out. */
    void fed() {
        fedSinceHeard = true;
    }

    /** Whether a frame has come on this connection. */
    boolean hasHeard() {
        return heardOnThis;
    }

    /** The link may be quicker now: reconnecting to find out how old its frames are is allowed again. */
    void begin() {
        unsureTries = 0;
    }

    /**
     * Why the connection is of no use, for a person. @param unsureNanos how old its quickest frame may be. @param named whether it is to be
     * fed
     */
    Optional<String> fault(OpenLink open, long unsureNanos, boolean named, long now) {
        Duration patience = fedSinceHeard ? SILENT_WHILE_FED : SILENT;
        if (now - heardNanos > patience.toNanos()) {
            return Optional.of("no frame came for " + patience.toMillis() + " ms");
        }
        if (now - open.drainedNanos() > FLOODED.toNanos() || floods(open.bytesRead(), now)) {
            return Optional.of("it sends more than is read of it");
        }
        if (unsureNanos > TOO_UNSURE.toNanos() && unsureTries < MOST_UNSURE_TRIES
                && now - openedNanos > (named ? UNSURE_WHILE_NAMED : UNSURE_AT_MOST).toNanos()) {
            unsureTries++;
            return Optional.of("it took long to connect, so that nobody knows how old its frames are");
        }
        return Optional.empty();
    }

    private boolean floods(long bytesRead, long now) {
        if (now - windowNanos < FLOODED.toNanos()) {
            return false;
        }
        double perSecond = (bytesRead - windowBytes) / ((now - windowNanos) / 1e9);
        windowNanos = now;
        windowBytes = bytesRead;
        return perSecond > MOST_BYTES_PER_SECOND;
    }
}
