package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.Api;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages' browsers may call: all, or those that ALLOWED_ORIGINS lists. */
class OriginContractTest {
    private static final String LISTED = "https://console.example";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass("ALLOWED_ORIGINS", LISTED + ", http://10.0.0.2:8080");
    static final Api api = service.api();

    @ParameterizedTest
    @CsvSource({LISTED + ", 101", "http://10.0.0.2:8080, 101", "https://evil.example, 403", "http://console.example, 403",
        "https://console.example.evil.example, 403", "https://console.example:444, 403", "null, 403"})
    void aWebSocketIsOpenedOnlyForListedPages(String origin, int status) throws Exception {
        for (String path : new String[] {"/ws", "/ws/rover"}) {
            try (WebSocketProbe probe = WebSocketProbe.open(service.port(), path, "Origin: " + origin + "\r\n", new byte[0], 0)) {
                assertEquals(status, probe.status(), probe.answer());
            }
        }
    }

    @Test
    void whatIsNoBrowserSendsNoOriginAndMayConnect() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws")) {
            assertEquals(101, probe.status());
        }
        assertEquals(200, api.get("/rovers").status());
    }

    @Test
    void refusalsAreCounted() throws Exception {
        double before = api.metric("depot_refused_total{limit=\"origin\"");
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "Origin: https://evil.example\r\n", new byte[0], 0)) {
            assertEquals(403, probe.status());
        }
        assertEquals(before + 1, api.metric("depot_refused_total{limit=\"origin\""));
    }

    @Test
    void onlyAListedPagesBrowserIsToldThatItMayRead() throws Exception {
        for (String path : new String[] {"/rovers", "/nothing"}) {
            Api.Answer listed = api.get(path, "Origin", LISTED);
            assertEquals(LISTED, listed.header("Access-Control-Allow-Origin").orElse("none"));
            assertEquals("Origin", listed.header("Vary").orElse("none"), "a cache must not give it to another page");
            assertEquals("none", api.get(path, "Origin", "https://evil.example").header("Access-Control-Allow-Origin").orElse("none"));
        }
        assertEquals("none", api.send("OPTIONS", "/rovers", null, "Origin", "https://evil.example",
                "Access-Control-Request-Method", "GET").header("Access-Control-Allow-Origin").orElse("none"));
        assertEquals(LISTED, api.send("OPTIONS", "/rovers", null, "Origin", LISTED,
                "Access-Control-Request-Method", "GET").header("Access-Control-Allow-Origin").orElse("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://anywhere.example", "null", "file://"})
    void withoutAListEveryPageMayConnect(String origin, @TempDir Path own) throws Exception {
        try (TestService open = TestService.start(own);
                WebSocketProbe probe = WebSocketProbe.open(open.port(), "/ws", "Origin: " + origin + "\r\n", new byte[0], 0)) {
            assertEquals(101, probe.status());
        }
    }
}
