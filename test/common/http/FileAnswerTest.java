package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import depot.common.threads.DiskThreads;
import depot.support.OpenFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAnswerTest {
    @TempDir
    Path folder;

    /** The disk answers after the request was given up. */
    @Test
    void aFileThatIsOpenedTooLateDoesNotStayOpen() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "text");
        DiskThreads disk = new DiskThreads("test-disk", 1, 10);
        CountDownLatch stands = new CountDownLatch(1);
        disk.begin(() -> {
            try {
                return stands.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                new FileAnswer(disk).of(null, file, "text/plain", "file", Instant.EPOCH);
                failure.complete(null);
            } catch (IOException | RuntimeException e) {
                failure.complete(e);
            }
        });
        asking.interrupt(); // as one that waited for too long
        assertInstanceOf(InterruptedIOException.class, failure.get(30, TimeUnit.SECONDS));
        stands.countDown();
        disk.call(() -> true); // its turn is after the file's
        assertEquals(List.of(), OpenFiles.within(file));
    }
}
