package depot.common.websocket;

import depot.common.memory.MemoryBudget;
import depot.common.time.AwakeClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.java_websocket.WebSocketImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's frames on their way into Java-WebSocket: each is first checked by {@link FrameGuard} and gets its share of memory;
 * after it the peer is held to its pace. Used by the connection's reading thread only, but for {@link #isTooSlow}.
 */
final class FrameIntake {
    private static final Logger log = LoggerFactory.getLogger("depot.websocket");
    /** While others wait for memory, what has begun must be whole by then: as with half-sent requests. */
    private static final Duration MESSAGE_GRACE = Duration.ofSeconds(10);

    private final WebSocketConnection connection;
    private final WebSocketLimits limits;
    private final WebSocketMetrics metrics;
    private final WebSocketImpl engine;
    private final MemoryBudget budget;
    private final MemoryBudget.Share memory;
    private final AwakeClock clock;
    /** Memory for a message that waits for its peer: to be whole, or for answers to be read. 0 while none is held; the reader writes it. */
    private volatile long heldSince;
    private final FrameGuard guard;
    private final Pace pace;
    private boolean paced; // logged already
    private long framesPaced;

    FrameIntake(WebSocketConnection connection, WebSocketLimits limits, WebSocketMetrics metrics, WebSocketImpl engine,
            MemoryBudget budget, AwakeClock clock) {
        this.connection = connection;
        this.limits = limits;
        this.metrics = metrics;
        this.engine = engine;
        this.budget = budget;
        this.clock = clock;
        memory = budget.share(() -> refused("memory", "messages hold all the memory that they may"));
        guard = new FrameGuard(limits.messageBytes());
        pace = new Pace(limits.messagesPerSecond(), System.nanoTime());
    }

    private void refused(String limit, String what) {
        metrics.refused(limit, connection.route(), connection.peer(), what);
    }

    /** Hands the bytes on frame by frame, so that what came before a broken frame still counts. */
    void take(ByteBuffer buffer) throws InterruptedException {
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

    /** Whether the peer's close frame has come. */
    boolean closeSeen() {
        return guard.closeSeen();
    }

    /** Nothing more comes. */
    void end() {
        memory.release();
        heldSince = 0;
    }

    /** An answer waits until its peer has read others. @return what {@link #goesOn} is to be given */
    long waits() {
        long before = heldSince;
        if (before == 0 && guard.announced() > MemoryBudget.SMALL_BYTES) {
            heldSince = clock.nanos() | 1;
        }
        return before;
    }

    void goesOn(long before) {
        heldSince = before;
    }

    /** Whether a message waits long for its peer and holds memory that others wait for. Any thread. */
    boolean isTooSlow(long now) {
        long since = heldSince;
        return since != 0 && now - since > MESSAGE_GRACE.toNanos() && budget.isWanted();
    }

    /** Whether there is memory for the message under way, which the engine makes room for at its head; waits for it. */
    private boolean hasRoom() {
        long bytes = guard.announced();
        boolean whole = guard.messageWhole();
        if (whole) {
            heldSince = 0; // while it is handled it is not the peer who is slow
        }
        if (bytes <= MemoryBudget.SMALL_BYTES
                || memory.grow(bytes * (whole ? MemoryBudget.WHILE_HANDLED : MemoryBudget.WHILE_READ), limits.stuckClose())) {
            if (bytes > MemoryBudget.SMALL_BYTES && !whole && heldSince == 0) {
                heldSince = clock.nanos() | 1;
            }
            return true;
        }
        connection.close(CloseCode.TRY_AGAIN_LATER, "too much is being taken in at the moment", "memory");
        return false;
    }

    private void decode(ByteBuffer frame) {
        try {
            engine.decode(frame);
        } catch (RuntimeException e) {
            // what handlers throw is caught by the connection: this is Java-WebSocket 1.6.0, which fails on a close frame whose reason is
            // not UTF-8
            log.debug("{} {}: a frame that Java-WebSocket fails on", connection.route(), connection.peer(), e);
            connection.close(guard.closeSeen() ? CloseCode.NOT_UTF8 : CloseCode.PROTOCOL_ERROR, "a broken frame", "protocol");
        }
    }

    private void refuse(FrameGuard.Violation violation) {
        if (violation.limit() != null) {
            refused(violation.limit(), violation.reason());
        }
        connection.close(violation.closeCode(), violation.reason(), "protocol");
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
                refused("rate", "more than " + limits.messagesPerSecond() + " messages a second: read more slowly");
            }
            Thread.sleep(Duration.ofNanos(wait));
            connection.heard();
        }
    }
}
