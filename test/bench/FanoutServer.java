package depot.bench;

import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.common.broadcast.Wakeup;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.Gate;
import depot.common.http.HttpLimits;
import depot.common.http.HttpService;
import depot.common.http.Refusals;
import depot.common.http.Routes;
import depot.common.json.JsonObject;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.common.websocket.WebSocketLimits;
import depot.common.websocket.WebSockets;
import depot.load.Lifeline;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that does nothing but fan out: one ring, and {@code /fanout}, whose connections all get what is published. Any of them may
 * ask for it: {@code {"type":"publish","count":n,"perSecond":r}} publishes n frames of {@link #FRAME_BYTES} bytes, evenly; with a rate of 0
 * as fast as the slowest connection reads, half a ring ahead of it at most.
 *
 * <p>A frame begins with <code>{"at":"</code>, then when it was published: 20 digits of {@link System#nanoTime}.
 */
public final class FanoutServer {

    static final int FRAME_BYTES = 200;
    static final int RING = 8_192;
    private static final long RING_BYTES = 8 * 1024 * 1024;

    private static final int BETWEEN_LOOKS = 256;
    private static final long LOOK_AGAIN_NANOS = 50_000;

    private final Broadcaster<Frame> ring = Broadcaster.inRounds(RING, Frame::length, RING_BYTES, Frame::join);
    private final Set<Feed> feeds = ConcurrentHashMap.newKeySet();
    private final ExecutorService publisher = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("publisher").factory());

    private FanoutServer() {}

    public static void main(String[] arguments) throws IOException {
        Lifeline.hold(Duration.ofHours(1)); // longer than the peers take, in turn with it
        FanoutServer server = new FanoutServer();
        Environment environment = new Environment(Map.of());
        CollectorRegistry registry = new CollectorRegistry();
        Refusals refusals = new Refusals(registry);
        WebSockets webSockets = new WebSockets(WebSocketLimits.from(environment), registry, refusals);
        Routes routes = new Routes().webSocket("/fanout", Access.OPEN, webSockets.endpoint(request -> server.new Console()));
        HttpService http = HttpService.start(0, routes, Gate.from(environment), HttpLimits.from(environment), registry, refusals);
        System.err.println("fanout: listening on port " + http.port());
    }

    private void publish(long count, int perSecond) {
        if (perSecond == 0) {
            publishAsRead(count);
        } else {
            publishEvenly(count, perSecond);
        }
    }

    private void publishEvenly(long count, int perSecond) {
        long from = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = from + i * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            ring.publish(frame());
        }
    }

    private void publishAsRead(long count) {
        for (long i = 0; i < count; i++) {
            while (i % BETWEEN_LOOKS == 0 && slowest() < ring.end() - RING / 2) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            ring.publish(frame());
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (Feed feed : feeds) {
            slowest = Math.min(slowest, feed.read.getOpaque());
        }
        return slowest;
    }

    private static Frame frame() {
        StringBuilder text = new StringBuilder(FRAME_BYTES).append("{\"at\":\"");
        String nanos = Long.toString(System.nanoTime());
        text.repeat('0', 20 - nanos.length()).append(nanos).append("\",\"fill\":\"");
        text.repeat('x', FRAME_BYTES - text.length() - 2).append("\"}");
        return Frame.text(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private final class Console implements WebSocketHandler {
        @Override
        public void onOpen(WebSocketConnection connection) {
            Feed feed = new Feed(ring.subscribe());
            feeds.add(feed);
            connection.follow(feed);
        }

        @Override
        public void onText(WebSocketConnection connection, String message) {
            JsonObject json = JsonObject.parse(message);
            long count = json.optionalInteger("count", 1, Integer.MAX_VALUE).orElseThrow();
            int perSecond = (int) (long) json.optionalInteger("perSecond", 0, 1_000_000).orElseThrow();
            publisher.execute(() -> publish(count, perSecond));
        }
    }

    /** As a feed of events: after a lag it goes on with the oldest kept. */
    private final class Feed implements FrameFeed {
        private final Subscription<Frame> subscription;
        /** Written by the connection's writer, read by the publisher. */
        private final AtomicLong read;

        Feed(Subscription<Frame> subscription) {
            this.subscription = subscription;
            read = new AtomicLong(subscription.cursor());
        }

        @Override
        public Frame next() {
            while (true) {
                switch (subscription.poll()) {
                    case Received.Message<Frame> message -> {
                        read.setOpaque(subscription.cursor());
                        return message.value();
                    }
                    case Received.Lagged<Frame> lagged -> { }
                    case Received.Closed<Frame> closed -> {
                        return null;
                    }
                    case null -> {
                        return null;
                    }
                }
            }
        }

        @Override
        public void wake(Wakeup writer) {
            subscription.wake(writer);
        }

        @Override
        public void leave(Wakeup writer) {
            subscription.leave(writer);
            feeds.remove(this);
        }
    }
}
