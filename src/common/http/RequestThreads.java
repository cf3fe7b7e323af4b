package depot.common.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A thread for each request, of which only so many may be at their head, which the JDK's server reads before
 * it asks anybody: unfinished heads are the one thing that a client without a token can fill the memory with. Whoever
 * comes beyond that waits; and as a head that is not a trick is read at once, the oldest that is not loses its
 * connection then.
 *
 * <p>Thread-safe; {@link #headRead} is called on a request's own thread.
 */
final class RequestThreads implements Executor {
    private static final ScopedValue<Head> HEAD = ScopedValue.newInstance();

    private final int most;
    private final long youngestLost;
    private final Executor threads;
    private final Consumer<Runnable> sever;
    // both guarded by this
    private final Set<Head> reading = new LinkedHashSet<>(); // the oldest first
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // bounded by the server's connections

    /**
     * @param most heads that may be read at a time
     * @param grace what a head may take when others wait
     * @param threads makes a thread for each
     * @param sever closes the connection of a task of the server's
     */
    RequestThreads(int most, Duration grace, Executor threads, Consumer<Runnable> sever) {
        this.most = most;
        this.youngestLost = grace.toNanos();
        this.threads = threads;
        this.sever = sever;
    }

    private static final class Head {
        private final RequestThreads threads;
        private final Runnable task;
        private final long began = System.nanoTime();
        private boolean lost; // guarded by threads

        Head(RequestThreads threads, Runnable task) {
            this.threads = threads;
            this.task = task;
        }

        void run() {
            try {
                ScopedValue.where(HEAD, this).run(task);
            } finally {
                threads.read(this);
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        Head head;
        Head loser = null;
        synchronized (this) {
            if (reading.size() < most) {
                head = new Head(this, task);
                reading.add(head);
            } else {
                head = null;
                waiting.add(task);
                loser = oldest();
            }
        }
        if (head != null) {
            threads.execute(head::run);
        }
        if (loser != null) {
            sever.accept(loser.task);
        }
    }

    private Head oldest() {
        Iterator<Head> heads = reading.iterator();
        while (heads.hasNext()) {
            Head head = heads.next();
            if (!head.lost) {
                if (System.nanoTime() - head.began < youngestLost) {
                    return null;
                }
                head.lost = true;
                return head;
            }
        }
        return null;
    }

    /** The request that this thread handles is past its head. */
    static void headRead() {
        if (HEAD.isBound()) {
            Head head = HEAD.get();
            head.threads.read(head);
        }
    }

    private void read(Head head) {
        Head next = null;
        synchronized (this) {
            if (reading.remove(head) && !waiting.isEmpty()) {
                next = new Head(this, waiting.poll());
                reading.add(next);
            }
        }
        if (next != null) {
            try {
                threads.execute(next::run);
            } catch (RejectedExecutionException e) {
                sever.accept(next.task); // the service has stopped
            }
        }
    }
}
