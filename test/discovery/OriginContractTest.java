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
    void onlyAListedPagesBrowserIsAllowedToRead() throws Exception {
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

    private static int change(Api called, String... headers) throws Exception {
        return called.send("POST", "/heartbeat/nobody", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), headers).status();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"text/plain, 403", "text/plain;charset=UTF-8, 403", "`TEXT/PLAIN ; x=y`, 403",
            "application/x-www-form-urlencoded, 403",
        "multipart/form-data; boundary=x, 403", "``, 403", "application/json, 404", "application/json; charset=utf-8, 404",
        "application/octet-stream, 404"})
    void aForeignPagesFormChangesNothing(String type, int status, @TempDir Path own) throws Exception {
        try (TestService open = TestService.start(own)) {
            String[] typed = type.isEmpty() ? new String[0] : new String[] {"Content-Type", type};
            for (String[] foreign : new String[][] {{"Origin", "https://evil.example"}, {"Origin", "null"},
                    {"Sec-Fetch-Site", "cross-site"},
                {"Origin", "http://127.0.0.1:1"}, {"Origin", "https://evil.example", "X-Forwarded-Host", "depot.example"},
                {"Origin", "http://"}}) {
                assertEquals(status, change(open.api(), with(foreign, typed)), () -> java.util.Arrays.toString(foreign));
            }
            String here = "http://127.0.0.1:" + open.port();
            for (String[] notForeign : new String[][] {{}, {"Origin", here}, {"Origin", here, "Sec-Fetch-Site", "same-origin"},
                    {"Sec-Fetch-Site", "none"},
                {"Origin", "https://depot.example", "Sec-Fetch-Site", "same-origin"},
                {"Origin", "https://depot.example", "X-Forwarded-Host", "depot.example:443"}}) {
                assertEquals(404, change(open.api(), with(notForeign, typed)), () -> java.util.Arrays.toString(notForeign));
            }
        }
    }

    private static String[] with(String[] some, String... more) {
        return java.util.stream.Stream.of(some, more).flatMap(java.util.Arrays::stream).toArray(String[]::new);
    }

    @Test
    void whatExistingConsolesDoGoesOn(@TempDir Path own) throws Exception {
        try (TestService open = TestService.start(own)) {
            String[] console = {"Origin", "http://console.example", "Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"};
            assertEquals(200, open.api().get("/rovers", console).status());
            assertEquals(404, open.api().send("DELETE", "/rovers/nobody", null, console).status());
            assertEquals(404, open.api().send("DELETE", "/rovers/nobody", null, "Origin", "http://console.example").status(),
                    "there is no body");
            assertEquals(200, open.api().get("/rovers", "Origin", "http://console.example", "Content-Type", "text/plain").status(),
                    "it only reads");
        }
    }

    @Test
    void withAListNoOtherPageChangesAnythingWhateverItsType() throws Exception {
        for (String type : new String[] {"application/json", "text/plain"}) {
            assertEquals(403, change(api, "Origin", "https://evil.example", "Content-Type", type));
            assertEquals(403, change(api, "Sec-Fetch-Site", "cross-site", "Content-Type", type));
            assertEquals(404, change(api, "Origin", LISTED, "Sec-Fetch-Site", "cross-site", "Content-Type", type));
            assertEquals(404, change(api, "Origin", "http://127.0.0.1:" + service.port(), "Content-Type", type));
            assertEquals(404, change(api, "Content-Type", type));
        }
        assertEquals(200, api.get("/rovers", "Origin", "https://evil.example").status(), "its browser keeps the answer from it");
    }
}
