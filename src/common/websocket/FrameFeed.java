package depot.common.websocket;

import depot.common.broadcast.Wakeup;

/**
 * One connection's view of frames that many connections share. It belongs to that connection's writer: one thread at a time
 * calls it, which sees what the last one did. A writer that is busy simply does not ask, so a slow client falls behind here, where
 * that is counted and dealt with, and never in a queue of its own.
 */
public interface FrameFeed {
    /** The next frame, or null when there is none now. Must not block. */
    Frame next();

    /** Has {@code writer} signalled when {@link #next} may have something; next is asked once more after this. */
    void wake(Wakeup writer);

    /** The connection has ended. */
    void leave(Wakeup writer);
}
