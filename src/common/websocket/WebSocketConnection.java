package depot.common.websocket;

import depot.common.http.Refused;
import depot.common.json.BadInput;
import depot.common.json.JsonText;
import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import depot.common.time.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
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
    private static final Frame KEEP_ALIVE = Frame.ping(new byte[0]);

    private final SocketChannel channel;
    private final String peer;
    private final String route;
    private final WebSocketHandler handler;
    private final WebSocketLimits limits;
    private final WebSocketMetrics metrics;
    private final AwakeClock clock;
    private final WebSocketImpl engine;
    private final FrameIntake intake; // the reader's, but for what the sweep asks
    private final Outbox outbox;
    private final FrameWriter writer;
    private final Liveness liveness;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean shaken; // written before any other thread knows of this
    private Thread reader; // written by that thread, before handlers are called; another never finds itself in it
    private volatile long closingSince; // 0 while open
    private volatile boolean peerClosed; // its close frame has come; written by the reader
    private volatile boolean flushed; // our close frame was written, and nothing follows; written by the writer

    WebSocketConnection(SocketChannel channel, String peer, String route, WebSocketHandler handler,
            WebSocketLimits limits, List<Draft> drafts, OutputBuffers buffers, WebSocketMetrics metrics, AwakeClock clock,
            MemoryBudget budget, OutputBudget output) {
        this.channel = channel;
        this.peer = peer;
        this.route = route;
        this.handler = handler;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        outbox = new Outbox(limits.outboxBytes());
        writer = new FrameWriter(channel, outbox, buffers, clock, output, this::drop);
        liveness = new Liveness(limits, clock.nanos());
        engine = new WebSocketImpl(new EngineEvents(this), drafts);
        intake = new FrameIntake(this, limits, metrics, engine, budget, clock);
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
        close(CloseCode.POLICY, "too slow", "outbox");
        return false;
    }

    /** Queues an answer, waiting for room: a peer that does not read its answers is not read from. */
    public void reply(Frame frame) {
        try {
            if (outbox.offer(frame) || (Thread.currentThread() == reader ? putWhileHeld(frame) : outbox.put(frame))) {
                writer.signal();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean putWhileHeld(Frame frame) throws InterruptedException {
        long before = intake.waits();
        try {
            return outbox.put(frame);
        } finally {
            intake.goesOn(before);
        }
    }

    /** Has this connection get the frames of a feed; at most once, from {@link WebSocketHandler#onOpen} or later. */
    public void follow(FrameFeed feed) {
        writer.follow(feed);
    }

    /** Sends what is queued and a close frame with this code, then closes. Does nothing the second time. */
    public void close(int code, String reason) {
        close(code, reason, code == CloseCode.GOING_AWAY ? "shutdown" : "closed");
    }

    /** @param why for the metric */
    void close(int code, String reason, String why) {
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
        } catch (RuntimeException | Error e) { // without a writer it would look open, and take frames that are never written
            log.error("{} {}: its writer failed", route, peer, e);
            metrics.closed("error");
            end();
        }
    }

    private void read(byte[] early) {
        reader = Thread.currentThread();
        try {
            guarded(() -> handler.onOpen(this));
            if (early.length > 0) {
                intake.take(ByteBuffer.wrap(early));
            }
            ByteBuffer buffer = ByteBuffer.allocate(SMALL_READ);
            while (channel.read(buffer) >= 0) {
                heard();
                boolean full = !buffer.hasRemaining();
                intake.take(buffer.flip());
                peerClosed = intake.closeSeen();
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
            intake.end();
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

    /** A sign of life has come; on the reading thread. */
    void heard() {
        liveness.heard(clock.nanos());
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
            close(CloseCode.UNEXPECTED, "internal error", "error");
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
        if (liveness.newlyBlocked(writer, now)) {
            metrics.blockedWrite();
        }
        if (closing == 0 && intake.isTooSlow(now)) {
            metrics.refused("memory", route, peer, "a message that waits long for its peer holds memory that others wait for");
            close(CloseCode.TRY_AGAIN_LATER, "the message takes too long, and others wait", "memory");
        }
        switch (liveness.look(writer, closing, now)) {
            case LINGERS -> end();
            case STUCK -> {
                metrics.noteClosed("stuck", route, peer, "it has read nothing for " + limits.stuckClose().toSeconds() + " s");
                metrics.closed("stuck");
                end();
            }
            case SILENT -> {
                metrics.noteClosed("idle", route, peer, "nothing came from it for " + limits.idleClose().toSeconds() + " s");
                close(CloseCode.GOING_AWAY, "nothing heard", "idle");
            }
            case PING -> {
                if (outbox.offer(KEEP_ALIVE)) { // a full box belongs to a stuck peer, which will be ended as such
                    writer.signal();
                }
            }
            case WELL -> { }
        }
    }

    /** Drops this peer: it still has to read what others have long read, and memory is short. */
    private void drop() {
        metrics.refused("output", route, peer, "what waits to be read is more than may be: the slowest are closed");
        close(CloseCode.TRY_AGAIN_LATER, "read too slowly", "memory");
        if (writer.blockedSince() != 0) {
            end(); // it would not take a close frame either
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
