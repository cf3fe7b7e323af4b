package depot.common.websocket;

import depot.common.http.Refused;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.common.lifecycle.AwakeClock;
import depot.common.lifecycle.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.java_websocket.framing.CloseFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket connection: a virtual thread that reads and one that writes. Java-WebSocket does the handshake, the
 * messages and the close; {@link FrameGuard} looks at every frame before it does, and what goes out passes
 * {@link Outbox} and the {@link FrameFeed}, never the library's queue, which has no bound.
 *
 * <p>{@link #send}, {@link #close} and the getters may be called by any thread; {@link #reply} and {@link #follow} by
 * the handler only.
 */
public final class WebSocketConnection {
    private static final Logger log = LoggerFactory.getLogger("depot.websocket");
    private static final int SMALL_READ = 1024;
    private static final int LARGE_READ = 16 * 1024;
    private static final long BLOCKED_NANOS = 1_000_000_000L;
    private static final Frame KEEP_ALIVE = Frame.ping(new byte[0]);
    /** What a peer that broke a rule, or was too slow, is told; RFC 6455, section 7.4.1. */
    private static final int POLICY = 1008;
    private static final int UNEXPECTED = 1011;
    private static final int TRY_AGAIN_LATER = 1013; // of IANA's registry of close codes

    private final SocketChannel channel;
    private final String peer;
    private final String route;
    private final WebSocketHandler handler;
    private final WebSocketLimits limits;
    private final WebSocketMetrics metrics;
    private final AwakeClock clock;
    private final MemoryBudget.Share memory; // the reader's
    private final WebSocketImpl engine;
    private final FrameGuard guard;
    private final Outbox outbox;
    private final FrameWriter writer;
    private final Pace pace;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean shaken; // written before any other thread knows of this
    private volatile long heardAt; // written by the reader
    private volatile long closingSince; // 0 while open
    private volatile boolean peerClosed; // its close frame has come; written by the reader
    private volatile boolean flushed; // our close frame was written, and nothing follows; written by the writer
    private boolean paced; // told once; the reader's, as is the next
    private long framesPaced;
    private long pingedAt; // the sweep's, as is the next
    private long blockedCounted;

    WebSocketConnection(SocketChannel channel, String peer, String route, WebSocketHandler handler,
            WebSocketLimits limits, List<Draft> drafts, OutputBuffers buffers, WebSocketMetrics metrics, AwakeClock clock,
            MemoryBudget budget) {
        this.channel = channel;
        this.peer = peer;
        this.route = route;
        this.handler = handler;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        memory = budget.share(() -> metrics.refused("memory", route, peer, "messages hold all the memory that they may"));
        outbox = new Outbox(limits.outboxBytes());
        writer = new FrameWriter(channel, outbox, buffers, clock);
        guard = new FrameGuard(limits.messageBytes());
        pace = new Pace(limits.messagesPerSecond(), System.nanoTime());
        heardAt = clock.nanos();
        pingedAt = heardAt;
        engine = new WebSocketImpl(new EngineEvents(this), drafts);
    }

    /** The peer's address, for logs. */
    public String peer() {
        return peer;
    }

    /** The route's pattern, for logs and metrics. */
    public String route() {
        return route;
    }

    public boolean isOpen() {
        return closingSince == 0 && !ended.get();
    }

    /**
     * Queues a frame for this peer alone, without waiting. A peer that lets the queue fill up is closed.
     *
     * @return whether it was queued; not whether it arrives
     */
    public boolean send(Frame frame) {
        if (!isOpen()) {
            return false;
        }
        if (outbox.offer(frame)) {
            writer.signal();
            return true;
        }
        close(POLICY, "too slow", "outbox");
        return false;
    }

    /** Queues an answer, waiting for room: a peer that does not read its answers is not read from. */
    public void reply(Frame frame) {
        try {
            if (outbox.put(frame)) {
                writer.signal();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has this connection get the frames of a feed; at most once, from {@link WebSocketHandler#onOpen} or later. */
    public void follow(FrameFeed feed) {
        writer.follow(feed);
    }

    /** Sends what is queued and a close frame with this code, then closes. Does nothing the second time. */
    public void close(int code, String reason) {
        close(code, reason, code == CloseFrame.GOING_AWAY ? "shutdown" : "closed");
    }

    private void close(int code, String reason, String why) {
        if (isOpen()) {
            metrics.closed(why);
            engine.close(code, reason);
        }
    }

    /** Queues the answer to the upgrade. Before any other thread knows of this: one that closed it meanwhile would break the engine. */
    void handshake(byte[] head) {
        engine.decode(ByteBuffer.wrap(head));
        outbox.first(engineOutput());
        shaken = true;
    }

    void start(byte[] early, Runnable onEnd) {
        Thread.ofVirtual().name("ws-write " + peer).start(this::write);
        Thread.ofVirtual().name("ws-read " + peer).start(() -> {
            try {
                read(early);
            } finally {
                end();
                onEnd.run();
            }
        });
    }

    private void write() {
        try {
            if (writer.run()) {
                // the peer may still be sending: closing now would reset the connection before it read the close frame
                channel.shutdownOutput();
                flushed = true;
                if (peerClosed) {
                    end();
                }
            }
        } catch (IOException e) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        } catch (RuntimeException | Error e) { // without a writer it would look open, and take frames that nobody writes
            log.error("{} {}: its writer failed", route, peer, e);
            metrics.closed("error");
            end();
        }
    }

    private void read(byte[] early) {
        try {
            guarded(() -> handler.onOpen(this));
            if (early.length > 0) {
                take(ByteBuffer.wrap(early));
            }
            ByteBuffer buffer = ByteBuffer.allocate(SMALL_READ);
            while (channel.read(buffer) >= 0) {
                heardAt = clock.nanos();
                boolean full = !buffer.hasRemaining();
                take(buffer.flip());
                peerClosed = guard.closeSeen();
                if (peerClosed && flushed) {
                    return;
                }
                buffer = next(buffer, full);
                buffer.clear();
            }
        } catch (IOException e) {
            // the peer is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.error("{} {}: its reader failed", route, peer, e);
        } finally {
            memory.release();
            try {
                handler.onClose(this);
            } catch (RuntimeException | Error e) {
                log.error("{} {}: the connection's handler failed at the end", route, peer, e);
            }
        }
    }

    /** A large buffer only where there is something to fill it: one that waits for more holds a small one. */
    private ByteBuffer next(ByteBuffer buffer, boolean full) throws IOException {
        boolean large = full && channel.socket().getInputStream().available() > SMALL_READ;
        if (large == buffer.capacity() > SMALL_READ) {
            return buffer;
        }
        return ByteBuffer.allocate(large ? LARGE_READ : SMALL_READ);
    }

    /** Hands the bytes on frame by frame, so that what came before a broken frame still counts. */
    private void take(ByteBuffer buffer) throws InterruptedException {
        int limit = buffer.limit();
        while (buffer.position() < limit && guard.violation() == null) {
            int n = guard.admit(buffer);
            FrameGuard.Violation violation = guard.violation();
            if (violation != null) {
                refuse(violation);
                return;
            }
            int end = buffer.position() + n;
            if (engine.isOpen() && hasRoom()) {
                buffer.limit(end);
                decode(buffer);
                buffer.limit(limit);
            }
            buffer.position(end);
            if (guard.messageWhole()) {
                guard.forgetMessage();
                memory.release();
            }
            hold(guard.frames());
        }
    }

    /** Whether there is memory for the message under way, which the engine makes room for at its head; waits for it. */
    private boolean hasRoom() {
        long bytes = guard.announced();
        if (bytes <= MemoryBudget.SMALL_BYTES
                || memory.grow(bytes * (guard.messageWhole() ? MemoryBudget.WHILE_HANDLED : MemoryBudget.WHILE_READ), limits.stuckClose())) {
            return true;
        }
        close(TRY_AGAIN_LATER, "too much is being taken in at the moment", "memory");
        return false;
    }

    private void decode(ByteBuffer frame) {
        try {
            engine.decode(frame);
        } catch (RuntimeException e) {
            // what handlers throw is caught below: this is Java-WebSocket 1.6.0, which fails on a close frame whose reason is not UTF-8
            log.debug("{} {}: a frame that Java-WebSocket fails on", route, peer, e);
            close(guard.closeSeen() ? CloseFrame.NO_UTF8 : CloseFrame.PROTOCOL_ERROR, "a broken frame", "protocol");
        }
    }

    private void refuse(FrameGuard.Violation violation) {
        if (violation.limit() != null) {
            metrics.refused(violation.limit(), route, peer, violation.reason());
        }
        close(violation.closeCode(), violation.reason(), "protocol");
    }

    private void hold(long frames) throws InterruptedException {
        if (frames == framesPaced) {
            return;
        }
        long wait = pace.take(frames - framesPaced, System.nanoTime());
        framesPaced = frames;
        if (wait > 0) {
            if (!paced) {
                paced = true;
                metrics.refused("rate", route, peer, "more than " + limits.messagesPerSecond() + " messages a second: read more slowly");
            }
            Thread.sleep(java.time.Duration.ofNanos(wait));
            heardAt = clock.nanos();
        }
    }

    // ---- from the engine, on the reading thread

    void onText(String text) {
        guarded(() -> handler.onText(this, text));
    }

    private void guarded(Runnable handling) {
        try {
            handling.run();
        } catch (BadInput | Refused e) {
            reply(Frame.text(JsonText.errorMessage(e.getMessage())));
        } catch (RuntimeException | Error e) {
            log.error("{} {}: the connection's handler failed", route, peer, e);
            close(UNEXPECTED, "internal error", "error");
        }
    }

    void onBinary() {
        reply(Frame.text(JsonText.errorMessage("binary messages are not understood here")));
    }

    void onPing(byte[] payload) {
        outbox.pong(Frame.pong(payload));
        writer.signal();
    }

    void onPong(byte[] payload) {
        guarded(() -> handler.onPong(this, payload));
    }

    /** The engine has something to send, on whichever thread closes: a close frame, as {@link #handshake} takes its first. */
    void onEngineOutput() {
        if (shaken) {
            Frame frame = engineOutput();
            if (frame != null) {
                outbox.last(frame);
                writer.signal();
            }
        }
    }

    private Frame engineOutput() {
        ByteBuffer bytes = engine.outQueue.poll();
        if (bytes == null) {
            return null;
        }
        byte[] frame = new byte[bytes.remaining()];
        bytes.get(frame);
        return Frame.ready(frame);
    }

    void onEngineClosing() {
        if (closingSince == 0) {
            closingSince = clock.nanos() | 1;
        }
        writer.finish();
    }

    // ---- the sweep, several times a second

    /** Pings, and closes a peer that is silent, stuck, or slow to say good-bye. Only the one sweeping thread calls this. */
    void tick() {
        long now = clock.nanos();
        long closing = closingSince;
        writer.nudge();
        countBlockedWrite(now);
        if (closing != 0 && now - closing > limits.lingering().toNanos()) {
            end();
        } else if (writer.blockedNanos(now) > limits.stuckClose().toNanos()) {
            log.info("{} {}: closed, it has read nothing for {} s", route, peer, limits.stuckClose().toSeconds());
            metrics.closed("stuck");
            end();
        } else if (closing == 0 && now - heardAt > limits.idleClose().toNanos()) {
            log.info("{} {}: closed, nothing came from it for {} s", route, peer, limits.idleClose().toSeconds());
            close(CloseFrame.GOING_AWAY, "nothing heard", "idle");
        } else if (closing == 0 && now - pingedAt >= limits.pingEvery().toNanos()) {
            pingedAt = now;
            if (outbox.offer(KEEP_ALIVE)) { // a full box belongs to a stuck peer, which the next rule ends
                writer.signal();
            }
        }
    }

    private void countBlockedWrite(long now) {
        long since = writer.blockedSince();
        if (since != blockedCounted && writer.blockedNanos(now) >= BLOCKED_NANOS) {
            blockedCounted = since;
            metrics.blockedWrite();
        }
    }

    /** Closes the socket and stops both threads; any thread, any number of times. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone either way
            }
            outbox.close();
            writer.stop();
        }
    }
}
