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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Consoles that stop reading. The lists are many times larger than the buffers between, so their writes must block; the
 * ten seconds are real, and while they go by another console is watched.
 */
class SlowConsoleTest {
    private static final int ROVERS = 1_000; // a list of about 200 KB
    private static final Duration LONGEST = Duration.ofSeconds(35); // a connection that says nothing is closed after sixty

    @TempDir
    Path folder;
    private int marker;

    @Test
    void aConsoleThatStopsReadingDelaysNoOtherAndIsClosedAfterTenSeconds() throws Exception {
        try (TestService service = TestService.start(folder, "SEND_BUFFER_BYTES", "16384")) {
            Api api = service.api();
            api.registerFleet(ROVERS);
            try (Console quick = Console.open(service.port(), "/ws")) {
                List<Double> alone = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    alone.add(delayMillis(api, quick));
                }
                long began = System.nanoTime(); // before, or a busy machine makes the ten seconds look short
                try (WebSocketProbe lists = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096);
                        WebSocketProbe deltas = WebSocketProbe.open(service.port(), "/ws?mode=delta", "", new byte[0], 4096)) {
                    List<Double> beside = new ArrayList<>();
                    double closedAfter = 0;
                    while (closedAfter == 0) {
                        beside.add(delayMillis(api, quick));
                        double seconds = (System.nanoTime() - began) / 1e9;
                        assertTrue(seconds < LONGEST.toSeconds(), "a console that reads nothing was let be");
                        if (beside.size() % 5 == 0 && api.metric("depot_websocket_closed_total{reason=\"stuck\"") == 2) {
                            closedAfter = seconds;
                        }
                    }
                    assertTrue(closedAfter >= 10, "closed after " + closedAfter + " s");
                    assertTrue(api.metric("depot_websocket_blocked_writes_total") >= 2, "a write did block for both");
                    Await.until("only the quick one is left", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 1);
                    assertCut(lists);
                    assertCut(deltas);

                    double before = median(alone);
                    double during = median(beside);
                    assertTrue(during < 2 * before + 1_000, "delays went from " + before + " ms to " + during + " ms");
                    assertTrue(Collections.max(beside) < 8_000, "a list was held up for " + Collections.max(beside) + " ms");
                }
                delayMillis(api, quick);
            }
        }
    }

    /** What is still in the buffers can be read, and then comes the end. */
    private static void assertCut(WebSocketProbe probe) throws Exception {
        assertEquals(-1, probe.awaitClose(), "a close frame could not have been written");
    }

    private double delayMillis(Api api, Console quick) throws Exception {
        double voltage = ++marker + 0.25;
        long sentAt = System.nanoTime();
        api.heartbeat("r7", voltage);
        String shown = "\"batteryVoltage\":" + voltage + ",";
        Optional<Console.Message> message;
        do {
            message = quick.poll(Await.PATIENCE);
        } while (message.filter(m -> !m.text().contains(shown)).isPresent());
        return (message.orElseThrow().atNanos() - sentAt) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
