package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.common.websocket.WebSocketLimits;
import depot.support.BareService;
import depot.support.ManualTime;
import depot.support.RawHttp;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Clients that read slowly, and steadily: longer than the limit they take what the kernel's buffers hold, and less than
 * the kernel would wake the writer for. They are not "stuck".
 */
class SteadyReaderTest {
    private static final Duration STUCK = Duration.ofSeconds(1);
    private static final int BYTES_PER_SECOND = 400_000;
    private static final double SECONDS = 2.6;
    private static final byte[] PIECE = new byte[1000];

    private final ManualTime time = new ManualTime(); // goes on with what is read: a busy machine's client may be late

    private static final WebSocketHandler POURING = new WebSocketHandler() {
        @Override
        public void onOpen(WebSocketConnection connection) {
            connection.follow(new FrameFeed() {
                @Override
                public Frame next() {
                    return Frame.text(PIECE);
                }

                @Override
                public void wake(Wakeup writer) {}

                @Override
                public void leave(Wakeup writer) {}
            });
        }

        @Override
        public void onText(WebSocketConnection connection, String message) {}
    };

    @Test
    void areNotCutOff() throws Exception {
        WebSocketLimits limits = new WebSocketLimits(65536, 1000, 65536, 0, Duration.ofSeconds(30), Duration.ofSeconds(60), STUCK, STUCK);
        HttpLimits http = new HttpLimits(64 * 1024, 10, 1024 * 1024, 20_000, STUCK);
        try (BareService service = new BareService(limits, http, time, (routes, webSockets) -> routes
                        .webSocket("/ws", Access.OPEN, webSockets.endpoint(request -> POURING))
                        .get("/big", Access.OPEN, request -> Response.stream(200, "text/plain", 1L << 40, out -> {
                            while (true) {
                                out.write(PIECE);
                            }
                        })));
                WebSocketProbe console = WebSocketProbe.open(service.port(), "/ws");
                RawHttp download = RawHttp.connect(service.port())) {
            download.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, download.readStatus());
            readBoth(console.socket().getInputStream(), download.socket().getInputStream());
            assertEquals(0, service.metric("depot_websocket_closed_total", "reason", "stuck"));
            assertEquals(1, service.counts().exchanges(), "the download goes on");
        }
    }

    private void readBoth(InputStream one, InputStream other) throws IOException {
        long began = System.nanoTime();
        byte[] buffer = new byte[4096];
        for (long read = 0; read < SECONDS * BYTES_PER_SECOND; read += buffer.length) {
            assertTrue(one.readNBytes(buffer, 0, buffer.length) == buffer.length
                    && other.readNBytes(buffer, 0, buffer.length) == buffer.length);
            time.advance(Duration.ofNanos(buffer.length * 1_000_000_000L / BYTES_PER_SECOND));
            LockSupport.parkNanos((long) (1e9 * read / BYTES_PER_SECOND) - (System.nanoTime() - began)); // for those who look now and then
        }
    }
}
