package depot.gps.status;

import depot.common.GuardedBy;
import depot.common.broadcast.Latest;
import depot.common.broadcast.Wakeup;
import depot.common.time.Time;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.common.websocket.NewestFrames;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The status as consoles on {@code /ws} see it: encoded once for all, at most five times a second, the newest always last.
 * It is also worked out anew without an event, as values change by growing old. One thread calls {@link #run}; any thread may
 * call {@link #follow}.
 */
final class StatusFeed {
    static final Duration SHORTEST_INTERVAL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Supplier<Status> statuses;
    private final Time time;
    private final Wakeup changed;
    private final Latest<Frame> frames = new Latest<>(Frame.text(new byte[0]));
    @GuardedBy("frames") private byte[] newest = new byte[0];
    @GuardedBy("frames") private long nextAt;
    @GuardedBy("frames") private int consoles;

    /** @param changed what {@link ReceiverState} signals */
    StatusFeed(Supplier<Status> statuses, Time time, Wakeup changed) {
        this.statuses = statuses;
        this.time = time;
        this.changed = changed;
        nextAt = time.nanos();
    }

    void run() throws InterruptedException {
        while (true) {
            changed.clear();
            long wait = publishDue();
            if (wait > 0) {
                Thread.sleep(Duration.ofNanos(wait)); // what changes meanwhile is merged
            } else {
                changed.await(LOOK.toNanos());
            }
        }
    }

    /** Publishes the newest status, if it is time and a console watches. Returns the nanoseconds until it will be time. */
    long publishDue() {
        synchronized (frames) {
            long now = time.nanos();
            if (consoles > 0 && now - nextAt >= 0) {
                byte[] message = StatusJson.message(statuses.get());
                if (!Arrays.equals(message, newest)) {
                    newest = message;
                    frames.set(Frame.text(message));
                    nextAt = now + SHORTEST_INTERVAL.toNanos();
                }
            }
            return Math.max(0, nextAt - now);
        }
    }

    /** A console's view: the status at once, then each newer one that it is quick enough for. */
    FrameFeed follow() {
        synchronized (frames) {
            consoles++;
            publishDue();
            changed.signal();
        }
        return new NewestFrames(frames, this::left);
    }

    private void left() {
        synchronized (frames) {
            consoles--;
        }
    }
}
