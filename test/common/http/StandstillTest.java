package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.websocket.WebSocketHandler;
import depot.common.websocket.WebSocketLimits;
import depot.support.Await;
import depot.support.BareService;
import depot.support.ManualTime;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The process stands still for an hour, and goes on: nobody is ended for having been silent meanwhile. */
class StandstillTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration SMALL_STEP = Duration.ofMillis(5);
    private static final int BIG = 8 * 1024 * 1024; // bytes, more than the buffers between hold
    private static final WebSocketHandler SILENT = (connection, message) -> {};

    private final ManualTime time = new ManualTime();
    private volatile int written;
    private int seen;
    private int unchanged;

    @Test
    void aWebSocketIsPingedAndNotClosed() throws Exception {
        // a round takes 25 ms, so 75 ms of the hour count
        WebSocketLimits limits = new WebSocketLimits(65536, 1000, 65536, 0, Duration.ofMillis(300), Duration.ofMillis(600),
                Duration.ofMillis(100), Duration.ofSeconds(3));
        try (BareService service = new BareService(limits, BareService.HTTP, time, (routes, webSockets) ->
                        routes.webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> SILENT)));
                WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(101, probe.status());
            time.advance(HOUR);
            Await.until("something comes", () -> {
                time.advance(STEP);
                return probe.socket().getInputStream().available() > 0;
            });
            assertEquals(WebSocketProbe.PING, probe.next().opcode());
            Await.until("it is closed for its silence after all", () -> {
                time.advance(STEP);
                return service.metric("depot_websocket_closed_total", "reason", "idle") == 1;
            });
        }
    }

    private void write(OutputStream out) throws IOException {
        byte[] piece = new byte[1024];
        for (int at = 0; at < BIG; at += piece.length) {
            out.write(piece);
            written = at;
        }
    }

    /** Whether nothing was written for a while. */
    private boolean blocked() {
        unchanged = written == seen && written > 0 ? unchanged + 1 : 0;
        seen = written;
        return unchanged > 30;
    }

    @Test
    void anAnswerIsNotCutOff() throws Exception {
        try (BareService service = new BareService(BareService.LIMITS, BareService.HTTP, time, (routes, webSockets) ->
                        routes.get("/big", Access.OPEN, request -> Response.stream(200, "application/octet-stream", BIG, this::write)));
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Await.until("its writing is blocked", this::blocked);
            long before = time.nanos();
            time.advance(HOUR);
            Await.until("it is cut off for its silence after all", () -> {
                time.advance(SMALL_STEP);
                return service.counts().exchanges() == 0;
            });
            Duration after = Duration.ofNanos(time.nanos() - before).minus(HOUR);
            assertTrue(after.toMillis() > 600, "of a limit of 1 s, 0.3 s may go by in the standstill; it was cut off " + after.toMillis()
                    + " ms after");
        }
    }
}
