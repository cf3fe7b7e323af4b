package depot.dispatch.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One caller's way to dispatch: its connections, and the faults they have. Thread-safe. */
final class Line implements AutoCloseable {
    /** How a connection ends. */
    enum Cut { RESET, FIN }

    /** Reaches a process of dispatch. */
    interface Reach {
        Socket connect() throws IOException;
    }

    private static final History.Disturbance NONE = () -> { };

    private final String name;
    private final ServerSocket door;
    private final Reach reach;
    private final History history;
    private final Map<Pipe, History.Disturbance> pipes = new ConcurrentHashMap<>(); // with what is wrong with each
    private volatile boolean blocked;
    private volatile Duration delay = Duration.ZERO;
    private History.Disturbance delayed = NONE; // guarded by this

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
        pipes.keySet().forEach(pipe -> pipe.end(how));
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
        spoil("link half-open", Pipe::swallow);
    }

    /** As above, but the caller hears what dispatch says. */
    void mute() {
        spoil("caller not heard", Pipe::mute);
    }

    private void spoil(String what, Consumer<Pipe> how) {
        pipes.replaceAll((pipe, disturbance) -> {
            History.Disturbance now = disturbance == NONE ? history.unheard(what, name) : disturbance;
            how.accept(pipe);
            return now;
        });
    }

    /** Holds up what goes through, each piece by this time, from now on. */
    synchronized void delay(Duration by) {
        if (delayed == NONE) {
            delayed = history.disturbLink("link slow", name);
        }
        delay = by;
    }

    /** Ends connections that are half-open, so that the caller connects anew; nothing is held up or turned away any more. */
    synchronized void heal() {
        delay = Duration.ZERO;
        delayed.close();
        delayed = NONE;
        blocked = false;
        pipes.keySet().stream().filter(Pipe::isSwallowing).forEach(pipe -> pipe.end(Cut.RESET));
    }

    /** Whether a connection goes to this process. */
    boolean goesTo(int port) {
        return pipes.keySet().stream().anyMatch(pipe -> pipe.backend() == port);
    }

    /** Resets the connections that go to this process. */
    void cutBackend(int port) {
        List<Pipe> there = pipes.keySet().stream().filter(pipe -> pipe.backend() == port).toList();
        if (!there.isEmpty()) {
            history.disturbedLink("link cut by the balancer", name);
        }
        there.forEach(pipe -> pipe.end(Cut.RESET));
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
            Pipe pipe = new Pipe(client, reach.connect(), () -> delay, this::ended);
            pipes.put(pipe, NONE);
            pipe.start();
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private void ended(Pipe pipe) {
        History.Disturbance disturbance = pipes.remove(pipe);
        if (disturbance != null) {
            disturbance.close();
        }
    }

    @Override
    public void close() {
        closeQuietly(door);
        pipes.keySet().forEach(pipe -> pipe.end(Cut.RESET));
    }

    static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }
}
