package depot.sim.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A TCP connection of a {@link SelectorLoop}, below HTTP and WebSocket: connecting, reading, and output that is
 * gathered until the loop's turn ends and kept while the peer does not read.
 *
 * <p>To be used on the loop's thread only. Its owner is called exactly once at the end, unless it closed the link itself.
 */
public final class Link implements SelectorLoop.Watched {

    /** The protocol above a link. An exception from these methods ends the link, and the owner gets it as the reason. */
    public interface Owner {
        void connected();

        /** Bytes between position and limit; the buffer is worthless after the call. */
        void received(ByteBuffer bytes) throws IOException;

        /** @param cause null when the peer closed in good order */
        void ended(Exception cause);
    }

    /** A peer that leaves this much unread counts as dead. */
    static final int MOST_QUEUED_BYTES = 4 * 1024 * 1024;

    private final SelectorLoop loop;
    private final SocketChannel channel;
    private final Owner owner;
    private SelectionKey key;
    /** What is queued lies before the position; null when nothing is. */
    private ByteBuffer pending;
    private boolean flushAsked;
    private boolean open = true;

    private Link(SelectorLoop loop, SocketChannel channel, Owner owner) {
        this.loop = loop;
        this.channel = channel;
        this.owner = owner;
    }

    /** Begins to connect. The owner gets the outcome later, never from within this call. */
    public static Link connect(SelectorLoop loop, InetSocketAddress address, Owner owner) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Link link = new Link(loop, channel, owner);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(address);
            link.key = channel.register(loop.selector(), connected ? 0 : SelectionKey.OP_CONNECT, link);
            if (connected) {
                loop.execute(link::startReading);
            }
        } catch (IOException e) {
            channel.close();
            link.open = false;
            loop.execute(() -> owner.ended(e));
        }
        return link;
    }

    /** Takes over a connection that a peer has made. */
    static Link accepted(SelectorLoop loop, SocketChannel channel, Owner owner) throws IOException {
        Link link = new Link(loop, channel, owner);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        link.key = channel.register(loop.selector(), SelectionKey.OP_READ, link);
        return link;
    }

    boolean isOpen() {
        return open;
    }

    int queuedBytes() {
        return pending == null ? 0 : pending.position();
    }

    /**
     * Room for this many bytes of output, to be filled by the caller at once. Flushed when the loop's turn ends.
     *
     * @throws IllegalStateException when the link is closed
     */
    public ByteBuffer room(int bytes) {
        if (!open) {
            throw new IllegalStateException("the connection is closed");
        }
        if (!flushAsked) {
            flushAsked = true;
            loop.flushSoon(this);
        }
        if (pending == null) {
            pending = loop.borrowBuffer();
        }
        if (pending.remaining() < bytes) {
            grow(bytes);
        }
        return pending;
    }

    private void grow(int bytes) {
        int needed = pending.position() + bytes;
        ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, 2 * pending.capacity()));
        ByteBuffer old = pending;
        larger.put(old.flip());
        loop.giveBack(old);
        pending = larger;
    }

    /** Writes what is queued, as far as the peer takes it; the rest goes out when it is ready for more. */
    void flush() {
        flushAsked = false;
        if (!open || pending == null || !channel.isConnected()) {
            return;
        }
        try {
            pending.flip();
            channel.write(pending);
            pending.compact();
            if (pending.position() == 0) {
                loop.giveBack(pending);
                pending = null;
                want(SelectionKey.OP_READ);
            } else if (pending.position() > MOST_QUEUED_BYTES) {
                end(new IOException("the peer does not read"));
            } else {
                want(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private void want(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                startReading();
                return;
            }
            if (ready.isWritable()) {
                flush();
            }
            if (open && ready.isReadable()) {
                read();
            }
        } catch (IOException | RuntimeException e) {
            end(e);
        }
    }

    private void startReading() {
        if (open) {
            key.interestOps(SelectionKey.OP_READ);
            owner.connected();
            flush();
        }
    }

    /** What comes is read by {@link #readOnce} alone from now on, and the selector says nothing of this link. */
    public void unwatch() {
        want(0);
    }

    /** Reads what is there, on the loop's thread; of what comes later the owner hears when the selector says so, as ever. */
    public void readOnce() {
        if (open) {
            try {
                read();
            } catch (IOException | RuntimeException e) {
                end(e);
            }
        }
    }

    /** One read for each time the selector says so: a busy connection does not starve the others. */
    private void read() throws IOException {
        ByteBuffer incoming = loop.incoming();
        int count = channel.read(incoming);
        if (count < 0) {
            end(null);
        } else {
            owner.received(incoming.flip());
        }
    }

    private void end(Exception cause) {
        if (open) {
            drop();
            owner.ended(cause);
        }
    }

    /** Closes at once; what is queued is lost. The owner is not called. */
    @Override
    public void drop() {
        open = false;
        if (pending != null) {
            loop.giveBack(pending);
            pending = null;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** As {@link #drop}, with a reset instead of an orderly end: it leaves no port behind in TIME_WAIT. */
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Then it closes the usual way.
        }
        drop();
    }
}
