package depot.load;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.sim.client.HttpConnection;
import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code --callers} HTTP connections that are kept open; a call goes out on one that is free, or waits for one. Lives on
 * its loop's thread, but for what says otherwise.
 */
final class CallPool {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long AGAIN_NANOS = 200_000_000;

    /** Takes an answer, on the loop's thread; the body's bytes are worthless after the call. */
    interface Taker {
        void answered(int status, ByteBuffer body);
    }

    private record Waiting(byte[] request, Taker taker) {}

    private final Options options;
    private final Report report;
    private final SelectorLoop loop;
    private final Ramp ramp;
    private final String host;
    private final Deque<Caller> free = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;

    CallPool(Options options, Report report, SelectorLoop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
        host = options.target().getHostString() + ":" + options.target().getPort();
        ramp = new Ramp(loop, options.callers(), number -> new Caller().connect());
    }

    /** Connects; not on the loop. */
    void open() throws IOException, InterruptedException {
        ramp.climb(report, "callers", Duration.ofSeconds(30));
    }

    /** A request that is ready to be sent any number of times; any thread. */
    byte[] request(String method, String path, String body) {
        return HttpConnection.request(method, path, host, body);
    }

    /** Sends the request soon. The taker hears of the answer, whatever it is. */
    void send(byte[] request, Taker taker) {
        Caller caller = free.poll();
        if (caller == null) {
            waiting.add(new Waiting(request, taker));
        } else {
            caller.send(request, taker);
        }
    }

    /** A call that is waited for; not on the loop. @throws IOException for an answer that is an error */
    Map<String, Object> call(String method, String path, String body) throws IOException, InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.execute(() -> send(request(method, path, body), (status, bytes) -> {
            String text = StandardCharsets.UTF_8.decode(bytes).toString();
            if (status < 300) {
                answer.complete(text);
            } else {
                answer.completeExceptionally(new IOException(method + " " + path + ": " + status + " " + text));
            }
        }));
        try {
            return JSON.std.mapFrom(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** Sends a request that creates something; again, a little later, where the answer was an error, which is counted. */
    void create(byte[] request) {
        send(request, (status, body) -> {
            if (id(status, body) == null && !closed) {
                loop.after(AGAIN_NANOS, () -> create(request));
            }
        });
    }

    /** The id of the object that an answer is; for one that is an error, which is counted, null. */
    String id(int status, ByteBuffer body) {
        String text = StandardCharsets.UTF_8.decode(body).toString();
        try {
            if (status < 300) {
                return JSON.std.mapFrom(text).get("id").toString();
            }
        } catch (IOException e) {
            // reported below
        }
        report.error("status " + status + " " + text);
        return null;
    }

    /** Not on the loop. */
    void close() {
        loop.call(() -> {
            closed = true;
            free.forEach(caller -> caller.connection.close());
            return null;
        });
    }

    private final class Caller implements HttpConnection.Listener {
        private HttpConnection connection;
        private Taker taker;
        private boolean ready;

        void connect() throws IOException {
            connection = HttpConnection.connect(loop, options.target(), this);
        }

        void send(byte[] request, Taker taking) {
            taker = taking;
            connection.send(request);
        }

        @Override
        public void opened(HttpConnection opened) {
            if (!ready) {
                ready = true;
                ramp.ready();
            }
            next();
        }

        private void next() {
            Waiting first = waiting.poll();
            if (first == null) {
                free.add(this);
            } else {
                send(first.request, first.taker);
            }
        }

        @Override
        public void answered(HttpConnection answering, int status, ByteBuffer body) {
            Taker taking = taker;
            taker = null;
            if (answering.isOpen() && !closed) {
                next(); // before the taker asks for more: first come, first served
            }
            taking.answered(status, body);
        }

        /** The server closes what is idle for long: then anew. */
        @Override
        public void closed(HttpConnection closing, String reason) {
            boolean idle = free.remove(this);
            if (closed) {
                return;
            }
            if (!idle) {
                report.error("a caller's connection " + (ready ? "closed: " : "not opened: ") + reason);
            }
            if (!ready) {
                ramp.failed();
                return;
            }
            try {
                connect();
            } catch (IOException e) {
                report.error("not reconnected: " + e);
            }
        }
    }
}
