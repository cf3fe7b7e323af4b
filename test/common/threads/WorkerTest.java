package depot.common.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final AtomicInteger runs = new AtomicInteger();
    private volatile Thread thread;

    @Test
    void anErrorDoesNotEndIt() throws Exception {
        try (Worker worker = Worker.start("errors", () -> {
            if (runs.incrementAndGet() < 3) {
                throw new NoClassDefFoundError("on purpose");
            }
        }, PAUSE)) {
            Await.until("it began anew", () -> runs.get() == 3);
            worker.join();
        }
    }

    @Test
    void itsPauseGrows() throws Exception {
        List<Long> began = new CopyOnWriteArrayList<>();
        Worker worker = Worker.start("fails", () -> {
            began.add(System.nanoTime());
            throw new IllegalStateException("on purpose");
        }, PAUSE);
        try {
            Await.until("five runs", () -> began.size() >= 5);
            for (int i = 1; i < 5; i++) {
                long pause = began.get(i) - began.get(i - 1);
                assertTrue(pause >= PAUSE.toNanos() << i - 1, "pause " + i + " was " + pause / 1_000_000 + " ms");
            }
        } finally {
            worker.close();
        }
    }

    @Test
    void closingEndsATaskThatMakesSomethingElseOfItsInterrupt() throws Exception {
        Worker worker = Worker.start("wraps", () -> {
            thread = Thread.currentThread();
            runs.incrementAndGet();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException("a query was interrupted", e);
            }
        }, PAUSE);
        Await.until("it waits", () -> thread != null && thread.getState() == Thread.State.TIMED_WAITING);
        worker.close();
        assertTrue(!thread.isAlive(), "close waits for its end");
        assertEquals(1, runs.get());
    }

    @Test
    void joiningCutsAPauseShortForOneMoreRun() throws Exception {
        Worker worker = Worker.start("pauses", () -> {
            thread = Thread.currentThread();
            runs.incrementAndGet();
            throw new IllegalStateException("on purpose");
        }, Duration.ofMinutes(1));
        Await.until("it pauses", () -> thread != null && thread.getState() == Thread.State.TIMED_WAITING);
        worker.join();
        assertTrue(!thread.isAlive());
        assertEquals(2, runs.get());
    }
}
