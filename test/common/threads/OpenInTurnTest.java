package depot.common.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenInTurnTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final DiskThreads disk = new DiskThreads("test-disk", 1, 1);
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private final class Opened implements Closeable {
        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void whatIsOpenedIsItsCallers() throws Exception {
        disk.openInTurn(Opened::new, over::incrementAndGet).close();
        Await.until("it is over", () -> over.get() == 1);
        assertEquals(1, closed.get());
    }

    @Test
    void aTaskThatNobodyWaitsForIsOverWhenItEndsAndWhatItOpenedIsClosed() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        assertThrows(DiskThreads.Busy.class, () -> disk.openInTurn(() -> {
            boolean interrupted = false;
            while (true) { // a disk that is stuck minds no interrupt
                try {
                    stuck.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            assertTrue(interrupted);
            return new Opened();
        }, over::incrementAndGet, SHORT));
        assertEquals(0, over.get(), "it still goes on");
        assertThrows(DiskThreads.Busy.class, () -> disk.openInTurn(Opened::new, over::incrementAndGet, SHORT));
        assertEquals(0, over.get(), "its turn has not come");
        stuck.countDown();
        Await.until("both are over", () -> over.get() == 2);
        assertEquals(1, closed.get(), "the second was not begun");
        assertFalse(disk.call(Thread::interrupted), "the interrupt was for the task alone");
    }

    @Test
    void aTaskThatNobodyWaitsForWritesNoMore(@TempDir Path folder) throws Exception {
        assertThrows(DiskThreads.Busy.class, () -> disk.openInTurn(() -> {
            try (FileChannel channel = FileChannel.open(folder.resolve("endless"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (true) {
                    channel.write(ByteBuffer.allocate(1), 0);
                }
            }
        }, over::incrementAndGet, SHORT));
        Await.until("it has ended", () -> over.get() == 1);
    }

    @Test
    void aTaskThatIsNotTakenIsOverAtOnce() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) { // one goes on, one waits
            disk.begin(() -> {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return null;
            });
        }
        assertThrows(DiskThreads.Busy.class, () -> disk.openInTurn(Opened::new, over::incrementAndGet));
        assertEquals(1, over.get());
        stuck.countDown();
    }
}
