package depot.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A well-behaved WebSocket client that reads all the time and keeps what it got. One thread asks it; one of its own
 * reads. (Not the JDK's client: on a busy machine, of some thousand connections of one HttpClient, one found broken UTF-8 in
 * what others read whole.)
 */
public final class Console implements AutoCloseable {
    private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocketProbe link;
    private volatile Throwable failure; // written by the reading thread

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

    private Console(WebSocketProbe link) {
        this.link = link;
    }

    /** @param headers name, value, name, value */
    public static Console open(int port, String path, String... headers) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        try {
            WebSocketProbe link = WebSocketProbe.open(port, path, lines.toString(), new byte[0], 0);
            if (link.status() != 101) {
                link.close();
                throw new AssertionError("not accepted: " + link.answer());
            }
            link.socket().setSoTimeout(0); // who asks has a deadline
            Console console = new Console(link);
            Thread.ofVirtual().name("console").start(console::read);
            return console;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        try {
            while (!closed.isDone()) {
                WebSocketProbe.Frame frame = link.next();
                switch (frame.opcode()) {
                    case WebSocketProbe.TEXT, WebSocketProbe.CONTINUATION -> {
                        parts.writeBytes(frame.payload());
                        if (frame.fin()) {
                            messages.add(new Message(System.nanoTime(), strictly(parts.toByteArray())));
                            parts.reset();
                        }
                    }
                    case WebSocketProbe.PING -> send(WebSocketProbe.PONG, frame.payload());
                    case WebSocketProbe.CLOSE -> {
                        send(WebSocketProbe.CLOSE, frame.payload());
                        closed.complete(frame.closeCode());
                    }
                    default -> { } // a pong
                }
            }
        } catch (IOException e) {
            failure = e;
            closed.complete(1006);
        }
    }

    /** Broken UTF-8 is no message. */
    private static String strictly(byte[] text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }

    private synchronized void send(int opcode, byte[] payload) throws IOException {
        link.send(WebSocketProbe.frame(true, opcode, payload));
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
        return closed.isDone() ? " (closed with " + closed.join() + (failure == null ? "" : ", " + failure) + ")" : "";
    }

    public void send(String text) {
        try {
            send(WebSocketProbe.TEXT, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try {
            link.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
