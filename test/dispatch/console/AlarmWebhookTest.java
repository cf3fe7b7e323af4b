package depot.dispatch.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A webhook's target that answers slowly does not hold up the calls behind it. */
class AlarmWebhookTest {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    @Test
    void oneThatAnswersByteByByteIsGivenUp() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickle(door));
            URI target = URI.create("http://127.0.0.1:" + door.getLocalPort() + "/hook");
            assertEquals(Optional.of("SocketTimeoutException"), assertTimeoutPreemptively(Duration.ofSeconds(10),
                    () -> AlarmWebhook.fault(target, "{}".getBytes(StandardCharsets.US_ASCII), Duration.ofMillis(500))));
        }
    }

    private static void trickle(ServerSocket door) {
        try (Socket client = door.accept()) {
            BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            while (!head.readLine().isEmpty()) {
                // to its end
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                client.getOutputStream().write(' ');
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        } catch (IOException e) {
            // the caller has gone
        }
    }
}
