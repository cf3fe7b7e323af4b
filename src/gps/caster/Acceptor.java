package depot.gps.caster;

import depot.common.threads.Worker;
import depot.common.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caster's port: takes connections while there is room, and gives each a virtual thread of its own until its request is
 * answered. Any thread may ask; {@link #close} ends the port, and the connections that have not been answered.
 */
final class Acceptor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private static final int BACKLOG = 1024;
    private static final Duration TROUBLE_PAUSE = Duration.ofMillis(200);
    private static final Duration TROUBLE_OVER = Duration.ofMinutes(1); // some are taken while files are short, too
    private static final byte[] FULL = """
            HTTP/1.1 503 Service Unavailable\r
            Retry-After: 10\r
            Connection: close\r
            Content-Length: 0\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    /** Reads and answers a connection's request, on a thread of its own. */
    @FunctionalInterface
    interface Greeter {
        /** @return the rover to serve from now on; empty when the connection must be closed */
        Optional<RoverConnection> receive(SocketChannel channel) throws IOException, InterruptedException;
    }

    private final CasterLimits limits;
    private final CasterMetrics metrics;
    private final IntSupplier served;
    private final Greeter greeter;
    private final Consumer<RoverConnection> serving;
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Time time;
    private final Greeting<SocketChannel> greeting;
    private volatile boolean closing; // written by the thread that closes
    private Worker accepting;

    /**
     * Opens the port.
     *
     * @param served how many rovers there are
     * @param serving takes the next one
     */
    Acceptor(int port, CasterLimits limits, CasterMetrics metrics, IntSupplier served, Greeter greeter, Consumer<RoverConnection> serving,
            Time time) throws IOException {
        this.limits = limits;
        this.metrics = metrics;
        this.served = served;
        this.greeter = greeter;
        this.serving = serving;
        this.time = time;
        greeting = new Greeting<>(time, Acceptor::closeQuietly);
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(new InetSocketAddress(port), BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    void start() {
        accepting = Worker.start("ntrip-accept", this::accept);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    private void accept() throws InterruptedException {
        long failedAt = 0;
        boolean failed = false;
        while (!closing) {
            SocketChannel channel;
            try {
                channel = listener.accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) { // too many open files, mostly
                if (!failed || time.nanos() - failedAt > TROUBLE_OVER.toNanos()) {
                    log.warn("NTRIP connections cannot be taken: {}", e.getMessage());
                }
                failed = true;
                failedAt = time.nanos();
                Thread.sleep(TROUBLE_PAUSE);
                continue;
            }
            take(channel);
        }
    }

    private void take(SocketChannel channel) {
        InetAddress address = channel.socket().getInetAddress();
        if (served.getAsInt() + greeting.size() >= limits.clients() && !greeting.makeRoom(address)) {
            metrics.refused.labels("full").inc();
            refuse(channel);
            return;
        }
        greeting.add(channel, address);
        Thread.ofVirtual().name("ntrip-greeting").start(() -> greet(channel));
    }

    private static void refuse(SocketChannel channel) {
        try (channel) {
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(FULL));
        } catch (IOException e) {
            // it was reset: no reason to keep the next one waiting
        }
    }

    private void greet(SocketChannel channel) {
        Optional<RoverConnection> rover = Optional.empty();
        try {
            setUp(channel);
            rover = greeter.receive(channel);
        } catch (IOException | InterruptedException e) {
            // it went away, or was sent away
        } catch (RuntimeException e) {
            log.error("an NTRIP request failed", e);
        }
        boolean kept = greeting.remove(channel); // else it made room for another
        if (rover.isPresent() && kept && !closing) {
            serving.accept(rover.get());
        } else {
            closeQuietly(channel);
        }
    }

    private void setUp(SocketChannel channel) throws IOException {
        setUp(channel.socket());
        if (limits.sendBufferBytes() > 0) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
        }
    }

    /** A rover's, as both ports have it. */
    static void setUp(Socket rover) throws IOException {
        rover.setTcpNoDelay(true);
        rover.setKeepAlive(true);
        if (rover.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            // or a rover that vanished stays while no corrections flow
            rover.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            rover.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            rover.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            listener.close();
        } catch (IOException e) {
            log.debug("closing the port", e);
        }
        if (accepting != null) {
            accepting.join();
        }
        greeting.dropAll();
    }
}
