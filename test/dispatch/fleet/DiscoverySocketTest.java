package depot.dispatch.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One that stands still (SIGSTOP, a pulled cable) ends no connection: it is noticed all the same. */
class DiscoverySocketTest {
    private static final String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

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

    private static void openAndFallSilent(ServerSocket door) {
        try (Socket client = door.accept()) {
            BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String key = "";
            for (String line = head.readLine(); !line.isEmpty(); line = head.readLine()) {
                key = line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:") ? line.substring(18).strip() : key;
            }
            String accept = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + WEBSOCKET).getBytes(StandardCharsets.US_ASCII)));
            client.getOutputStream().write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            while (head.read() >= 0) {
                // what it is asked is not answered
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            // the other end has gone
        }
    }
}
