package depot.common.websocket;

import java.util.ArrayDeque;

/**
 * Frames for one connection alone, in order, bounded by their bytes. Filled by any thread, emptied by the connection's
 * writer. A pong is held apart: only the newest ping wants an answer (RFC 6455, section 5.5.3), so any number of pings
 * costs one slot.
 */
final class Outbox {
    private final int maxBytes;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>(2);
    private int bytes;
    private Frame pong;
    private boolean closed;

    Outbox(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a frame; false when it would go over the bound, or the connection is gone. One frame always fits an empty box. */
    synchronized boolean offer(Frame frame) {
        if (closed || !frames.isEmpty() && bytes + frame.length() > maxBytes) {
            return false;
        }
        return add(frame);
    }

    /** As {@link #offer}, waiting for room; false when the connection ended meanwhile. The writer's own deadline bounds the wait. */
    synchronized boolean put(Frame frame) throws InterruptedException {
        while (!closed && !frames.isEmpty() && bytes + frame.length() > maxBytes) {
            wait();
        }
        return !closed && add(frame);
    }

    /** Adds a frame whatever the bound says: the handshake's answer and the one close frame. */
    synchronized void force(Frame frame) {
        if (!closed) {
            add(frame);
        }
    }

    private boolean add(Frame frame) {
        frames.add(frame);
        bytes += frame.length();
        return true;
    }

    synchronized void pong(Frame frame) {
        pong = frame;
    }

    /** The next frame, or null. */
    synchronized Frame poll() {
        if (pong != null) {
            Frame frame = pong;
            pong = null;
            return frame;
        }
        Frame frame = frames.poll();
        if (frame != null) {
            bytes -= frame.length();
            notifyAll();
        }
        return frame;
    }

    synchronized int bytes() {
        return bytes;
    }

    synchronized void close() {
        closed = true;
        frames.clear();
        bytes = 0;
        pong = null;
        notifyAll();
    }
}
