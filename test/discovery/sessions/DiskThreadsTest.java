package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.http.Response;
import depot.common.http.Stamp;
import depot.common.threads.DiskThreads;
import depot.common.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual thread that read a file itself would hold one of the few carriers, and with a slow disk all connections. */
class DiskThreadsTest {
    @TempDir
    Path folder;

    private final CompletableFuture<Boolean> readByVirtual = new CompletableFuture<>();

    private static <T> T onVirtual(java.util.concurrent.Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRecordingIsNotReadByAVirtualThread() throws Exception {
        Path file = Files.write(folder.resolve("session.rrd"), new byte[200_000]);
        DiskThreads disk = new DiskThreads("test", 1, 1);
        try (OpenedFile opened = new OpenedFile(new Watched(FileChannel.open(file)),
                new Stamp(200_000, Files.getLastModifiedTime(file), "key"))) {
            byte[] copied = onVirtual(() -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                opened.copy(0, 200_000, out, disk);
                return out.toByteArray();
            });
            assertArrayEquals(new byte[200_000], copied);
            assertFalse(readByVirtual.getNow(true));
        }
    }

    @Test
    void theFoldersAreNotWalkedByAVirtualThread() throws Exception {
        Files.createDirectories(folder.resolve("r1/sessions/s1"));
        Files.writeString(folder.resolve("r1/sessions/s1/metadata.json"), "broken");
        SessionStore store = new SessionStore(folder, Time.SYSTEM, 10, warning ->
                readByVirtual.complete(Thread.currentThread().isVirtual()));
        assertEquals(0, onVirtual(() -> store.newestFirst(Optional.empty())).sessions().size());
        assertFalse(readByVirtual.getNow(true));
    }

    @Test
    void aCallerIsRefusedWhenTooManyWait() throws Exception {
        DiskThreads disk = new DiskThreads("test", 1, 1);
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        DiskThreads.Task<Response> hangs = () -> {
            begun.countDown();
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return Response.ok();
        };
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> unchecked(disk, hangs), Thread::startVirtualThread);
        begun.await();
        // one of these two waits, the other is one too many
        CompletableFuture<Response> second = CompletableFuture.supplyAsync(() -> unchecked(disk, hangs), Thread::startVirtualThread);
        CompletableFuture<Response> third = CompletableFuture.supplyAsync(() -> unchecked(disk, hangs), Thread::startVirtualThread);
        Throwable refused = CompletableFuture.anyOf(second, third).handle((answer, failure) -> failure).get(30, TimeUnit.SECONDS);
        assertInstanceOf(DiskThreads.Busy.class, refused.getCause().getCause());
        slow.countDown();
        assertEquals(200, first.get(30, TimeUnit.SECONDS).status());
        assertEquals(200, (second.isCompletedExceptionally() ? third : second).get(30, TimeUnit.SECONDS).status());
        assertThrows(IllegalStateException.class, () -> disk.call(() -> {
            throw new IllegalStateException("a bug is the caller's to see");
        }));
    }

    private static <T> T unchecked(DiskThreads disk, DiskThreads.Task<T> task) {
        try {
            return disk.call(task);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Notes who reads. */
    private final class Watched extends FileChannel {
        private final FileChannel below;

        Watched(FileChannel below) {
            this.below = below;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            readByVirtual.complete(Thread.currentThread().isVirtual());
            return below.read(into, position);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            below.close();
        }

        @Override
        public int read(ByteBuffer into) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
