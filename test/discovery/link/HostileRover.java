package depot.discovery.link;

import depot.common.websocket.client.ClientHandshake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Something at an address that a stranger registered: it is connected to, and does what it likes. A virtual thread a connection. */
final class HostileRover implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Habit habit;
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself
    private final StringBuilder heard = new StringBuilder(); // guarded by itself

    /** What it does with a connection. */
    interface Habit {
        void with(InputStream in, OutputStream out) throws Exception;
    }

    HostileRover(Habit habit) throws IOException {
        this.habit = habit;
        Thread.ofVirtual().start(this::accept);
    }

    /** One that shakes hands first. */
    static HostileRover shaken(Habit then) throws IOException {
        return new HostileRover((in, out) -> {
            String head = head(in);
            String key = head.lines().filter(line -> line.startsWith("Sec-WebSocket-Key: ")).findFirst().orElseThrow().substring(19);
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + ClientHandshake.acceptFor(key) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            then.with(in, out);
        });
    }

    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("it left");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                synchronized (sockets) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // it is closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            habit.with(new Overheard(socket.getInputStream()), socket.getOutputStream());
        } catch (Exception e) {
            // the client has left
        }
    }

    private final class Overheard extends InputStream {
        private final InputStream in;

        Overheard(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            synchronized (heard) {
                heard.append((char) next);
            }
            return next;
        }
    }

    /** All that came so far. */
    String heard() {
        synchronized (heard) {
            return heard.toString();
        }
    }

    int connections() {
        synchronized (sockets) {
            return sockets.size();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return "ws://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
