package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.Json;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A rover that sends what the test wants, and shows what it gets. By itself it only answers pings and
 * close frames, as those in the field do, until {@link #holdPongs}. One thread asks it; a thread of its own reads.
 */
final class ScriptedRover implements AutoCloseable {
    private final String id;
    private final WebSocketProbe link;
    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Object writing = new Object();
    private final List<byte[]> heldPongs = new ArrayList<>(); // guarded by writing, as is the flag
    private boolean holding;

    /** A text or a ping, and when it was here. */
    record Received(long atNanos, int opcode, String text) {
        boolean isPing() {
            return opcode == WebSocketProbe.PING;
        }

        Map<String, Object> json() {
            return Json.object(text);
        }
    }

    private ScriptedRover(String id, WebSocketProbe link) {
        this.id = id;
        this.link = link;
    }

    /** Connects, and says nothing yet. */
    static ScriptedRover connect(int port, String id) throws IOException {
        WebSocketProbe link = WebSocketProbe.open(port, "/ws");
        assertEquals(101, link.status(), link.answer());
        link.socket().setSoTimeout(0); // the test's own waits have deadlines
        ScriptedRover rover = new ScriptedRover(id, link);
        Thread.ofVirtual().name("rover-" + id).start(rover::read);
        return rover;
    }

    private void read() {
        try {
            while (true) {
                WebSocketProbe.Frame frame = link.next();
                switch (frame.opcode()) {
                    case WebSocketProbe.CLOSE -> {
                        closed.complete(frame.closeCode());
                        sendFrame(WebSocketProbe.CLOSE, frame.payload());
                        close();
                    }
                    case WebSocketProbe.PING -> {
                        received.add(new Received(System.nanoTime(), frame.opcode(), frame.text()));
                        answer(frame.payload());
                    }
                    default -> received.add(new Received(System.nanoTime(), frame.opcode(), frame.text()));
                }
            }
        } catch (IOException e) {
            closed.complete(1006);
        }
    }

    private void answer(byte[] payload) throws IOException {
        synchronized (writing) {
            if (holding) {
                heldPongs.add(payload);
            } else {
                link.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, payload));
            }
        }
    }

    /** From now on as behind a half-open link: what comes is seen by the test, and nothing is known of it at the other end. */
    void holdPongs() {
        synchronized (writing) {
            holding = true;
        }
    }

    void releasePongs() throws IOException {
        synchronized (writing) {
            holding = false;
            for (byte[] payload : heldPongs) {
                link.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, payload));
            }
            heldPongs.clear();
        }
    }

    String id() {
        return id;
    }

    void send(String json) throws IOException {
        synchronized (writing) {
            link.text(json);
        }
    }

    /** Any frame, whole messages or not. */
    void sendFrame(int opcode, byte[] payload) throws IOException {
        synchronized (writing) {
            link.send(WebSocketProbe.frame(true, opcode, payload));
        }
    }

    /** As rovers in the field do: with the id alone. */
    void register() throws IOException {
        send("{\"type\":\"register\",\"rover_id\":" + Json.quoted(id) + "}");
    }

    /** @param more further fields, such as {@code "acks":true} */
    void register(String more) throws IOException {
        send("{\"type\":\"register\",\"rover_id\":" + Json.quoted(id) + "," + more + "}");
    }

    void progress(String taskId, int progress, int waypoint) throws IOException {
        send("{\"type\":\"progress\",\"task_id\":\"" + taskId + "\",\"progress\":" + progress + ",\"waypoint\":" + waypoint + "}");
    }

    void complete(String taskId) throws IOException {
        send("{\"type\":\"complete\",\"task_id\":\"" + taskId + "\"}");
    }

    void failed(String taskId, String error) throws IOException {
        send("{\"type\":\"failed\",\"task_id\":\"" + taskId + "\",\"error\":" + Json.quoted(error) + "}");
    }

    /** The next frame that came, pings included. */
    Received nextFrame() throws InterruptedException {
        Received next = received.poll(Await.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            throw new AssertionError("nothing came to " + id + (closed.isDone() ? " (closed with " + closed.join() + ")" : ""));
        }
        return next;
    }

    /** The next message; pings are passed over. */
    Received next() throws InterruptedException {
        Received next = nextFrame();
        while (next.isPing()) {
            next = nextFrame();
        }
        return next;
    }

    Optional<Received> poll(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        Received next;
        do {
            next = received.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } while (next != null && next.isPing());
        return Optional.ofNullable(next);
    }

    /** The next message, which must be of that type. */
    Map<String, Object> next(String type) throws InterruptedException {
        Received next = next();
        assertEquals(type, next.json().get("type"), next.text());
        return next.json();
    }

    /** The next message, which must be {@code task} or {@code cancel} for this task. */
    void expect(String type, Object taskId) throws InterruptedException {
        Map<String, Object> next = next(type);
        assertEquals(taskId, next.get("task_id"), next::toString);
    }

    /** Passes over cancels, as a rover does that is not on such a task. */
    Map<String, Object> nextButCancel() throws InterruptedException {
        Map<String, Object> next = next().json();
        while (next.get("type").equals("cancel")) {
            next = next().json();
        }
        return next;
    }

    /**
     * Goes on when all that was sent before has been read; nothing but its own answer may have come by then. (What it
     * leads to in the database may come later.)
     */
    void expectNothingYet() throws Exception {
        send("{\"type\":\"marker\"}");
        next("error");
    }

    /** Passes over what comes until all that was sent before has been taken in, and gives it. */
    List<Map<String, Object>> upToHere() throws Exception {
        send("{\"type\":\"marker\"}");
        List<Map<String, Object>> messages = new ArrayList<>();
        Map<String, Object> next = next().json();
        while (!next.get("type").equals("error")) {
            messages.add(next);
            next = next().json();
        }
        return messages;
    }

    /** That nothing comes within that time: for what must not be sent at all. */
    void expectSilence(Duration within) throws InterruptedException {
        Optional<Received> message = poll(within);
        assertTrue(message.isEmpty(), () -> id + " got " + message.orElseThrow().text());
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /** The code that the service closes with; 1006 when it is gone without one. */
    int awaitClose() throws Exception {
        return closed.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Drops the link without a word. */
    @Override
    public void close() throws IOException {
        link.close();
    }
}
