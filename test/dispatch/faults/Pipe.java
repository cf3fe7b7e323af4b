package depot.dispatch.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A caller's connection and the one to dispatch that belongs to it, with a thread for each direction. Thread-safe. */
final class Pipe {
    private static final int BYTES = 8 * 1024;

    private final Socket client;
    private final Socket server;
    private final Supplier<Duration> delay;
    private final Consumer<Pipe> ended;
    private volatile boolean swallowing; // what the client says
    private volatile boolean deaf; // and what it is sent

    /**
     * @param delay how long each piece is held up
     * @param ended called when it ends, perhaps more than once
     */
    Pipe(Socket client, Socket server, Supplier<Duration> delay, Consumer<Pipe> ended) throws IOException {
        this.client = client;
        this.server = server;
        this.delay = delay;
        this.ended = ended;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        Thread.ofVirtual().start(() -> pump(client, server, () -> swallowing));
        Thread.ofVirtual().start(() -> pump(server, client, () -> deaf));
    }

    /** The port of the process that it goes to. */
    int backend() {
        return server.getPort();
    }

    /** From now on bytes get lost, both ways, and neither side hears of the other's end. */
    void swallow() {
        deaf = true;
        swallowing = true;
    }

    /** As above, for what the client says only: it hears all, and nobody hears it. */
    void mute() {
        swallowing = true;
    }

    boolean isSwallowing() {
        return swallowing;
    }

    void end(Line.Cut how) {
        if (how == Line.Cut.RESET) {
            reset(client);
            reset(server);
        }
        Line.closeQuietly(client);
        Line.closeQuietly(server);
        ended.accept(this);
    }

    private void pump(Socket from, Socket to, BooleanSupplier loses) {
        byte[] bytes = new byte[BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                Duration held = delay.get();
                if (!held.isZero()) {
                    LockSupport.parkNanos(held.toNanos());
                }
                if (!loses.getAsBoolean()) {
                    out.write(bytes, 0, n);
                }
            }
        } catch (IOException e) {
            // one of them is gone
        }
        if (swallowing) {
            Line.closeQuietly(from); // the other side does not hear of it
        } else {
            end(Line.Cut.FIN);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is gone already
        }
    }
}
