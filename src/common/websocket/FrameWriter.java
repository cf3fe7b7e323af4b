package depot.common.websocket;

import depot.common.broadcast.Wakeup;
import depot.common.memory.OutputBudget;
import depot.common.time.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection's writing thread: gathers what waits, its own frames before the shared ones, into one buffer and writes
 * it. It never waits while there is something to write, and holds no buffer while there is not. While it sleeps, a feed that
 * has something for many connections at once writes in its place ({@link Wakeup.StandIn}), as long as the peer reads.
 *
 * <p>One thread calls {@link #run}, the sweep's calls {@link #nudge}; any thread may call {@link #signal},
 * {@link #follow}, {@link #finish} and {@link #blockedNanos}. What is neither volatile nor final is the writing thread's.
 */
final class FrameWriter {
    // a writer that always has more to do lets the others of its carrier thread go on after this many buffers
    private static final int BUFFERS_BEFORE_YIELD = 4;

    private final SocketChannel channel;
    private final Outbox outbox;
    private final OutputBuffers buffers;
    private final AwakeClock clock;
    private final Wakeup wakeup = new Wakeup(this::writeInPlace);
    private volatile FrameFeed feed; // written by the reader, once
    private volatile boolean finishing;
    private volatile boolean stopped;
    private volatile boolean ended; // written by the writer
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile long blockedSince; // 0 while no write is under way; written by the writer
    private volatile Thread thread; // that writes now; null for none; written by it
    private long nudgedFor; // the sweep's
    private final OutputBudget budget;
    private final OutputBudget.Peer peer;
    private final OutputBudget.Hold waiting; // what is in the outbox
    private OutputBudget.Hold held; // for current; null where that is small
    private Frame current;
    private int written; // bytes of current that were gathered already
    private ByteBuffer gathered; // lent, and not all written yet; null for none
    private Throwable failure; // of a write by another thread

    /** @param peer closed when too much waits for all of them */
    FrameWriter(SocketChannel channel, Outbox outbox, OutputBuffers buffers, AwakeClock clock, OutputBudget budget,
            OutputBudget.Peer peer) {
        this.budget = budget;
        this.peer = peer;
        waiting = budget.hold(new OutputBudget.Load(0), peer);
        this.channel = channel;
        this.outbox = outbox;
        this.buffers = buffers;
        this.clock = clock;
    }

    /** Something may have come into the outbox. */
    void signal() {
        count();
        wakeup.signal();
    }

    /** Charges what the outbox holds now. */
    private void count() {
        int more = outbox.moreHeld();
        if (more != 0) {
            waiting.grow(more);
        }
    }

    void follow(FrameFeed shared) {
        feed = shared;
        wakeup.signal();
        if (ended) {
            leaveOnce(); // the writer had ended before, and did not see the feed
        }
    }

    private void leaveOnce() {
        FrameFeed shared = feed;
        if (shared != null && left.compareAndSet(false, true)) {
            shared.leave(wakeup);
        }
    }

    /** Takes no more shared frames; ends when what is in the outbox was written. */
    void finish() {
        finishing = true;
        wakeup.signal();
    }

    /** Ends at once; the channel is closed already. */
    void stop() {
        stopped = true;
        wakeup.signal();
    }

    /** How long the write under way has made no headway, in nanoseconds; 0 when there is none. */
    long blockedNanos(long now) {
        long since = blockedSince;
        return since == 0 ? 0 : Math.max(0, now - since);
    }

    /** Which write is under way: differs from one blocked write to the next. */
    long blockedSince() {
        return blockedSince;
    }

    /**
     * Has a write that is blocked try again; called from the sweep. The kernel wakes a blocked writer only when a third
     * of the send buffer is free, which a slow reader may take minutes for; a new try succeeds, and is headway, as soon
     * as anything is free.
     */
    void nudge() {
        long since = blockedSince;
        if (since != 0 && since == nudgedFor) {
            LockSupport.unpark(thread);
        }
        nudgedFor = since;
    }

    /** Writes until {@link #finish} and all is written (true), or until the connection fails (IOException) or is stopped (false). */
    boolean run() throws IOException, InterruptedException {
        try {
            int busy = 0;
            while (!stopped) {
                wakeup.clear();
                throwFailure();
                // finishing is read first: the close frame was in the outbox before it was set
                boolean last = finishing;
                if (gathered == null && nothing()) {
                    if (last) {
                        return true;
                    }
                    busy = 0;
                    rest();
                } else {
                    gather();
                    write(true);
                    if (++busy % BUFFERS_BEFORE_YIELD == 0) {
                        Thread.yield();
                    }
                }
            }
            return false;
        } finally {
            ended = true;
            written();
            giveBack();
            waiting.release();
            leaveOnce();
        }
    }

    private void throwFailure() throws IOException {
        switch (failure) {
            case null -> { }
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Writes what the feed has now, on the feed's thread, while this connection's own sleeps. */
    private Wakeup.StandIn.Outcome writeInPlace() {
        try {
            for (int i = 0; i < BUFFERS_BEFORE_YIELD && !stopped && !finishing; i++) {
                if (nothing()) {
                    feed.wake(wakeup);
                    if (nothing()) {
                        return Wakeup.StandIn.Outcome.DONE;
                    }
                }
                gather();
                if (!write(false)) {
                    return Wakeup.StandIn.Outcome.HELD_UP; // the peer reads slower than this
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        return Wakeup.StandIn.Outcome.MORE;
    }

    private void rest() throws InterruptedException {
        FrameFeed shared = feed;
        if (shared != null && !finishing) {
            shared.wake(wakeup);
            if (!nothing()) {
                return;
            }
        }
        wakeup.await();
    }

    /** Whether there is no frame to write; otherwise it is in current. */
    private boolean nothing() {
        if (current == null) {
            written = 0;
            current = outbox.poll();
            FrameFeed shared = feed;
            if (current == null && shared != null && !finishing) {
                current = shared.next();
            }
        }
        return current == null;
    }

    /** The current frame needs to be held no longer. */
    private void written() {
        current = null;
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Fills a buffer with what there is, unless one waits to be written already. */
    private void gather() {
        if (gathered != null) {
            return;
        }
        ByteBuffer buffer = buffers.lend();
        gathered = buffer;
        while (buffer.hasRemaining() && !nothing()) {
            int n = Math.min(buffer.remaining(), current.length() - written);
            buffer.put(current.bytes(), written, n);
            written += n;
            if (written == current.length()) {
                written();
            }
        }
        if (current != null && current.load() != null && held == null) {
            held = budget.hold(current.load(), peer); // a write may last
        }
        count(); // what was taken from the outbox is in the buffer now
        buffer.flip();
    }

    /** @param all waits until the peer has taken all of it; otherwise as much as it takes at once */
    private boolean write(boolean all) throws IOException {
        thread = Thread.currentThread();
        ByteBuffer buffer = gathered;
        try {
            do {
                blockedSince = clock.nanos() | 1; // each return from write is headway
                channel.write(buffer);
            } while (all && buffer.hasRemaining());
        } finally {
            blockedSince = 0;
            thread = null; // one that wrote in this one's place has others' in its memory
        }
        if (buffer.hasRemaining()) {
            return false;
        }
        giveBack();
        return true;
    }

    private void giveBack() {
        if (gathered != null) {
            buffers.giveBack(gathered);
            gathered = null;
        }
    }
}
