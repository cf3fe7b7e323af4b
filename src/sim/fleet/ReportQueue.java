package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.rover.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A rover's reports on their way: sent at once where there is a link, kept where there is none, the newest of them. A
 * failure is sent a hundred times a second until it is settled. On the loop's thread.
 */
final class ReportQueue {
    private static final Duration FAILED_EVERY = Duration.ofMillis(10);
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_UNREAD_BYTES = 64 * 1024;

    private final SelectorLoop loop;
    private final Supplier<Optional<WebSocketClient>> link;
    private final Deque<Report> kept = new ArrayDeque<>();
    private Report.Failed failing; // null when nothing has failed
    private boolean ended;

    /** @param link the open one, if there is one */
    ReportQueue(SelectorLoop loop, Supplier<Optional<WebSocketClient>> link) {
        this.loop = loop;
        this.link = link;
    }

    void add(Report report) {
        Optional<WebSocketClient> open = link.get();
        if (report instanceof Report.Failed failed) {
            failing = failed;
            repeat(failed);
        } else if (open.isPresent()) {
            open.get().text(RoverMessages.report(report));
        } else {
            if (kept.size() == MOST_KEPT) {
                kept.poll();
            }
            kept.add(report);
        }
    }

    private void repeat(Report.Failed failed) {
        if (failing == failed && !ended) {
            link.get().filter(client -> client.queuedBytes() < MOST_UNREAD_BYTES)
                    .ifPresent(client -> client.text(RoverMessages.report(failed)));
            loop.after(FAILED_EVERY.toNanos(), () -> repeat(failed));
        }
    }

    /** Sends what was kept, in a burst. */
    void burst(WebSocketClient client) {
        while (!kept.isEmpty()) {
            client.text(RoverMessages.report(kept.poll()));
        }
    }

    /** Another task came: whatever failed is settled. */
    void settle() {
        failing = null;
    }

    /** A task was cancelled: if it is what failed, that is settled. */
    void settle(String taskId) {
        if (failing != null && failing.taskId().equals(taskId)) {
            failing = null;
        }
    }

    void end() {
        ended = true;
    }
}
