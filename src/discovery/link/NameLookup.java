package depot.discovery.link;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks up the addresses of names, on platform threads of its own: the system's lookup blocks its thread, and when a name server does
 * not answer it would block the few carriers of all virtual threads. Any thread.
 */
final class NameLookup implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    /** Resolves names: the system's resolver, except in tests. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addressesOf(String name) throws UnknownHostException;
    }

    private final Names names;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    /** @param patience how long an answer is waited for */
    NameLookup(Names names, Duration patience) {
        this.names = names;
        this.patience = patience;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
                task -> Thread.ofPlatform().daemon().name("names-" + number.getAndIncrement()).unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws IOException when there are none, or the answer takes too long */
    List<InetAddress> addressesOf(String host) throws IOException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            // a name, then
        }
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> names.addressesOf(host));
        } catch (RejectedExecutionException e) {
            throw new IOException("too many names are being looked up");
        }
        try {
            return List.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw new IOException("nobody knows the name " + host);
        } catch (TimeoutException e) {
            throw new IOException("nobody answers for the name " + host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            answer.cancel(false); // one that still waits for a thread need not have one
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
