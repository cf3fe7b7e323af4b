package depot.dispatch.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the line between rovers and dispatch does to bytes, and that it is written down. */
class CutLineTest {
    private static final int PATIENCE_MILLIS = 30_000;

    private final History history = new History();
    private final CutLine lines = new CutLine(history);
    private ServerSocket door;
    private Line line;

    @BeforeEach
    void open() throws IOException {
        door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        lines.backends(List.of(door.getLocalPort()));
        line = lines.open("bvr-01");
    }

    @AfterEach
    void close() throws IOException {
        lines.close();
        door.close();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), line.port());
        client.setSoTimeout(PATIENCE_MILLIS);
        return client;
    }

    private Socket accept() throws IOException {
        Socket server = door.accept();
        server.setSoTimeout(PATIENCE_MILLIS);
        return server;
    }

    private static void assertPasses(Socket from, Socket to) throws IOException {
        from.getOutputStream().write(42);
        assertEquals(42, to.getInputStream().read());
    }

    @Test
    void bytesPassBothWaysUntilOneSideEnds() throws IOException {
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
            assertPasses(server, client);
            server.shutdownOutput();
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void aFinEndsBothSidesInGoodOrderAndAResetDoesNot() throws IOException {
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
            line.cut(Line.Cut.FIN);
            assertEquals(-1, client.getInputStream().read());
            assertEquals(-1, server.getInputStream().read());
        }
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
            line.cut(Line.Cut.RESET);
            assertThrows(SocketException.class, () -> client.getInputStream().read());
            assertThrows(SocketException.class, () -> server.getInputStream().read());
        }
        assertEquals(2, history.events().stream().filter(event -> event instanceof Event.Disturbed cut && cut.body().equals("bvr-01"))
                .count());
    }

    @Test
    void aHalfOpenLinkSwallowsBytesAndEndsUntilItIsHealed() throws IOException {
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
            line.halfOpen();
            server.getOutputStream().write(42);
            server.shutdownOutput();
            client.setSoTimeout(100);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            client.getOutputStream().write(42);
            line.heal();
            client.setSoTimeout(PATIENCE_MILLIS);
            assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
        }
    }

    @Test
    void aDelayHoldsBytesUpAndKeepsTheirOrder() throws IOException {
        try (Socket client = connect(); Socket server = accept()) {
            assertPasses(client, server);
            line.delay(Duration.ofMillis(60));
            long from = System.nanoTime();
            assertPasses(client, server);
            assertTrue(System.nanoTime() - from >= Duration.ofMillis(60).toNanos());
        }
    }

    @Test
    void theNextProcessIsTriedWhereOneIsDownAndNoneEndsTheConnection() throws IOException {
        ServerSocket gone = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        int down = gone.getLocalPort();
        gone.close();
        lines.backends(List.of(down, door.getLocalPort()));
        for (int i = 0; i < 2; i++) {
            try (Socket client = connect(); Socket server = accept()) {
                assertPasses(client, server);
            }
        }
        lines.backends(List.of());
        try (Socket client = connect()) {
            assertEquals(-1, client.getInputStream().read());
        }
    }
}
