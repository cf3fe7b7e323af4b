package depot.dispatch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What lies between dispatch and discovery, and can break. Thread-safe. */
final class DiscoveryLine implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean blocked;
    private volatile boolean halfOpen;

    DiscoveryLine(int to) throws IOException {
        this.to = to;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** As if discovery were killed: connections end, and none is taken. */
    void block() {
        blocked = true;
        end();
    }

    /** Swallows what comes on the connections there are; nobody hears of it. */
    void halfOpen() {
        halfOpen = true;
    }

    /** Ends the connections that there are; new ones are well. */
    void heal() {
        blocked = false;
        halfOpen = false;
        end();
    }

    private void end() {
        open.forEach(DiscoveryLine::quietly);
        open.clear();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (blocked) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> pump(client, server));
                Thread.ofVirtual().start(() -> pump(server, client));
            } catch (IOException e) {
                // closed, or turned away
            }
        }
    }

    private void pump(Socket from, Socket into) {
        byte[] bytes = new byte[8192];
        try {
            int count;
            while ((count = from.getInputStream().read(bytes)) >= 0) {
                if (!halfOpen) {
                    into.getOutputStream().write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // ended
        }
        quietly(from);
        quietly(into);
    }

    private static void quietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        quietly(door);
        end();
    }
}
