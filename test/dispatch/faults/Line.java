package depot.dispatch.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** One caller's way to dispatch: its connections, and the faults they have. Thread-safe. */
final class Line implements AutoCloseable {
    /** How a connection ends. */
    enum Cut { RESET, FIN }

    /** Reaches a process of dispatch. */
    interface Reach {
        Socket connect() throws IOException;
    }

    private static final int BYTES = 8 * 1024;

    private final String name;
    private final ServerSocket door;
    private final Reach reach;
    private final History history;
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile boolean blocked;
    private volatile Duration delay = Duration.ZERO;
    private volatile History.Disturbance delayed = () -> { };

    Line(String name, ServerSocket door, Reach reach, History history) {
        this.name = name;
        this.door = door;
        this.reach = reach;
        this.history = history;
        Thread.ofVirtual().name("line " + name).start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Ends the connections there are; new ones may come. */
    void cut(Cut how) {
        history.disturbedLink("link cut (" + how + ")", name);
        pipes.forEach(pipe -> pipe.end(how));
    }

    /** Ends the connections there are, and turns new ones away until {@link #unblock}. */
    void block() {
        blocked = true;
        cut(Cut.FIN);
    }

    void unblock() {
        blocked = false;
    }

    /** Swallows all bytes, both ways, of the connections there are; neither side hears of it, nor of the other's end. */
    void halfOpen() {
        pipes.forEach(Pipe::swallow);
    }

    /** Holds up what goes through, each piece by this time, from now on. */
    void delay(Duration by) {
        if (delay.isZero()) {
            delayed = history.disturbLink("link slow", name);
        }
        delay = by;
    }

    /** Ends connections that are half-open, so that the caller connects anew; nothing is held up or turned away any more. */
    void heal() {
        if (!delay.isZero()) {
            delay = Duration.ZERO;
            delayed.close();
        }
        blocked = false;
        pipes.stream().filter(pipe -> pipe.swallowing).forEach(pipe -> pipe.end(Cut.RESET));
    }

    void cutBackend(int port) {
        pipes.stream().filter(pipe -> pipe.server.getPort() == port).forEach(pipe -> pipe.end(Cut.RESET));
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(Socket client) {
        try {
            if (blocked) {
                throw new IOException("turned away");
            }
            Pipe pipe = new Pipe(client, reach.connect());
            pipes.add(pipe);
            pipe.start();
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    @Override
    public void close() {
        closeQuietly(door);
        pipes.forEach(pipe -> pipe.end(Cut.RESET));
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    /** A connection of the caller and the one to dispatch that belongs to it. */
    private final class Pipe {
        final Socket client;
        final Socket server;
        volatile boolean swallowing;
        private volatile History.Disturbance disturbance = () -> { };

        Pipe(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void start() {
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
        }

        private void pump(Socket from, Socket to) {
            byte[] bytes = new byte[BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (!delay.isZero()) {
                        LockSupport.parkNanos(delay.toNanos());
                    }
                    if (!swallowing) {
                        out.write(bytes, 0, n);
                    }
                }
            } catch (IOException e) {
                // one of them is gone
            }
            if (swallowing) {
                closeQuietly(from); // the other side does not hear of it
            } else {
                end(Cut.FIN);
            }
        }

        void swallow() {
            if (!swallowing) {
                disturbance = history.disturbLink("link half-open", name);
                swallowing = true;
            }
        }

        void end(Cut how) {
            if (how == Cut.RESET) {
                reset(client);
                reset(server);
            }
            closeQuietly(client);
            closeQuietly(server);
            if (pipes.remove(this)) {
                disturbance.close();
            }
        }

        private void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // it is gone already
            }
        }
    }
}
