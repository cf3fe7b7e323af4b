package depot.common.websocket;

import depot.common.GuardedBy;
import depot.common.memory.MemoryBudget;
import java.util.ArrayDeque;

/**
 * Frames for one connection alone, in order, bounded by their bytes. Filled by any thread, emptied by the connection's
 * writer. A pong is held apart: only the newest ping needs an answer (RFC 6455, section 5.5.3), so any number of pings
 * costs one slot. It goes out before the others, but not before the first, the handshake's answer; nothing goes out
 * after the close frame.
 */
final class Outbox {
    private final int maxBytes;
    @GuardedBy("this") private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);
    @GuardedBy("this") private int bytes;
    @GuardedBy("this") private int reported; // the bytes that moreHeld has accounted for
    @GuardedBy("this") private Frame pong;
    @GuardedBy("this") private boolean begun; // the first frame is out
    @GuardedBy("this") private boolean last; // the close frame is in
    @GuardedBy("this") private boolean closed;

    Outbox(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a frame; false when it would go over the bound, or the connection is gone. One frame always fits an empty box. */
    synchronized boolean offer(Frame frame) {
        if (closed || last || !frames.isEmpty() && bytes + frame.length() > maxBytes) {
            return false;
        }
        return add(frame);
    }

    /** As {@link #offer}, waiting for room; false when the connection ended meanwhile. The writer's own deadline bounds the wait. */
    synchronized boolean put(Frame frame) throws InterruptedException {
        while (!closed && !last && !frames.isEmpty() && bytes + frame.length() > maxBytes) {
            wait();
        }
        return !closed && !last && add(frame);
    }

    /** Adds the handshake's answer, before anything else. */
    synchronized void first(Frame frame) {
        add(frame);
    }

    /** Adds the close frame, whatever the bound says: nothing is taken in after it. */
    synchronized void last(Frame frame) {
        if (!closed && !last) {
            add(frame);
            last = true;
            pong = null;
            notifyAll();
        }
    }

    @GuardedBy("this")
    private boolean add(Frame frame) {
        frames.add(frame);
        bytes += frame.length();
        return true;
    }

    synchronized void pong(Frame frame) {
        if (!last && !closed) {
            pong = frame;
        }
    }

    /** The next frame, or null. */
    synchronized Frame poll() {
        if (pong != null && (begun || frames.isEmpty())) {
            Frame frame = pong;
            pong = null;
            return frame;
        }
        Frame frame = frames.poll();
        if (frame != null) {
            begun = true;
            bytes -= frame.length();
            notifyAll();
        }
        return frame;
    }

    synchronized int bytes() {
        return bytes;
    }

    /** How many bytes more are held than when this was asked last; what is small counts as nothing. */
    synchronized int moreHeld() {
        int now = bytes > MemoryBudget.SMALL_BYTES ? bytes : 0;
        int more = now - reported;
        reported = now;
        return more;
    }

    synchronized void close() {
        closed = true;
        frames.clear();
        bytes = 0;
        pong = null;
        notifyAll();
    }
}
