package depot.dispatch.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What lies between dispatch and those who call it: a TCP balancer that takes each connection to one of the processes that
 * are up, and that can break each caller's line on command. Every caller has a port of its own, so that the line is known
 * by name. Thread-safe.
 */
final class CutLine implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final History history;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> backends = List.of(); // written by the scenario

    CutLine(History history) {
        this.history = history;
    }

    /** The ports of the processes that new connections go to, in turn; where one refuses, the next is tried. */
    void backends(List<Integer> ports) {
        backends = List.copyOf(ports);
    }

    /** Opens a caller's line. */
    Line open(String name) throws IOException {
        ServerSocket door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Line line = new Line(name, door, this::reach, history);
        lines.put(name, line);
        return line;
    }

    Line line(String name) {
        return lines.get(name);
    }

    /** Resets every connection that goes to this process, as a balancer does that finds it dead. */
    void cutBackend(int port) {
        lines.values().forEach(line -> line.cutBackend(port));
    }

    /** Ends what is half-open or held up, as somebody does who switches the rover off and on. */
    void heal() {
        lines.values().forEach(Line::heal);
    }

    private Socket reach() throws IOException {
        List<Integer> ports = backends;
        int first = turn.getAndIncrement();
        IOException last = new IOException("no process is up");
        for (int i = 0; i < ports.size(); i++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), ports.get(Math.floorMod(first + i, ports.size())));
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    @Override
    public void close() {
        lines.values().forEach(Line::close);
    }
}
