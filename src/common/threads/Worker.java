package depot.common.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a service that runs until it is closed. An exception or Error of its task is logged, and the task begun anew
 * after a growing pause: a service that still answers but, say, no longer sends changes to consoles would be worse than
 * one that ended. (Where memory is out, {@code -XX:+ExitOnOutOfMemoryError} has ended the process
 * before this sees it.) A platform thread, so that busy connections do not keep it from its turn.
 *
 * <p>Any thread may call all methods.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.worker");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int LONGEST_PAUSE = 60; // times the first; a task that ran for longer than that had recovered
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Runs until interrupted; may also end by itself when there is no more to do. */
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Task task;
    private final Duration firstPause;
    private final Duration longestPause;
    private final Thread thread;
    private final CountDownLatch ending = new CountDownLatch(1); // a pause is cut short by it
    private volatile boolean closed; // written by the thread that closes

    private Worker(String name, Task task, Duration firstPause) {
        this.name = name;
        this.task = task;
        this.firstPause = firstPause;
        longestPause = firstPause.multipliedBy(LONGEST_PAUSE);
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::repeat);
    }

    public static Worker start(String name, Task task) {
        return start(name, task, FIRST_PAUSE);
    }

    static Worker start(String name, Task task, Duration firstPause) {
        Worker worker = new Worker(name, task, firstPause);
        worker.thread.start();
        return worker;
    }

    private void repeat() {
        GrowingPause pauses = new GrowingPause(firstPause, longestPause);
        boolean logged = false;
        try {
            while (!closed) {
                Duration pause;
                long began = System.nanoTime();
                boolean last = ending.getCount() == 0;
                try {
                    task.run();
                    return;
                } catch (RuntimeException | Error e) {
                    if (closed || last) {
                        // libraries turn the interrupt into exceptions of their own
                        log.debug("{} failed at its end", name, e);
                        return;
                    }
                    if (System.nanoTime() - began > longestPause.toNanos()) {
                        pauses.reset();
                        logged = false;
                    }
                    pause = pauses.next();
                    logFailure(e, pause, logged);
                    logged = true;
                }
                ending.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // it was closed
        }
    }

    private void logFailure(Throwable failure, Duration pause, boolean logged) {
        if (logged) {
            log.error("{} failed again, and begins anew in {} s: {}", name, pause.toSeconds(), failure.toString());
        } else {
            log.error("{} failed, and begins anew in {} s", name, pause.toSeconds(), failure);
        }
    }

    /** Interrupts the task, which is not begun again, and waits two seconds at most for its end. */
    @Override
    public void close() {
        close(PATIENCE);
    }

    /** The same, and waits so long at most: one that reads from a connection does not notice an interrupt. */
    public void close(Duration patience) {
        closed = true;
        thread.interrupt();
        join(patience);
    }

    /** Waits at most two seconds for a task that was asked to end in another way; one that pauses runs once more. */
    public void join() {
        join(PATIENCE);
    }

    /** @return whether it has ended by then */
    public boolean join(Duration patience) {
        ending.countDown();
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
