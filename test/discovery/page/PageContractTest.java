package depot.discovery.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.TestService;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page's files, as any HTTP client gets them. */
class PageContractTest {
    @RegisterExtension
    static final TestService service = TestService.ofTheClass("CONSOLE_TOKEN", "secret", "DISPATCH_PORT", "5890", "GPS_PORT", "5880",
            "ARCHIVE_PORT", "5870");
    static final Api api = service.api();

    @ParameterizedTest
    @CsvSource({"/,text/html; charset=utf-8", "/index.html,text/html; charset=utf-8", "/js/main.js,text/javascript; charset=utf-8",
        "/css/base.css,text/css; charset=utf-8", "/icon.svg,image/svg+xml"})
    void servesItsFilesWithoutAToken(String path, String type) throws Exception {
        Api.Answer answer = api.get(path);
        assertEquals(200, answer.status());
        assertEquals(type, answer.header("Content-Type").orElseThrow());
        assertEquals("nosniff", answer.header("X-Content-Type-Options").orElseThrow());
        Api.Answer again = api.get(path, "If-None-Match", "\"other\", " + answer.header("ETag").orElseThrow());
        assertEquals(304, again.status());
        assertEquals(0, again.body().length);
        assertEquals(200, api.get(path, "If-None-Match", "\"other\"").status());
    }

    @Test
    void everythingThatThePageNamesIsThere() throws Exception {
        String page = api.get("/").text();
        List<String> named = Pattern.compile("(?:src|href)=\"([^#\"]+)\"").matcher(page).results().map(match -> match.group(1)).toList();
        assertTrue(named.size() >= 6, "" + named);
        for (String path : named) {
            assertFalse(path.startsWith("/") || path.contains("://"), "works below any folder: " + path);
            assertEquals(200, api.get("/" + path).status(), path);
        }
    }

    @Test
    void thePolicyLetsInNothingInline() throws Exception {
        String policy = api.get("/").header("Content-Security-Policy").orElseThrow();
        assertFalse(policy.contains("unsafe"), policy);
        assertTrue(policy.contains("default-src 'none'"), policy);
        assertTrue(policy.contains("script-src 'self'"), policy);
        List<String> connect = Pattern.compile("connect-src ([^;]+)").matcher(policy).results().map(MatchResult::group).toList();
        assertEquals(List.of("connect-src 'self' ws://127.0.0.1:" + api.port()
                + " http://127.0.0.1:5890 ws://127.0.0.1:5890 http://127.0.0.1:5880 ws://127.0.0.1:5880"
                + " http://127.0.0.1:5870 ws://127.0.0.1:5870"), connect);
    }

    @Test
    void servesThePortsOfTheOtherServicesToThePage() throws Exception {
        Api.Answer answer = api.get("/api/discovery/health");
        assertEquals("{dispatch=5890, gps=5880, archive=5870}", answer.json().get("ports").toString());
    }

    @Test
    void whatIsNoFileOfItIsNotThere() throws Exception {
        for (String path : List.of("/js", "/js/", "/js/none.js", "/js/../index.html", "/depot/console/index.html", "/pictures/fleet.png")) {
            assertEquals(404, api.get(path).status(), path);
        }
        assertEquals(405, api.post("/js/main.js", "{}").status());
    }
}
