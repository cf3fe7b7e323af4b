package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import depot.support.Api;
import depot.support.Await;
import depot.support.Busybox;
import depot.support.KeptPort;
import depot.support.RawHttp;
import depot.support.TestService;
import depot.support.Tool;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands before dispatch's port passes on what was said, as it was said, and says when nobody is there. */
class FrontTest {
    private static final Path NGINX = Path.of(System.getProperty("depot.root", "."), "src/monitoring/nginx").toAbsolutePath();

    @TempDir
    Path folder;
    private int port;
    private Process process; // null before it is started

    private Api start(int behind) throws Exception {
        Tool.assumeInstalled("nginx");
        port = KeptPort.choose();
        for (String name : new String[] {"front.conf", "start.sh"}) {
            String text = Files.readString(NGINX.resolve(name)).replace("/tmp/", folder + "/")
                    .replace("/etc/nginx/depot", folder.toString())
                    .replace("listen 4890", "listen 127.0.0.1:" + port)
                    .replace("listen 127.0.0.1:8081", "listen 127.0.0.1:" + KeptPort.choose())
                    .replace("dispatch:4890", "127.0.0.1:" + behind).replace("worker_connections 20000", "worker_connections 200");
            if (System.getProperty("user.name").equals("root")) {
                text = text.replace("daemon off;", "daemon off; user root;");
            }
            Files.writeString(folder.resolve(name), text);
        }
        ProcessBuilder builder = new ProcessBuilder("sh", folder.resolve("start.sh").toString(), "front").redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("PATH", builder.environment().get("PATH") + ":/usr/sbin:/sbin");
        Busybox.use(builder, folder.resolve("busybox"));
        process = builder.start();
        Await.until("nginx serves", () -> !process.isAlive() || serves());
        assertTrue(process.isAlive(), () -> "nginx did not start: " + log());
        return new Api(port);
    }

    private boolean serves() {
        try {
            return RawHttp.status(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void pathsBodiesAndHeadsArriveAsTheyWere() throws Exception {
        HttpServer behind = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        behind.createContext("/", exchange -> {
            int length = exchange.getRequestBody().readAllBytes().length;
            byte[] echo = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + length + " " + exchange.getRequestHeaders()
                    .getFirst("Host") + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-key")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, echo.length);
            exchange.getResponseBody().write(echo);
            exchange.close();
        });
        behind.start();
        try {
            Api front = start(behind.getAddress().getPort());
            Api.Answer answer = front.post("/rovers/a%2Fb/hold?x=%20y", "x".repeat(3_000_000), "Idempotency-Key", "k1");
            assertEquals(201, answer.status());
            assertEquals("POST /rovers/a%2Fb/hold?x=%20y 3000000 127.0.0.1:" + port + " k1", answer.text()
                    .replace("localhost", "127.0.0.1"));
        } finally {
            behind.stop(0);
        }
    }

    /** Nothing is kept in front of dispatch, which looks at the token before it takes a body in. */
    @Test
    void aBodyIsPassedOnAsItComes() throws Exception {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        HttpServer behind = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        behind.createContext("/zones", exchange -> {
            first.complete(exchange.getRequestBody().read());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        behind.start();
        try {
            start(behind.getAddress().getPort());
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(30_000);
                client.getOutputStream().write("POST /zones HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na"
                        .getBytes(StandardCharsets.US_ASCII));
                assertEquals('a', first.get(30, TimeUnit.SECONDS), "the second byte has not come");
                client.getOutputStream().write('b');
                assertEquals("HTTP/1.1 204", new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
        } finally {
            behind.stop(0);
        }
    }

    @Test
    void aRefusalOfALargeBodyArrives(@TempDir Path own) throws Exception {
        try (TestService behind = TestService.start(own, "ROVER_TOKEN", "t0ken")) {
            Api front = start(behind.port());
            assertEquals(401, front.post("/register", "x".repeat(900_000)).status());
            assertEquals(413, front.post("/register", "x".repeat(3_000_000), "Authorization", "Bearer t0ken").status());
        }
    }

    @Test
    void webSocketsGoThroughAndWhenNobodyIsThereThatIsSaid(@TempDir Path own) throws Exception {
        Api front;
        try (TestService behind = TestService.start(own)) { // any service with WebSockets
            front = start(behind.port());
            try (WebSocketProbe probe = WebSocketProbe.open(port, "/ws")) {
                assertEquals(101, probe.status());
                assertTrue(probe.nextText().startsWith("{\"type\":\"rovers\""));
            }
        }
        Api.Answer away = front.get("/missions?access_token=s3cret");
        assertEquals(503, away.status());
        assertEquals("{\"error\":\"dispatch is away\"}", away.text());
        assertEquals("2", away.header("Retry-After").orElse(""));
        assertEquals("*", away.header("Access-Control-Allow-Origin").orElse(""));
        Await.until("the failure is logged", () -> log().contains("/missions?..."));
        assertFalse(log().contains("s3cret"), this::log);
    }
}
