package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.Headers;
import depot.support.OpenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        Downloads downloads = new Downloads("test-disk", 1, 10);
        CountDownLatch stands = new CountDownLatch(1);
        downloads.disk().begin(() -> {
            try {
                return stands.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                new FileAnswer(downloads).of(null, file, "text/plain", "file", Instant.EPOCH);
                failure.complete(null);
            } catch (IOException | RuntimeException e) {
                failure.complete(e);
            }
        });
        asking.interrupt(); // as one that waited for too long
        assertInstanceOf(InterruptedIOException.class, failure.get(30, TimeUnit.SECONDS));
        stands.countDown();
        downloads.disk().call(() -> true); // its turn is after the file's
        assertEquals(List.of(), OpenFiles.within(file));
    }

    /** Each holds a piece of it in memory and a file open, whether its client reads or not. */
    @Test
    void soManyAtATimeAndOthersAreAskedToRetry() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "text");
        FileAnswer files = new FileAnswer(new Downloads("test-disk", 1, 2));
        Response first = answer(files, file);
        Response second = answer(files, file);
        assertEquals(503, assertThrows(Refused.class, () -> answer(files, file)).status());
        second.discard();
        assertThrows(Refused.class, () -> answer(files, folder.resolve("none")), "it gives its place back");
        answer(files, file).discard();
        first.discard();
        assertEquals(List.of(), OpenFiles.within(file));
    }

    private static Response answer(FileAnswer files, Path file) throws IOException {
        return files.of(new Request("GET", "/file", "/file", Map.of(), null, new Headers(), InputStream.nullInputStream(), 0, "here"), file,
                "text/plain", "file", Instant.EPOCH);
    }
}
