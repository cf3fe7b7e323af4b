package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.client.WholeMessages;
import depot.sim.rover.Firmware;
import depot.sim.rover.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A rover's link with dispatch, as those in the field keep it: it registers with its id, hands tasks and cancels to the
 * firmware, and comes back five seconds after a drop with the reports it kept. A failure is told a hundred times a second
 * until a cancel or another task comes. On the loop's thread.
 *
 * <p>The one thing that it does better: right after power-up it says that it does nothing ({@code "task_id":null}), so that it is
 * given the task again that it had when this program ended.
 */
final class DispatchLink implements WebSocketClient.Listener {
    private static final Duration RECONNECT = Duration.ofSeconds(5);
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration FAILED_EVERY = Duration.ofMillis(10);
    private static final int MOST_KEPT = 1_000;
    private static final int MOST_UNREAD_BYTES = 64 * 1024;
    private static final int LONGEST_MESSAGE = 2 * 1024 * 1024; // a route of 10,000 waypoints

    private final SelectorLoop loop;
    private final Service dispatch;
    private final String id;
    private final Firmware firmware;
    private final Deque<Report> kept = new ArrayDeque<>();
    private WebSocketClient client; // null while there is none
    private WholeMessages messages; // of this client
    private int attempt; // of them, so that what was planned for an earlier one is not done
    private boolean poweredUp = true;
    private Report.Failed failing; // null when nothing has failed
    private boolean ended;

    DispatchLink(SelectorLoop loop, Service dispatch, String id, Firmware firmware) {
        this.loop = loop;
        this.dispatch = dispatch;
        this.id = id;
        this.firmware = firmware;
    }

    /** Connects, so much later. Drops what link there is. */
    void connectIn(Duration delay) {
        if (client != null) {
            client.abort();
            client = null;
        }
        int planned = ++attempt;
        loop.after(delay.toNanos(), () -> {
            if (planned == attempt && !ended) {
                connect();
            }
        });
    }

    /** The link is cut; the rover notices, and comes back in its own time. */
    void cut() {
        connectIn(RECONNECT);
    }

    /** The radio does not reach the depot for so long. */
    void cut(Duration outage) {
        connectIn(outage.plus(RECONNECT));
    }

    private void connect() {
        if (dispatch.address().isEmpty()) {
            lost("nobody knows its name");
            return;
        }
        messages = new WholeMessages(LONGEST_MESSAGE, this::message);
        try {
            client = WebSocketClient.connect(loop, dispatch.address().get(), dispatch.url().prefix() + "/ws", dispatch.fields(), this);
        } catch (IOException e) {
            lost(e.getMessage());
            return;
        }
        WebSocketClient opening = client;
        loop.after(OPENING.toNanos(), () -> {
            if (opening == client && !opening.isOpen()) {
                lost("no answer in " + OPENING.toSeconds() + " s");
            }
        });
    }

    private void lost(String reason) {
        dispatch.failed(reason);
        cut();
    }

    @Override
    public void opened(WebSocketClient opened) {
        dispatch.worked();
        opened.text(RoverMessages.register(id, poweredUp));
        opened.ping(new byte[0]);
        while (!kept.isEmpty()) {
            opened.text(RoverMessages.report(kept.poll()));
        }
    }

    /** What was sent up to the ping has been read. */
    @Override
    public void pong(WebSocketClient answering, ByteBuffer payload) {
        poweredUp = false;
    }

    @Override
    public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
        messages.add(part, first, last);
    }

    @Override
    public void closed(WebSocketClient closing, int code, String reason) {
        if (closing == client) {
            client = null;
            lost(reason.isEmpty() ? "it closed with " + code : reason);
        }
    }

    private void message(ByteBuffer whole) {
        switch (RoverMessages.read(whole)) {
            case RoverMessages.Task(var order) -> {
                poweredUp = false;
                failing = null;
                firmware.take(order);
            }
            case RoverMessages.Cancel(var taskId) -> {
                if (failing != null && failing.taskId().equals(taskId)) {
                    failing = null;
                }
                firmware.cancel(taskId);
            }
            case RoverMessages.Other() -> {
                // as a rover in the field does with what it does not know
            }
        }
    }

    /** Told by the firmware. Without a link it is kept, the newest of it. */
    void report(Report report) {
        if (report instanceof Report.Failed failed) {
            failing = failed;
            repeat(failed);
        } else if (open()) {
            client.text(RoverMessages.report(report));
        } else {
            if (kept.size() == MOST_KEPT) {
                kept.poll();
            }
            kept.add(report);
        }
    }

    private void repeat(Report.Failed failed) {
        if (failing == failed && !ended) {
            if (open() && client.queuedBytes() < MOST_UNREAD_BYTES) {
                client.text(RoverMessages.report(failed));
            }
            loop.after(FAILED_EVERY.toNanos(), () -> repeat(failed));
        }
    }

    private boolean open() {
        return client != null && client.isOpen();
    }

    /** Says goodbye. */
    void end() {
        ended = true;
        if (open()) {
            client.close(1001);
        }
    }
}
