package depot.common.threads;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Platform threads that do file I/O for virtual threads. A virtual thread that reads a file holds its carrier meanwhile,
 * and there are as many carriers as cores: two reads from a slow disk (spinning up, dying, hung NFS) would stop every
 * connection of the service. Here they stop only requests for files.
 *
 * <p>Any thread may call, except these threads themselves, as one might wait for itself. They are started when they
 * are needed and end when they are idle.
 */
public final class DiskThreads {
    private static final long IDLE_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30); // longer than a disk takes to spin up
    // for what has begun: its turn comes, and only a disk that is dead takes longer
    private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

    private final ThreadPoolExecutor threads;

    /** What is done with files. */
    @FunctionalInterface
    public interface Task<T> {
        T run() throws IOException;
    }

    /**
     * @param count how many tasks go on at a time
     * @param waiting how many may wait beyond those
     */
    public DiskThreads(String name, int count, int waiting) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting),
                task -> Thread.ofPlatform().daemon().name(name + "-" + number.getAndIncrement()).unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a task on one of these threads and waits for it. One that is given up before its turn came never runs, and waits no longer; one
     * that has begun goes on.
     *
     * @throws Busy when too many wait already, or it took too long
     * @throws InterruptedIOException when the waiting thread was interrupted
     */
    public <T> T call(Task<T> task) throws IOException {
        return call(task, PATIENCE);
    }

    private <T> T call(Task<T> task, Duration patience) throws IOException {
        FutureTask<T> future = begin(task);
        try {
            return await(future, patience);
        } finally {
            giveUp(future);
        }
    }

    /** Does nothing where it is done. */
    private void giveUp(FutureTask<?> future) {
        if (future.cancel(false)) {
            threads.remove(future);
        }
    }

    /** As {@link #call}, for a task that opens something: it is closed where nobody waits for it any more when it comes. */
    public <T extends Closeable> T open(Task<T> task) throws IOException {
        AtomicBoolean decided = new AtomicBoolean(); // whose it is
        FutureTask<T> opening = begin(closingWhere(decided, task));
        try {
            return await(opening);
        } catch (IOException e) {
            if (!decided.compareAndSet(false, true)) {
                return await(opening); // it came this moment
            }
            giveUp(opening);
            throw e;
        }
    }

    private static <T extends Closeable> Task<T> closingWhere(AtomicBoolean decided, Task<T> task) {
        return () -> {
            T opened = task.run();
            if (!decided.compareAndSet(false, true)) {
                opened.close();
            }
            return opened;
        };
    }

    /**
     * As {@link #open}, waiting as {@link #callInTurn} does, for a task that takes long. Where nobody waits for it any more it is
     * interrupted: reads and writes of channels that are its own fail then.
     *
     * @param afterwards run once the task is over, or was not taken: not as soon as its caller gives up
     */
    public <T extends Closeable> T openInTurn(Task<T> task, Runnable afterwards) throws IOException {
        return openInTurn(task, afterwards, LONGEST_TURN);
    }

    <T extends Closeable> T openInTurn(Task<T> task, Runnable afterwards, Duration patience) throws IOException {
        AtomicBoolean decided = new AtomicBoolean(); // whose it is
        FutureTask<T> opening = new FutureTask<>(closingWhere(decided, task)::run);
        try {
            begin(() -> {
                try {
                    opening.run();
                } finally {
                    Thread.interrupted(); // it was for the task alone
                    afterwards.run();
                }
                return null;
            });
        } catch (Busy e) {
            afterwards.run();
            throw e;
        }
        try {
            return await(opening, patience);
        } catch (IOException e) {
            if (!decided.compareAndSet(false, true)) {
                return await(opening); // it came this moment
            }
            opening.cancel(true);
            throw e;
        }
    }

    /** As {@link #call}, for a piece of something that has begun: it waits for its turn, however long the others take. */
    public <T> T callInTurn(Task<T> task) throws IOException {
        return call(task, LONGEST_TURN);
    }

    /**
     * Queues a task and returns at once; it runs when one of the threads is free.
     *
     * @throws Busy when too many wait already
     */
    public <T> FutureTask<T> begin(Task<T> task) throws Busy {
        FutureTask<T> future = new FutureTask<>(task::run);
        try {
            threads.execute(future);
            return future;
        } catch (RejectedExecutionException e) {
            throw new Busy();
        }
    }

    /** Waits for a task that was begun; any number of threads may. Throws as {@link #call}. */
    public static <T> T await(FutureTask<T> future) throws IOException {
        return await(future, PATIENCE);
    }

    private static <T> T await(FutureTask<T> future, Duration patience) throws IOException {
        try {
            return TimedTask.await(future, patience);
        } catch (TimeoutException e) {
            throw new Busy(); // what a task that goes on uses must not be used again
        }
    }

    /** The disk does not keep up: try again later. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;

        public Busy() {
            super("the disk does not keep up");
        }
    }
}
