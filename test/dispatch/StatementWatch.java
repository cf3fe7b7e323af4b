package depot.dispatch;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a service and PostgreSQL, and writes down each statement that is carried out, whatever pool or driver it comes from. After
 * PostgreSQL 16, "55.7. Message Formats":
 *
 * <pre>
 *   type (1 byte; the first message of a connection has none) | length (int32, itself included) | body
 *
 *   Query   'Q'  text\0                          Bind    'B'  portal\0 statement\0 …
 *   Parse   'P'  statement\0 text\0 …            Execute 'E'  portal\0 rows (int32)      Sync 'S'
 * </pre>
 *
 * Thread-safe.
 */
final class StatementWatch implements AutoCloseable {
    private static final int LONGEST = 1 << 24;
    private static final int VERSION = 3; // of the protocol

    private final ServerSocket listening;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<List<String>> trips = new ArrayList<>(); // guarded by this

    /** @param server PostgreSQL's port on this machine */
    StatementWatch(int server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What was carried out since this was asked last, oldest first: of each way to the database and back its statements. */
    synchronized List<List<String>> trips() {
        List<List<String>> taken = List.copyOf(trips);
        trips.clear();
        return taken;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket database = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(database);
                client.setTcpNoDelay(true);
                database.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(() -> read(client, database), client, database));
                Thread.ofVirtual().start(() -> pump(() -> {
                    try (InputStream answers = database.getInputStream()) {
                        answers.transferTo(client.getOutputStream());
                    }
                }, client, database));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    private static void pump(Pump pump, Socket client, Socket database) {
        try (client; database) {
            pump.run();
        } catch (IOException e) {
            // one of them has ended
        }
    }

    private void read(Socket client, Socket database) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(client.getInputStream()));
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(database.getOutputStream()));
        Map<String, String> statements = new HashMap<>();
        Map<String, String> portals = new HashMap<>();
        List<String> trip = new ArrayList<>();
        boolean typed = false; // once the start-up message went by; requests for TLS and the like come before it
        for (int type = 0; type >= 0; type = typed ? in.read() : 0) {
            int length = in.readInt();
            byte[] body = in.readNBytes(Math.min(length - Integer.BYTES, LONGEST));
            if (typed) {
                out.writeByte(type);
            } else {
                typed = body.length >= 2 && body[0] == 0 && body[1] == VERSION;
            }
            out.writeInt(length);
            out.write(body);
            String[] texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
            switch (type) {
                case 'P' -> statements.put(texts[0], texts[1]);
                case 'B' -> portals.put(texts[0], statements.get(texts[1]));
                case 'E' -> trip.add(portals.get(texts[0]));
                case 'Q' -> trip.add(texts[0]);
                default -> { }
            }
            if ((type == 'S' || type == 'Q') && !trip.isEmpty()) {
                synchronized (this) {
                    trips.add(List.copyOf(trip));
                }
                trip.clear();
            }
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
