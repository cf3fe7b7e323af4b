package depot.gps.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** An open serial line. Every wait is a short one, so that the link can be closed whatever the line does. */
final class SerialLink implements ReceiverLink {
    private static final int WAIT_MILLIS = 200;
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(3);

    private final String name;
    private final int descriptor;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closing;
    private boolean closed; // guarded by both locks

    private SerialLink(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
    }

    /** Without waiting for a carrier, and without making the line this process's terminal. */
    static SerialLink open(Path device) throws IOException {
        return new SerialLink(device.toString(), Posix.open(device.toString(), Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK));
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        reading.lock();
        try {
            while (!closing) {
                if (Posix.await(descriptor, Posix.POLLIN, WAIT_MILLIS)) {
                    int count = Posix.read(descriptor, buffer);
                    if (count == 0) {
                        throw new IOException("hung up");
                    }
                    if (count > 0) {
                        return count;
                    }
                }
            }
            return -1;
        } catch (IOException e) {
            throw new IOException(name + " broke, or was unplugged (" + e.getMessage() + ")");
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        long deadline = System.nanoTime() + WRITE_WITHIN.toNanos();
        writing.lock();
        try {
            for (int at = 0; at < bytes.length; ) {
                if (closing) {
                    throw new IOException(name + " was closed");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException(name + " takes no bytes");
                }
                if (Posix.await(descriptor, Posix.POLLOUT, WAIT_MILLIS)) {
                    at += Math.max(0, Posix.write(descriptor, bytes, at));
                }
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        closing = true;
        reading.lock();
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                Posix.close(descriptor);
            }
        } catch (IOException e) {
            // an unplugged line: it is gone
        } finally {
            writing.unlock();
            reading.unlock();
        }
    }
}
