package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.RawHttp;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionLimitTest {
    @TempDir
    Path folder;

    @Test
    void overTheLimitIs503WhileHealthIsAnsweredAndAPlaceThatIsFreedIsGivenAgain() throws Exception {
        List<WebSocketProbe> open = new ArrayList<>();
        try (TestService service = TestService.start(folder, "MAX_CONNECTIONS", "5")) {
            for (int i = 0; i < 5; i++) {
                open.add(WebSocketProbe.open(service.port(), "/ws"));
                assertEquals(101, open.get(i).status());
            }
            try (WebSocketProbe sixth = WebSocketProbe.open(service.port(), "/ws")) {
                assertEquals(503, sixth.status());
                assertTrue(sixth.answer().contains("Retry-after: "), sixth.answer());
            }
            String get = "GET /rovers HTTP/1.1\r\nHost: x\r\n\r\n";
            assertEquals(503, RawHttp.status(service.port(), get));
            assertEquals(200, RawHttp.status(service.port(), "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
            open.removeFirst().close();
            Await.until("there is room again", () -> RawHttp.status(service.port(), get) == 200);
            open.removeFirst().close();
            Await.until("the refused are counted", () -> new Api(service.port()).metric("depot_refused_total{limit=\"connections\"") >= 2);
        } finally {
            for (WebSocketProbe probe : open) {
                probe.close();
            }
        }
    }
}
