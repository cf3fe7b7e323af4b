package depot.bench;

import depot.common.websocket.client.ClientHandshake;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Sends rovers to dispatch as discovery does at its most: each of them changed, ten times a second. Loopback only; ends when it is closed.
 */
final class FactsFeed implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int rovers;
    private volatile long bytes; // written by the sending thread

    FactsFeed(int rovers) throws IOException {
        this.rovers = rovers;
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** The bytes that it has sent. */
    long bytes() {
        return bytes;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String request = head.readLine();
            String key = "";
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                    key = line.substring(line.indexOf(':') + 1).trim();
                }
            }
            OutputStream out = new BufferedOutputStream(client.getOutputStream(), 1 << 16);
            if (request == null || key.isEmpty()) {
                byte[] limits = "{\"batteryLowVolts\":42,\"batteryCriticalVolts\":39}".getBytes(StandardCharsets.US_ASCII);
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + limits.length + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(limits);
                out.flush();
                return;
            }
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + ClientHandshake.acceptFor(key) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            send(out);
        } catch (IOException | InterruptedException e) {
            // the other side has gone
        }
    }

    private void send(OutputStream out) throws IOException, InterruptedException {
        for (long seq = 1; !door.isClosed(); seq++) {
            byte[] message = message(seq);
            out.write(0x81);
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) message.length >> shift) & 0xff);
            }
            out.write(message);
            out.flush();
            bytes += message.length;
            Thread.sleep(EVERY_MILLIS);
        }
    }

    /** As discovery's: the whole list first, then all that changed. */
    private byte[] message(long seq) {
        StringBuilder json = new StringBuilder("{\"type\":\"").append(seq == 1 ? "rovers" : "delta").append("\",\"seq\":").append(seq)
                .append(seq == 1 ? ",\"data\":[" : ",\"removed\":[],\"changed\":[");
        for (int i = 0; i < rovers; i++) {
            double x = (i * 37 % 1000) + 0.01 * (seq % 100);
            json.append(i == 0 ? "" : ",").append("{\"id\":\"bench-").append(String.valueOf(100_000 + i), 1, 6)
                    .append("\",\"name\":\"Bench ").append(i)
                    .append("\",\"address\":\"ws://127.0.0.1:1\",\"videoAddress\":\"ws://127.0.0.1:1\",\"online\":true,"
                            + "\"batteryVoltage\":49.5,\"lastPose\":{\"x\":").append(x)
                    .append(",\"y\":").append(i % 97).append(".25,\"theta\":0.5},\"mode\":1,\"lastSeen\":")
                    .append(1_700_000_000_000L + 100 * seq)
                    .append(",\"poseKnown\":true,\"link\":{\"state\":\"up\",\"since\":1700000000000,\"why\":null},"
                            + "\"velocity\":{\"linear\":0.0,\"angular\":0.0},\"telemetry\":{\"at\":")
                    .append(1_700_000_000_000L + 100 * seq)
                    .append(",\"batteryVolts\":49.5,\"currentAmperes\":1.25,\"mode\":1,\"latitude\":52.5,\"longitude\":13.4,"
                            + "\"accuracyMetres\":0.02,\"positionAt\":")
                    .append(1_700_000_000_000L + 100 * seq)
                    .append(",\"motors\":[{\"id\":\"fl\",\"celsius\":41.5,\"amperes\":1.0},{\"id\":\"fr\",\"celsius\":40.5,"
                            + "\"amperes\":1.0}],\"mesh\":null}}");
        }
        return json.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
