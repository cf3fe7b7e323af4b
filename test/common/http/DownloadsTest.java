package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.threads.DiskThreads;
import depot.support.Await;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Downloads in front of a disk that hangs: how many there are, and what becomes of those that are given up. */
class DownloadsTest {
    private final Downloads downloads = new Downloads("test", 1, 3);
    private final CountDownLatch disk = new CountDownLatch(1);
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void theDiskGoesOn() {
        disk.countDown();
    }

    /** A request that waits for the disk, on a thread of its own. */
    private final class Asking {
        final FutureTask<Downloads.Download<Closeable>> answer;
        final Thread thread;

        Asking(DiskThreads.Task<Closeable> opening) {
            answer = new FutureTask<>(() -> downloads.open(opening));
            thread = Thread.ofVirtual().start(answer);
        }

        void giveUp() throws Exception {
            Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
            thread.interrupt();
            assertInstanceOf(IOException.class, assertThrows(ExecutionException.class, answer::get).getCause());
        }
    }

    private Closeable open() {
        opened.incrementAndGet();
        return closed::incrementAndGet;
    }

    private Closeable hang() throws IOException {
        hangs.countDown();
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return open();
    }

    private boolean isFull() throws IOException {
        List<Closeable> taken = new ArrayList<>();
        try {
            while (taken.size() < 3) {
                taken.add(downloads.open(() -> () -> { }));
            }
            return false;
        } catch (Refused e) {
            return true;
        } finally {
            for (Closeable each : taken) {
                each.close();
            }
        }
    }

    @Test
    void whatIsOpenedTooLateIsClosedAndHasItsPlaceUntilThen() throws Exception {
        Asking first = new Asking(this::hang);
        hangs.await();
        first.giveUp();
        List<Asking> others = List.of(new Asking(this::open), new Asking(this::open));
        Await.until("they wait", () -> others.stream().allMatch(each -> each.thread.getState() == Thread.State.TIMED_WAITING));
        assertThrows(Refused.class, () -> downloads.open(this::open));
        disk.countDown();
        for (Asking each : others) {
            each.answer.get().close();
        }
        assertEquals(opened.get(), closed.get(), "the late one is closed, too");
        assertFalse(isFull());
    }

    @Test
    void whatIsGivenUpBeforeItsTurnIsNeverOpenedAndLeavesItsPlaceAtOnce() throws Exception {
        Asking first = new Asking(this::hang);
        hangs.await();
        for (int i = 0; i < 20; i++) { // more than may wait
            new Asking(this::open).giveUp();
        }
        disk.countDown();
        first.answer.get().close();
        assertFalse(isFull());
        assertEquals(1, opened.get());
    }

    @Test
    void whatCannotBeOpenedLeavesItsPlace() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThrows(FileNotFoundException.class, () -> downloads.open(() -> {
                throw new FileNotFoundException();
            }));
        }
        assertFalse(isFull());
    }

    /** All that have begun read at once, and the disk takes one at a time. */
    @Test
    void oneThatHasBegunIsNeverRefusedItsTurn() throws Exception {
        List<FutureTask<Closeable>> reading = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Downloads.Download<Closeable> download = downloads.open(this::open);
            reading.add(new FutureTask<>(() -> {
                try (download) {
                    return downloads.disk().callInTurn(this::hang);
                }
            }));
        }
        assertThrows(Refused.class, () -> downloads.open(this::open));
        List<Thread> threads = reading.stream().map(each -> Thread.ofVirtual().start(each)).toList();
        Await.until("all wait", () -> threads.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
        disk.countDown();
        for (FutureTask<Closeable> each : reading) {
            each.get();
        }
    }
}
