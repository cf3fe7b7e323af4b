package depot.sim.fleet;

import depot.sim.client.SelectorLoop;
import depot.sim.client.WebSocketClient;
import depot.sim.client.WholeMessages;
import depot.sim.rover.Firmware;
import depot.sim.rover.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A rover's link with dispatch, as those in the field keep it: it registers with its id, hands tasks and cancels to the
 * firmware, and comes back five seconds after a drop with the reports it kept. On the loop's thread.
 *
 * <p>The one thing that it does better: right after power-up it says that it does nothing ({@code "task_id":null}), so that it is
 * given the task again that it had when this program ended.
 */
final class DispatchLink implements WebSocketClient.Listener {
    private static final Duration RECONNECT = Duration.ofSeconds(5);
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 2 * 1024 * 1024; // a route of 10,000 waypoints

    private final SelectorLoop loop;
    private final Service dispatch;
    private final String id;
    private final Firmware firmware;
    private final ReportQueue reports;
    private WebSocketClient client; // null while there is none
    private WholeMessages messages; // of this client
    private int attempt; // of them, so that what was planned for an earlier one is not done
    private boolean poweredUp = true;
    private boolean ended;

    DispatchLink(SelectorLoop loop, Service dispatch, String id, Firmware firmware) {
        this.loop = loop;
        this.dispatch = dispatch;
        this.id = id;
        this.firmware = firmware;
        reports = new ReportQueue(loop, () -> Optional.ofNullable(client).filter(WebSocketClient::isOpen));
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
        reports.burst(opened);
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
                reports.settle();
                firmware.take(order);
            }
            case RoverMessages.Cancel(var taskId) -> {
                reports.settle(taskId);
                firmware.cancel(taskId);
            }
            case RoverMessages.Other() -> {
                // as a rover in the field does with what it does not know
            }
        }
    }

    /** Called by the firmware. */
    void report(Report report) {
        reports.add(report);
    }

    /** Says goodbye. */
    void end() {
        ended = true;
        reports.end();
        if (client != null && client.isOpen()) {
            client.close(1001);
        }
    }
}
