package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.support.Await;
import depot.support.BareService;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionTakeoverTest {
    private static final ConnectionTakeover.Counts NOTHING = new ConnectionTakeover.Counts(0, 0, 0, 0, 0, 0);
    private static final byte[] BIG = new byte[8 * 1024 * 1024];

    private static final WebSocketHandler ECHO = new WebSocketHandler() {
        @Override
        public void onText(WebSocketConnection connection, String message) {
            connection.reply(Frame.text(message.getBytes(StandardCharsets.UTF_8)));
        }
    };

    private static BareService service() throws IOException {
        return new BareService(BareService.LIMITS, (routes, webSockets) -> routes
                .webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> ECHO))
                .get("/big", Access.OPEN, request -> Response.bytes(200, "application/octet-stream", BIG))
                .get("/ok", Access.OPEN, request -> Response.ok()));
    }

    @Test
    void theServersCountersAreZeroAfterTenThousandUpgrades() throws Exception {
        int threads = 8;
        int each = 1250;
        try (BareService service = service(); ExecutorService clients = Executors.newFixedThreadPool(threads)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                results.add(clients.submit(() -> {
                    int echoed = 0;
                    for (int i = 0; i < each; i++) {
                        // every other one glues its first frame to the head
                        byte[] hello = WebSocketProbe.frame(true, WebSocketProbe.TEXT, "hello".getBytes(StandardCharsets.UTF_8));
                        boolean glue = i % 2 == 0;
                        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", glue ? hello : new byte[0], 0)) {
                            if (!glue) {
                                probe.send(hello);
                            }
                            echoed += probe.nextText().equals("hello") ? 1 : 0;
                        }
                    }
                    return echoed;
                }));
            }
            for (Future<Integer> result : results) {
                assertEquals(each, result.get(50, TimeUnit.SECONDS));
            }
            Await.until("the server has forgotten every connection", () -> service.counts().equals(NOTHING));
            Await.until("and so have we", () -> service.webSockets().openConnections() == 0);
        }
    }

    @Test
    void anOpenWebSocketIsNotTheServersAnyMore() throws Exception {
        try (BareService service = service(); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(101, probe.status());
            assertTrue(probe.answer().contains("Sec-WebSocket-Accept: " + WebSocketProbe.ACCEPT), probe.answer());
            Await.until("the server counts nothing", () -> service.counts().equals(NOTHING));
            probe.text("still here");
            assertEquals("still here", probe.nextText());
        }
    }

    @Test
    void anAnswerThatNobodyTookIsForgotten() throws Exception {
        try (BareService service = service()) {
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket("127.0.0.1", service.port())) {
                    socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read(); // the answer has begun
                }
            }
            Await.until("the server counts nothing", () -> service.counts().equals(NOTHING));
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsEnded() throws Exception {
        try (BareService service = service(); Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", service.port()));
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(socket.getInputStream().read() >= 0, "the answer is under way");
            Await.until("the server has given it up", () -> service.counts().equals(NOTHING));
        }
    }

    @Test
    void requestsGoOnAfterUpgradesOnTheSamePort() throws Exception {
        try (BareService service = service(); WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws");
                WebSocketProbe plain = WebSocketProbe.raw(service.port(), "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n", new byte[0], 0)) {
            assertEquals(101, probe.status());
            assertEquals(200, plain.status());
        }
    }
}
