package depot.gps.caster;

import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads from its own share of the rovers, and writes new frames to any rovers of a {@link Pass} that it gets to, without
 * ever waiting for one. It drops those of its own that are too slow, send too much, or are gone.
 *
 * <p>A virtual thread for each rover was measured to take 1.5 times the processor time and twice the memory: a correction wakes all of them
 * at once.
 */
final class ClientLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final long LOOK_MILLIS = 500;
    /** A client that ended its side and gets nothing either may be gone: corrections that flow come more often. */
    private static final Duration UNSEEN = Duration.ofSeconds(10);
    private static final int READ_BYTES = 4 * 1024;

    /** Done with one rover. */
    @FunctionalInterface
    private interface Action {
        void on(RoverConnection client) throws IOException;
    }

    private final int number;
    private final Selector selector = Selector.open();
    private final CasterLimits limits;
    private final Time time;
    private final CasterMetrics metrics;
    private final Predicate<RoverConnection> gone;
    private final List<RoverConnection> served = new CopyOnWriteArrayList<>(); // few come and go, and a pass needs all
    private final Queue<RoverConnection> joining = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Pass> news = new AtomicReference<>();
    private final ByteBuffer gather = ByteBuffer.allocateDirect(RoverConnection.GATHER_BYTES); // the loop's own, as is the rest
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(READ_BYTES);
    private final GgaReader reader = new GgaReader();
    private long lookedNanos;
    private volatile boolean closing; // written by the thread that closes
    private final Worker worker;

    /** @param gone called on any loop's thread when a rover is no longer served; returns whether it was until now */
    ClientLoop(int number, CasterLimits limits, Time time, CasterMetrics metrics, Predicate<RoverConnection> gone) throws IOException {
        this.number = number;
        this.limits = limits;
        this.time = time;
        this.metrics = metrics;
        this.gone = gone;
        worker = Worker.start("ntrip-" + number, this::run);
    }

    /** Serves the rover from now on; its channel does not block. Any thread. */
    void add(RoverConnection client) {
        served.add(client);
        joining.add(client);
        selector.wakeup();
    }

    /** It is not served any more. Any thread. */
    void left(RoverConnection client) {
        served.remove(client);
    }

    RoverConnection[] served() {
        return served.toArray(new RoverConnection[0]);
    }

    /** There are new frames in the ring for these rovers. Any thread. */
    void news(Pass pass) {
        if (news.getAndSet(pass) == null) {
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
            Pass pass = news.getAndSet(null);
            if (pass != null) {
                pass.serve(number, client -> safely(client, this::send));
            }
            dropStuck();
        }
        admit();
        forAll(this::end);
    }

    private void admit() {
        for (RoverConnection client = joining.poll(); client != null; client = joining.poll()) {
            safely(client, added -> {
                added.register(selector);
                send(added);
            });
        }
    }

    /** Does something with all of its own rovers. */
    private void forAll(Action action) {
        served.forEach(client -> safely(client, action));
    }

    private void ready(SelectionKey key) {
        safely((RoverConnection) key.attachment(), client -> { // another loop may cancel the key at any moment
            if (key.isValid() && key.isReadable()) {
                read(client);
            }
            if (key.isValid() && key.isWritable()) {
                send(client);
            }
        });
    }

    /** What goes wrong with one rover ends that one alone. */
    private void safely(RoverConnection client, Action action) {
        try {
            action.on(client);
        } catch (IOException | CancelledKeyException e) {
            drop(client, "gone");
        } catch (RuntimeException e) {
            log.error("serving an NTRIP client failed", e);
            drop(client, "fault");
        }
    }

    /** Writes to a rover, this loop's own or another's. */
    private void send(RoverConnection client) throws IOException {
        switch (client.write(gather)) {
            case ALL, BLOCKED -> { }
            case LAGGED -> drop(client, "slow");
            case CLOSED -> end(client);
        }
    }

    private void read(RoverConnection client) throws IOException {
        if (client.read(incoming.clear()) < 0) {
            client.endOfInput();
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
                } else if (client.isGoneFor(UNSEEN.toNanos(), now)) {
                    drop(client, "gone");
                }
            });
        }
    }

    private void end(RoverConnection client) throws IOException {
        client.end();
        drop(client, "end");
    }

    private void drop(RoverConnection client, String reason) {
        if (gone.test(client)) {
            metrics.dropped.labels(reason).inc();
            client.close();
        }
    }

    /** Ends the thread; version 2 clients get their last chunk. */
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
