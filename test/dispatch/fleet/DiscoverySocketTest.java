package depot.dispatch.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.common.websocket.client.ClientHandshake;
import depot.support.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** One that stands still (SIGSTOP, a pulled cable) ends no connection: it is noticed all the same. */
class DiscoverySocketTest {
    @Test
    void oneThatAnswersNothingIsLost() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> openAndFallSilent(door));
            ServiceAddress address = new ServiceAddress("127.0.0.1", door.getLocalPort(), "", Optional.empty());
            try (DiscoverySocket socket = DiscoverySocket.open(address, "/ws?mode=delta")) {
                IOException silent = assertThrows(IOException.class, () -> socket.read(1000, message -> { }));
                assertEquals("it does not answer", silent.getMessage());
            }
        }
    }

    @Test
    void oneThatShakesHandsByteByByteIsGivenUp() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickle(door));
            ServiceAddress address = new ServiceAddress("127.0.0.1", door.getLocalPort(), "", Optional.empty());
            assertTimeoutPreemptively(Duration.ofSeconds(20), () ->
                    assertThrows(IOException.class, () -> DiscoverySocket.open(address, "/ws/supervise")));
        }
    }

    private static void trickle(ServerSocket door) {
        try (Socket client = door.accept()) {
            client.getOutputStream().write("HTTP/1.1 101 Switching Protocols\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                client.getOutputStream().write(' ');
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            // the other end has gone
        }
    }

    /** As something in between does that has lost discovery. */
    @Test
    void oneThatOpensAndClosesIsTriedLessAndLess() throws Exception {
        List<Long> opened = new CopyOnWriteArrayList<>();
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!door.isClosed()) {
                    try (Socket client = door.accept()) {
                        opened.add(System.nanoTime());
                        open(client);
                    } catch (IOException e) {
                        // the other end has gone
                    }
                }
            });
            ServiceAddress address = new ServiceAddress("127.0.0.1", door.getLocalPort(), "", Optional.empty());
            SuperviseLink link = new SuperviseLink(address, new DiscoverySupervision(Time.SYSTEM), Time.SYSTEM);
            try {
                Await.until("it is tried", () -> opened.size() >= 5);
                long pause = opened.get(4) - opened.get(3); // after 100, 200 and 400 ms
                assertTrue(pause >= Duration.ofMillis(700).toNanos(), () -> Duration.ofNanos(pause).toString());
            } finally {
                link.close();
            }
        }
    }

    private static BufferedReader open(Socket client) throws IOException {
        BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        String key = "";
        for (String line = head.readLine(); !line.isEmpty(); line = head.readLine()) {
            key = line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:") ? line.substring(18).strip() : key;
        }
        client.getOutputStream().write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + ClientHandshake.acceptFor(key) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return head;
    }

    private static void openAndFallSilent(ServerSocket door) {
        try (Socket client = door.accept()) {
            BufferedReader asked = open(client);
            while (asked.read() >= 0) {
                // what it is asked is not answered
            }
        } catch (IOException e) {
            // the other end has gone
        }
    }
}
