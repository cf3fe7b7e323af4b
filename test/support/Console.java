package depot.support;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A well-behaved WebSocket client that reads all the time and keeps what it got. One thread asks it; its own threads
 * read.
 */
public final class Console implements AutoCloseable {
    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private WebSocket socket;

    /** A text message, and when its last byte was here. */
    public record Message(long atNanos, String text) {
        public Map<String, Object> json() {
            return Json.object(text);
        }

        /** The rovers of a list. */
        public List<Map<String, Object>> data() {
            return Json.objects(json().get("data"));
        }

        /** The rover of that id in a list. */
        public Optional<Map<String, Object>> rover(String id) {
            return data().stream().filter(rover -> rover.get("id").equals(id)).findFirst();
        }

        @Override
        public String toString() {
            return text.length() <= 300 ? text : text.substring(0, 300) + "… (" + text.length() + " characters)";
        }
    }

    private Console() {}

    /** @param headers name, value, name, value */
    public static Console open(int port, String path, String... headers) {
        Console console = new Console();
        WebSocket.Builder builder = Api.CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        console.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), console.new Reading()).join();
        return console;
    }

    private final class Reading implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                messages.add(new Message(System.nanoTime(), parts.toString()));
                parts.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(1006);
        }
    }

    /** The next message that has not been asked for yet; fails when none comes. */
    public Message next() throws InterruptedException {
        return poll(Await.PATIENCE).orElseThrow(() -> new AssertionError("no message came" + closeNote()));
    }

    /** The next message, if one comes in that time. */
    public Optional<Message> poll(Duration within) throws InterruptedException {
        return Optional.ofNullable(messages.poll(within.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Passes over messages until one is as wanted; fails when none comes. */
    public Message nextWhere(String what, Predicate<Message> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        Message newest = null;
        while (true) {
            Optional<Message> message = poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (message.isEmpty()) {
                throw new AssertionError("no message with " + what + closeNote() + "; the newest was " + newest);
            }
            newest = message.get();
            if (wanted.test(newest)) {
                return newest;
            }
        }
    }

    private String closeNote() {
        return closed.isDone() ? " (closed with " + closed.join() + ")" : "";
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The code that the service closes with; 1006 when it is gone without one. */
    public int awaitClose() throws Exception {
        return closed.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
