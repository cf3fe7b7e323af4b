package depot.common.threads;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a task that another thread runs, and no longer than a time. Any thread. */
public final class TimedTask {
    private TimedTask() {}

    /**
     * Runs a task on a virtual thread of its own, so that all of it together has a deadline: a socket's own begins anew with each byte. At
     * its end the thread is interrupted, which closes the socket that it connects or reads from.
     *
     * @throws SocketTimeoutException where the time is over
     * @throws IOException as the task does
     */
    public static <T> T run(String name, Duration atMost, Callable<T> task) throws IOException {
        FutureTask<T> running = new FutureTask<>(task);
        Thread.ofVirtual().name(name).start(running);
        try {
            return await(running, atMost);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("it does not answer in time");
        } finally {
            running.cancel(true);
        }
    }

    /**
     * Waits for a task that runs elsewhere, and goes on there where the time is over.
     *
     * @throws TimeoutException where the time is over
     * @throws InterruptedIOException when the waiting thread was interrupted
     * @throws IOException as the task does; a RuntimeException or an Error of the task likewise
     */
    public static <T> T await(FutureTask<T> task, Duration atMost) throws IOException, TimeoutException {
        try {
            return task.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it was waited for");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
