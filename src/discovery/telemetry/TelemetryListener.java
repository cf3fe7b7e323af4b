package depot.discovery.telemetry;

import depot.common.json.Text;
import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives datagrams and passes them to the reader. Datagrams are not authenticated, so a flood must not take the machine:
 * only so many a second are read, and the kernel drops and counts the rest. One thread, which is also the board's, calls
 * {@link #run}; any thread may call the other methods.
 */
final class TelemetryListener {
    private static final Logger log = LoggerFactory.getLogger("depot.discovery");
    static final int LARGEST_DATAGRAM = 8 * 1024; // rovers send 450 to 700 bytes
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024; // it gives as much of that as it is set to
    private static final Duration EXPIRE_EVERY = Duration.ofMillis(500);
    private static final Duration TURN = Duration.ofMillis(20);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final int wantedPort;
    private final int datagramsEachTurn;
    private final TelemetryBoard board;
    private final Time time;
    private final Counter datagrams;
    private final Counter lost;
    private final TelemetryReader reader = new TelemetryReader();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM + 1);
    private final byte[] bytes = new byte[LARGEST_DATAGRAM + 1];
    private boolean unreadableLogged;
    private DatagramChannel channel; // run's, once it runs; null when it must be opened
    private volatile int port; // written by the thread that opens it; 0 before
    private volatile String problem; // likewise; null when all is well

    /** @param datagramsPerSecond what is read at most */
    TelemetryListener(int port, int datagramsPerSecond, TelemetryBoard board, Time time, Counter datagrams, Counter lost) {
        wantedPort = port;
        datagramsEachTurn = Math.max(1, (int) (datagramsPerSecond * TURN.toMillis() / 1000));
        this.board = board;
        this.time = time;
        this.datagrams = datagrams;
        this.lost = lost;
    }

    /** @throws IOException when the port cannot be opened */
    void open() throws IOException {
        DatagramChannel opened = DatagramChannel.open();
        try {
            opened.setOption(StandardSocketOptions.SO_RCVBUF, KERNEL_BUFFER);
            opened.bind(new InetSocketAddress(wantedPort));
            opened.configureBlocking(false);
            port = ((InetSocketAddress) opened.getLocalAddress()).getPort();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        channel = opened;
    }

    /** Where it listens; 0 while it could not be opened. */
    int port() {
        return port;
    }

    /** Why nothing comes in, for a person. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Notes that the port could not be opened: {@link #run} tries again. */
    void couldNotOpen(IOException failure) {
        noteProblem("UDP port " + wantedPort + " for telemetry cannot be opened: " + failure.getMessage());
    }

    private void noteProblem(String failure) {
        if (failure != null && problem == null) {
            log.warn("{}; it is tried again", failure);
        } else if (failure == null && problem != null) {
            log.info("telemetry is listened for again, on UDP port {}", port);
        }
        problem = failure;
    }

    /** Listens until interrupted. */
    void run() throws InterruptedException {
        GrowingPause pauses = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                if (channel == null) {
                    open();
                }
                noteProblem(null);
                pauses.reset();
                listen();
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                couldNotOpen(e);
            } finally {
                closeChannel();
            }
            pause(pauses.next());
        }
    }

    /** What was known still expires. */
    private void pause(Duration pause) throws InterruptedException {
        long until = time.nanos() + pause.toNanos();
        while (until - time.nanos() > 0) {
            board.expire();
            Thread.sleep(EXPIRE_EVERY);
        }
    }

    private void listen() throws IOException, InterruptedException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            long expireAt = time.nanos();
            while (true) {
                long turnEnds = time.nanos() + TURN.toNanos();
                boolean more = readTurn();
                if (time.nanos() - expireAt >= 0) {
                    board.expire();
                    expireAt = time.nanos() + EXPIRE_EVERY.toNanos();
                }
                if (more) {
                    Thread.sleep(Duration.ofNanos(Math.max(0, turnEnds - time.nanos())));
                } else {
                    selector.selectedKeys().clear();
                    selector.select(EXPIRE_EVERY.toMillis());
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    /** Reads what has come, but only as much as one turn may; whether there may be more. */
    private boolean readTurn() throws IOException {
        for (int i = 0; i < datagramsEachTurn; i++) {
            buffer.clear();
            if (channel.receive(buffer) == null) {
                return false;
            }
            take(buffer.flip());
        }
        return true;
    }

    private void take(ByteBuffer datagram) {
        datagrams.inc();
        int length = datagram.remaining();
        if (length > LARGEST_DATAGRAM) {
            lost.labels("too_large").inc();
            return;
        }
        datagram.get(bytes, 0, length);
        int skipped = reader.read(bytes, length, time.nanos(), board);
        if (skipped > 0) {
            lost.labels("unreadable_line").inc(skipped);
            if (!unreadableLogged) {
                unreadableLogged = true;
                log.warn("a line of telemetry cannot be read: {} (logged once; depot_telemetry_lost_total counts)", shown(length));
            }
        }
    }

    private String shown(int length) {
        return Text.shown(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** To be called once {@link #run} has ended, or if it never ran. */
    void close() {
        closeChannel();
    }

    private void closeChannel() {
        port = 0;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("the telemetry's socket could not be closed", e);
        }
        channel = null;
    }
}
