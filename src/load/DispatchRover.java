package depot.load;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.sim.client.WebSocketClient;
import depot.sim.client.WholeMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One rover on dispatch's {@code /ws}, as those in the field: it registers with its id alone, takes tasks, answers pings.
 * On its loop's thread.
 */
final class DispatchRover implements WebSocketClient.Listener {
    private static final int LONGEST_MESSAGE = 1024 * 1024;
    private static final byte[] EMPTY = {};

    /** Called on the loop's thread. */
    interface Events {
        /** It was given a task, which came at that time. */
        void task(DispatchRover rover, long atNanos);
    }

    private final int number;
    private final Report report;
    private final Events events;
    private final Runnable registered;
    private final Runnable failed;
    private final WholeMessages messages = new WholeMessages(LONGEST_MESSAGE, this::take);
    private WebSocketClient client;
    private boolean ready;
    private long now;
    private String task;
    private byte[] progressHead;

    /**
     * @param registered run when the service has read its registration
     * @param failed run when it could not connect
     */
    DispatchRover(int number, Report report, Events events, Runnable registered, Runnable failed) {
        this.number = number;
        this.report = report;
        this.events = events;
        this.registered = registered;
        this.failed = failed;
    }

    void connected(WebSocketClient connecting) {
        client = connecting;
    }

    /** The same rover on a link of its own, as after a drop: it goes on with what it was on. */
    DispatchRover again() {
        DispatchRover next = new DispatchRover(number, report, events, () -> {}, () -> {});
        next.task = task;
        next.progressHead = progressHead;
        return next;
    }

    int number() {
        return number;
    }

    /** What it is on; null for nothing. */
    String task() {
        return task;
    }

    boolean isOpen() {
        return client.isOpen();
    }

    /** It has come to a waypoint of its task. */
    void progress(int progress, long waypoint, int lap) {
        byte[] numbers = (progress + ",\"waypoint\":" + waypoint + ",\"lap\":" + lap + "}").getBytes(StandardCharsets.US_ASCII);
        client.text(ByteBuffer.allocate(progressHead.length + numbers.length).put(progressHead).put(numbers).array());
    }

    /** It has finished its task, and has none now. */
    void complete() {
        client.text("{\"type\":\"complete\",\"task_id\":\"" + task + "\",\"laps\":1}");
        task = null;
    }

    void abort() {
        client.abort();
    }

    @Override
    public void opened(WebSocketClient opened) {
        opened.text("{\"type\":\"register\",\"rover_id\":\"" + Rovers.id(number) + "\"}");
        opened.ping(EMPTY);
    }

    @Override
    public void pong(WebSocketClient answering, ByteBuffer payload) {
        if (!ready) {
            ready = true;
            registered.run();
        }
    }

    @Override
    public void message(WebSocketClient from, ByteBuffer part, boolean first, boolean last) {
        now = System.nanoTime();
        messages.add(part, first, last);
    }

    private void take(ByteBuffer whole) {
        String text = StandardCharsets.UTF_8.decode(whole).toString();
        Map<String, Object> message;
        try {
            message = JSON.std.mapFrom(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        switch (String.valueOf(message.get("type"))) {
            case "task" -> {
                task = message.get("task_id").toString();
                progressHead = ("{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":").getBytes(StandardCharsets.US_ASCII);
                events.task(this, now);
            }
            case "cancel" -> {
                if (message.get("task_id").equals(task)) {
                    task = null;
                }
            }
            default -> report.error("rover got " + text);
        }
    }

    @Override
    public void closed(WebSocketClient closing, int code, String reason) {
        report.error("rover closed: " + code + " " + reason);
        if (!ready) {
            failed.run();
        }
    }
}
