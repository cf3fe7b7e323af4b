package depot.common.lifecycle;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a service's own that goes on until it is closed: a fault in its task is logged and the task begun anew
 * a second later, as a service that serves but, say, no longer tells consoles of changes would be worse than one that
 * ended. A platform thread, so that busy connections do not keep it from its turn.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.worker");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Runs until interrupted; may also end by itself when there is no more to do. */
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }

    private final Thread thread;

    private Worker(String name, Task task) {
        thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> repeat(name, task));
    }

    public static Worker start(String name, Task task) {
        Worker worker = new Worker(name, task);
        worker.thread.start();
        return worker;
    }

    private static void repeat(String name, Task task) {
        try {
            while (true) {
                try {
                    task.run();
                    return;
                } catch (RuntimeException e) {
                    log.error("{} failed, and begins anew in {} s", name, PAUSE.toSeconds(), e);
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            // it was closed
        }
    }

    /** Interrupts the task, and waits two seconds at most for its end. */
    @Override
    public void close() {
        thread.interrupt();
        join();
    }

    /** Waits two seconds at most for a task that was told to end in another way. */
    public void join() {
        join(PATIENCE);
    }

    public void join(Duration patience) {
        try {
            thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
