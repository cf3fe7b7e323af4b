package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.common.time.Time;
import depot.support.Await;
import depot.support.BareService;
import depot.support.RawHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that read nothing of their answers, and hold all the connections that there may be. */
class CrowdedTest {
    private static final Duration STUCK = Duration.ofSeconds(60);

    @Test
    void whoReadsNothingMakesRoomForOthersSoonerThanItWouldLoseItsConnection() throws Exception {
        HttpLimits http = new HttpLimits(64 * 1024, 10, 1024 * 1024, 2, STUCK);
        try (BareService service = new BareService(BareService.LIMITS, http, Time.SYSTEM, (routes, _) -> routes
                        .get("/small", Access.CONSOLE, request -> Response.ok())
                        .get("/big", Access.CONSOLE, request -> Response.stream(200, "text/plain", 1L << 40, out -> {
                            while (true) {
                                out.write(new byte[1000]);
                            }
                        })));
                RawHttp first = RawHttp.connect(service.port());
                RawHttp second = RawHttp.connect(service.port())) {
            first.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
            second.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, first.readStatus());
            assertEquals(200, second.readStatus());
            Await.until("another is refused", () -> !isAnswered(service.port()));
            Await.until("another is answered", STUCK.dividedBy(2), () -> isAnswered(service.port()));
        }
    }

    private static boolean isAnswered(int port) throws IOException {
        try (RawHttp other = RawHttp.connect(port)) {
            other.send("GET /small HTTP/1.1\r\nHost: x\r\n\r\n");
            return other.readStatus() == 200;
        }
    }
}
