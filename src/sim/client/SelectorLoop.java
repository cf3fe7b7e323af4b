package depot.sim.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One thread that serves any number of connections: it waits in a selector, lets ready connections read
 * and write, runs tasks and timers, and writes out what they queued before it waits again.
 *
 * <p>Everything that belongs to a connection of this loop happens on its thread, so neither connections
 * nor their listeners need locks. {@link #execute}, {@link #call} and {@link #close} may be called from any
 * thread, everything else from the loop's own only. A listener must not block.
 *
 * <p>Buffers are the loop's and shared: an idle connection costs a few hundred bytes here, which is what makes
 * ten thousand of them cheap. Timers are good to about a millisecond.
 *
 * <p>An exception out of a task or timer is a bug: it is printed, and the loop goes on. One out of a
 * connection's listener ends that connection.
 */
public final class SelectorLoop implements AutoCloseable {

    private static final int READ_BYTES = 256 * 1024;
    static final int PENDING_BYTES = 16 * 1024;
    private static final int MOST_SPARE_BUFFERS = 256;
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    /** What is registered with the selector. */
    interface Watched {
        /** The selector says that something can be done. */
        void ready(SelectionKey key);

        /** Closes at once, without a call to the owner. */
        void drop();
    }

    private record Timer(long dueNanos, Runnable task) {}

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BYTES);
    private final Deque<ByteBuffer> spareBuffers = new ArrayDeque<>();
    private List<Link> unflushed = new ArrayList<>();
    private List<Link> flushing = new ArrayList<>();
    /** Written by the thread that closes, read by the loop. */
    private volatile boolean closed;

    private SelectorLoop(String name) throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /** Starts a loop on a daemon thread of the given name. */
    public static SelectorLoop start(String name) throws IOException {
        SelectorLoop loop = new SelectorLoop(name);
        loop.thread.start();
        return loop;
    }

    /** Runs the task on the loop's thread, soon. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /**
     * Runs the work on the loop's thread and waits for its result.
     *
     * @throws IllegalStateException when called on the loop itself, or the loop does not answer in 10 s
     */
    public <T> T call(Callable<T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the loop cannot wait for itself");
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Runs the task at the given {@link System#nanoTime}, or soon after. Call on the loop's thread. */
    public void at(long nanoTime, Runnable task) {
        timers.add(new Timer(nanoTime, task));
    }

    /** Runs the task after a delay in nanoseconds. Call on the loop's thread. */
    public void after(long delayNanos, Runnable task) {
        at(System.nanoTime() + delayNanos, task);
    }

    public boolean onThread() {
        return Thread.currentThread() == thread;
    }

    /** Ends the thread and drops every connection at once, without a call to any listener. Waits up to 5 s for it. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        if (!onThread()) {
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // For the connections of this loop, on its thread.

    Selector selector() {
        return selector;
    }

    /** The buffer all connections read into, cleared. What it holds is worthless after the listener returned. */
    ByteBuffer incoming() {
        return incoming.clear();
    }

    /** Asks for {@code flush()} before the loop waits again. */
    void flushSoon(Link link) {
        unflushed.add(link);
    }

    ByteBuffer borrowBuffer() {
        ByteBuffer spare = spareBuffers.pollLast();
        return spare != null ? spare : ByteBuffer.allocateDirect(PENDING_BYTES);
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect() && spareBuffers.size() < MOST_SPARE_BUFFERS) {
            spareBuffers.addLast(buffer.clear());
        }
    }

    // The loop itself.

    private void run() {
        try (selector) {
            while (!closed) {
                select(waitMillis());
                woken.set(false);
                runTasks();
                runTimers();
                flush();
            }
            for (SelectionKey key : selector.keys()) {
                ((Watched) key.attachment()).drop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void select(long waitMillis) throws IOException {
        if (waitMillis <= 0) {
            selector.selectNow(SelectorLoop::serve);
        } else {
            selector.select(SelectorLoop::serve, waitMillis);
        }
    }

    private long waitMillis() {
        if (!tasks.isEmpty()) {
            return 0;
        }
        Timer next = timers.peek();
        if (next == null) {
            return LONGEST_WAIT_MILLIS;
        }
        long nanos = next.dueNanos - System.nanoTime();
        return Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), 0, LONGEST_WAIT_MILLIS);
    }

    private static void serve(SelectionKey key) {
        ((Watched) key.attachment()).ready(key);
    }

    /** Only what is there now: a task that adds another must not starve the sockets. */
    private void runTasks() {
        for (int n = tasks.size(); n > 0; n--) {
            runSafely(tasks.poll());
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().dueNanos - now <= 0) {
            runSafely(timers.poll().task);
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            new IllegalStateException("a task of the loop failed", e).printStackTrace();
        }
    }

    private void flush() {
        List<Link> batch = unflushed;
        unflushed = flushing;
        flushing = batch;
        for (Link link : batch) {
            link.flush();
        }
        batch.clear();
    }
}
