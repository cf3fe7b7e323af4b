package depot.gps.caster;

import depot.common.lifecycle.Time;
import depot.common.lifecycle.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves a share of the rovers: writes what is new to each without ever waiting for one, reads their
 * positions, and drops those that are too slow, send too much, or are gone.
 *
 * <p>A thread for each rover, virtual as it might be, took half as much processor time again and twice the memory when that was measured:
 * a correction wakes all of them at once.
 */
final class ClientLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final long LOOK_MILLIS = 500;
    private static final int READ_BYTES = 4 * 1024;

    /** Done with one rover. */
    @FunctionalInterface
    private interface Action {
        void on(RoverConnection client) throws IOException;
    }

    private final Selector selector = Selector.open();
    private final CasterLimits limits;
    private final Time time;
    private final CasterMetrics metrics;
    private final Consumer<RoverConnection> gone;
    private final Queue<RoverConnection> joining = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean news = new AtomicBoolean();
    private final List<RoverConnection> clients = new ArrayList<>(); // the loop's own, as is the rest
    private final ByteBuffer gather = ByteBuffer.allocateDirect(RoverConnection.GATHER_BYTES);
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BYTES);
    private final GgaReader reader = new GgaReader();
    private long lookedNanos;
    private volatile boolean closing; // written by who closes
    private final Worker worker;

    /** @param gone told, on the loop's thread, of each rover that is no longer served */
    ClientLoop(String name, CasterLimits limits, Time time, CasterMetrics metrics, Consumer<RoverConnection> gone) throws IOException {
        this.limits = limits;
        this.time = time;
        this.metrics = metrics;
        this.gone = gone;
        worker = Worker.start(name, this::run);
    }

    /** Serves the rover from now on; its channel does not block. Any thread. */
    void add(RoverConnection client) {
        joining.add(client);
        selector.wakeup();
    }

    /** There is something new in the ring. Any thread. */
    void news() {
        if (news.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private void run() {
        while (!closing) {
            try {
                selector.select(this::ready, LOOK_MILLIS);
            } catch (IOException e) {
                throw new IllegalStateException("the selector failed", e);
            }
            admit();
            if (news.getAndSet(false)) {
                forAll(this::send);
            }
            dropStuck();
        }
        admit();
        forAll(this::end);
    }

    private void admit() {
        for (RoverConnection client = joining.poll(); client != null; client = joining.poll()) {
            clients.add(client);
            safely(client, added -> {
                added.channel.register(selector, SelectionKey.OP_READ, added);
                send(added);
            });
        }
    }

    /** From the last to the first, as one that is dropped gives its place to the last. */
    private void forAll(Action action) {
        for (int i = clients.size() - 1; i >= 0; i--) {
            safely(clients.get(i), action);
        }
    }

    private void ready(SelectionKey key) {
        RoverConnection client = (RoverConnection) key.attachment();
        if (key.isValid() && key.isReadable()) {
            safely(client, this::read);
        }
        if (key.isValid() && key.isWritable()) {
            safely(client, this::send);
        }
    }

    /** What goes wrong with one rover ends that one alone. */
    private void safely(RoverConnection client, Action action) {
        try {
            action.on(client);
        } catch (IOException e) {
            drop(client, "gone");
        } catch (RuntimeException e) {
            log.error("serving an NTRIP client failed", e);
            drop(client, "fault");
        }
    }

    private void send(RoverConnection client) throws IOException {
        long before = client.bytes();
        RoverConnection.Wrote wrote = client.write(gather);
        switch (wrote) {
            case ALL -> interest(client, SelectionKey.OP_READ);
            case BLOCKED -> interest(client, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            case LAGGED -> drop(client, "slow");
            case CLOSED -> end(client);
        }
        long sent = client.bytes() - before;
        if (sent > 0) {
            metrics.bytes.inc(sent);
            metrics.delay.observe(client.delayNanos() / 1e9);
        }
    }

    private void interest(RoverConnection client, int operations) {
        SelectionKey key = client.channel.keyFor(selector);
        if (key != null && key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    private void read(RoverConnection client) throws IOException {
        if (client.channel.read(incoming.clear()) < 0) {
            drop(client, "gone");
        } else if (client.takeIn(incoming.flip(), reader, limits.incomingBytesPerSecond())) {
            drop(client, "flood");
        }
    }

    private void dropStuck() {
        long now = time.nanos();
        if (now - lookedNanos >= LOOK_MILLIS * 1_000_000) {
            lookedNanos = now;
            forAll(client -> {
                if (client.blockedNanos(now) >= limits.stuckFor().toNanos()) {
                    drop(client, "slow");
                }
            });
        }
    }

    private void end(RoverConnection client) throws IOException {
        client.end();
        drop(client, "end");
    }

    private void drop(RoverConnection client, String reason) {
        int at = clients.indexOf(client);
        if (at < 0) {
            return;
        }
        RoverConnection last = clients.removeLast();
        if (last != client) {
            clients.set(at, last);
        }
        metrics.dropped.labels(reason).inc();
        try {
            client.channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
        gone.accept(client);
    }

    /** Ends the thread; version 2 clients are told. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        worker.join();
        try {
            selector.close(); // and with it the channels that were closed
        } catch (IOException e) {
            // nothing holds it
        }
    }
}
