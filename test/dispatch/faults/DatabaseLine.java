package depot.dispatch.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One dispatch process's way to PostgreSQL, with the faults that it has for this process alone: it stalls, in both directions
 * or for answers only, and goes on with what it held; it ends; it loses the answer to a COMMIT that PostgreSQL carried out.
 * Thread-safe.
 */
final class DatabaseLine implements AutoCloseable {
    /** What is held up. */
    enum Stall { NOTHING, ANSWERS, BOTH }

    private static final int BACKLOG = 50;
    private static final int BYTES = 8 * 1024;

    private final ServerSocket door;
    private final int server;
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commits = new AtomicInteger();
    private final Object gate = new Object();
    private Stall stall = Stall.NOTHING; // guarded by gate
    private volatile int loseEach; // 0 for none; written by the scenario
    private final AtomicInteger lost = new AtomicInteger();

    /** @param server PostgreSQL's port, on loopback */
    DatabaseLine(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("database line").start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on this much is held up, connections that begin included; {@link Stall#NOTHING} lets all go on. */
    void stall(Stall what) {
        synchronized (gate) {
            stall = what;
            gate.notifyAll();
        }
    }

    /** Of the COMMITs from now on, each of this many is carried out and not answered: the connection ends instead. 0 for none. */
    void loseCommits(int each) {
        loseEach = each;
    }

    /** How many answers to a COMMIT were lost. */
    int lost() {
        return lost.get();
    }

    /** Resets the connections there are; what was held up is lost. */
    void cut() {
        ways.forEach(Way::end);
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
            Way way = new Way(client, new Socket(InetAddress.getLoopbackAddress(), server));
            ways.add(way);
            Thread.ofVirtual().start(way::questions);
            Thread.ofVirtual().start(way::answers);
        } catch (IOException e) {
            Line.closeQuietly(client); // PostgreSQL is down
        }
    }

    /** A connection, with a thread for each direction. */
    private final class Way {
        private final Socket client;
        private final Socket postgres;
        private boolean ended; // guarded by gate
        private volatile boolean losing; // whether the next answer is one to a COMMIT, and is lost

        Way(Socket client, Socket postgres) throws IOException {
            this.client = client;
            this.postgres = postgres;
            client.setTcpNoDelay(true);
            postgres.setTcpNoDelay(true);
        }

        void questions() {
            CommitWatch watch = new CommitWatch();
            pump(client, postgres, Stall.BOTH, (bytes, count) -> {
                if (watch.take(bytes, count) && loseEach > 0 && commits.incrementAndGet() % loseEach == 0) {
                    losing = true; // the driver waits for each answer before it goes on: what comes next is this one's
                }
                return true;
            });
        }

        void answers() {
            pump(postgres, client, Stall.ANSWERS, (bytes, count) -> {
                if (losing) {
                    lost.incrementAndGet();
                }
                return !losing;
            });
        }

        /** @param heldBy the least stall that holds up this direction; @param passes whether what was read is passed on, or the end */
        private void pump(Socket from, Socket to, Stall heldBy, Passes passes) {
            byte[] bytes = new byte[BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int count = in.read(bytes);
                while (count >= 0 && passes.test(bytes, count) && awaitGate(heldBy)) {
                    out.write(bytes, 0, count);
                    count = in.read(bytes);
                }
                awaitGate(heldBy); // an end is held up as well
            } catch (IOException e) {
                // one of them is gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end();
        }

        /** Returns whether the connection is still there. */
        private boolean awaitGate(Stall heldBy) throws InterruptedException {
            synchronized (gate) {
                while (!ended && stall.compareTo(heldBy) >= 0) {
                    gate.wait();
                }
                return !ended;
            }
        }

        private void end() {
            synchronized (gate) {
                ended = true;
                gate.notifyAll();
            }
            ways.remove(this);
            reset(client);
            Line.closeQuietly(postgres);
        }
    }

    private interface Passes {
        boolean test(byte[] bytes, int count);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is gone already
        }
        Line.closeQuietly(socket);
    }

    @Override
    public void close() {
        Line.closeQuietly(door);
        cut();
    }
}
