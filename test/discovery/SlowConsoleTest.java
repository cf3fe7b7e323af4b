package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that stops reading: it holds nobody up, its write is seen to block, and it is closed. */
class SlowConsoleTest {
    private static final int ROVERS = 300;
    private static final Duration STUCK = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void itDelaysNoOtherAndIsClosed() throws Exception {
        try (TestService service = TestService.start(folder, "SEND_BUFFER_BYTES", "8192")) {
            Api api = service.api();
            for (int i = 0; i < ROVERS; i++) { // a list of 60 KB: far more than all buffers on the way
                api.register("rover-" + i);
            }
            try (WebSocketProbe stuck = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096);
                    Console quick = Console.open(service.port(), "/ws")) {
                assertEquals(101, stuck.status());
                long began = System.nanoTime();
                List<Long> delays = new ArrayList<>();
                int beat = 0;
                while (api.metric("depot_websocket_closed_total{reason=\"stuck\"") == 0) {
                    double battery = 20 + ++beat / 1000.0;
                    long sent = System.nanoTime();
                    api.heartbeat("rover-0", battery);
                    delays.add(quick.nextWhere("the heartbeat", m -> m.rover("rover-0").orElseThrow().get("batteryVoltage").equals(battery))
                            .atNanos() - sent);
                    assertTrue(System.nanoTime() - began < STUCK.multipliedBy(2).toNanos(), "it was not closed");
                }
                long took = System.nanoTime() - began;
                assertTrue(took > STUCK.minusSeconds(2).toNanos(), "closed too early, after " + took / 1_000_000 + " ms");
                assertEquals(1, api.metric("depot_websocket_blocked_writes_total "), "its write did block");
                delays.sort(null);
                long median = delays.get(delays.size() / 2) / 1_000_000;
                assertTrue(median < 500, "the other console saw changes after " + median + " ms (median of " + delays.size() + ")");
                Await.until("only the other is left", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 1);
                assertTrue(quick.isOpen());
            }
        }
    }
}
