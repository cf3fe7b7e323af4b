package depot.gps.source;

import depot.common.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An open connection to a receiver. A bridge that only sends, and never reads, goes on giving its stream: once the kernel takes no more
 * bytes for it, a write fails in time, and later ones at once until it reads again (of a message that was cut short the rest is lost: a
 * receiver finds the next one by itself). Any number of threads may write.
 */
final class TcpLink implements ReceiverLink {
    static final Duration WRITE_WITHIN = Duration.ofSeconds(3);
    private static final long PAUSE_NANOS = 5_000_000;

    private final String name;
    private final SocketChannel channel;
    private final Selector readable = Selector.open();
    private final Duration writeWithin;
    private final ReentrantLock writing = new ReentrantLock();
    @GuardedBy("writing") private boolean takesBytes = true; // by the newest write
    private volatile boolean closed; // written by the thread that closes

    /** @param channel connected; not to be used by others from now on */
    TcpLink(String name, SocketChannel channel, Duration writeWithin) throws IOException {
        this.name = name;
        this.channel = channel;
        this.writeWithin = writeWithin;
        try {
            channel.configureBlocking(false); // so that a write can be given up while another thread reads
            channel.register(readable, SelectionKey.OP_READ);
        } catch (IOException e) {
            readable.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer);
            int count = channel.read(bytes);
            while (count == 0 && !closed) {
                readable.select();
                readable.selectedKeys().clear();
                count = channel.read(bytes);
            }
            return closed ? -1 : count;
        } catch (IOException | ClosedSelectorException e) {
            if (closed) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        writing.lock();
        try {
            long deadline = System.nanoTime() + (takesBytes ? writeWithin.toNanos() : 0);
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                if (channel.write(left) > 0) {
                    takesBytes = true;
                } else if (System.nanoTime() - deadline >= 0) {
                    takesBytes = false;
                    throw new IOException(name + " takes no bytes");
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (ClosedChannelException e) {
            throw new IOException(name + " was closed");
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            try {
                channel.close();
            } finally {
                readable.close(); // wakes who reads, and frees the file
            }
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
