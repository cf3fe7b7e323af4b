package depot.common.http;

import depot.common.threads.DiskThreads;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Files that are sent, and the threads that read them. Bounds how many are sent at a time: a request beyond the bound is refused at once,
 * and one that has begun always gets its turn at the disk, as no more than the bound ever wait for it. Thread-safe.
 */
public final class Downloads {
    /** Each holds a piece of its file in memory, of 64 KB. */
    private static final int MOST = Math.clamp(Runtime.getRuntime().maxMemory() / (512 * 1024), 16, 256);
    private static final int DISK_THREADS = 4;

    private final Semaphore free;
    private final int most;
    private final DiskThreads disk;

    /** @param name of the threads */
    public Downloads(String name) {
        this(name, DISK_THREADS, MOST);
    }

    /** @param most at a time */
    public Downloads(String name, int threads, int most) {
        this.most = most;
        free = new Semaphore(most);
        disk = new DiskThreads(name, threads, most); // each reads one piece at a time
    }

    /** One file that is sent, with its place, until it is closed. */
    public final class Download<T extends Closeable> implements Closeable {
        private final T file;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Download(T file) {
            this.file = file;
        }

        public T file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            if (held.compareAndSet(true, false)) {
                try (file) {
                    free.release();
                }
            }
        }
    }

    /**
     * Opens what is to be sent; the caller closes it. Where the disk takes too long the place is held until it has answered, and what it
     * opened then is closed: requests that are given up and made again are not to pile up in front of a disk that hangs.
     *
     * @throws Refused 503 when there are as many downloads as may be
     * @throws DiskThreads.Busy when it took too long
     */
    public <T extends Closeable> Download<T> open(DiskThreads.Task<T> opening) throws IOException {
        if (!free.tryAcquire()) {
            throw Refused.unavailable("there are " + most + " downloads already");
        }
        AtomicBoolean decided = new AtomicBoolean(); // whether it is opened, or given up before its turn came
        try {
            return disk.open(() -> {
                if (!decided.compareAndSet(false, true)) {
                    throw new DiskThreads.Busy();
                }
                return begun(opening);
            });
        } catch (IOException | RuntimeException e) {
            if (decided.compareAndSet(false, true)) {
                free.release();
            }
            throw e;
        }
    }

    private <T extends Closeable> Download<T> begun(DiskThreads.Task<T> opening) throws IOException {
        boolean opened = false;
        try {
            Download<T> download = new Download<>(opening.run());
            opened = true;
            return download;
        } finally {
            if (!opened) {
                free.release();
            }
        }
    }

    /** What reads the files, a piece for each download at a time. */
    public DiskThreads disk() {
        return disk;
    }
}
