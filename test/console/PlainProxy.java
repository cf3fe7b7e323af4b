package depot.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A web server in front of the services, as one may stand before a depot: the page's files from their folder, and
 * {@code /api/<service>/} passed on without that prefix, WebSockets too. Each connection is one request's.
 */
final class PlainProxy implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final Map<String, String> TYPES = Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg",
            "image/svg+xml");

    private final ServerSocket server;
    private final Path files;
    private final Map<String, Integer> services;

    /** @param services port by name */
    PlainProxy(Path files, Map<String, Integer> services) throws IOException {
        this.files = files;
        this.services = services;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String path = head.isEmpty() ? "" : head.split(" ")[1];
            Optional<Map.Entry<String, Integer>> service = services.entrySet().stream()
                    .filter(each -> path.startsWith("/api/" + each.getKey() + "/")).findFirst();
            if (service.isPresent()) {
                pass(client, head.replaceFirst("/api/" + service.get().getKey(), ""), service.get().getValue());
            } else if (!head.isEmpty()) {
                file(client.getOutputStream(), path.equals("/") ? "index.html" : path.substring(1).split("\\?")[0]);
            }
        } catch (IOException e) {
            // one side has gone
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && head.size() < LONGEST_HEAD; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void pass(Socket client, String head, int port) throws IOException {
        boolean upgrade = head.toLowerCase(java.util.Locale.ROOT).contains("\r\nupgrade: websocket");
        String sent = upgrade ? head : head.replaceFirst("(?i)\r\nconnection: [^\r]*", "\r\nConnection: close");
        try (Socket service = new Socket(InetAddress.getLoopbackAddress(), port)) {
            service.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().start(() -> {
                try {
                    client.getInputStream().transferTo(service.getOutputStream());
                    service.shutdownOutput();
                } catch (IOException e) {
                    // the other way's end
                }
            });
            service.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private void file(OutputStream out, String name) throws IOException {
        Path file = files.resolve(name).normalize();
        boolean there = file.startsWith(files) && Files.isRegularFile(file);
        byte[] body = there ? Files.readAllBytes(file) : new byte[0];
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        answer(out, there ? "200 OK" : "404 Not Found", type, body);
    }

    private static void answer(OutputStream out, String status, String type, byte[] body) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                + "\r\nContent-Security-Policy: default-src 'self'\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
