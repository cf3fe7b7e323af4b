package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import depot.common.tls.TlsIdentity;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.WebSocketProbe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's door: who has logged in is not made to do things by another site's page. */
class DoorTest {
    private static final String PASSWORD = "p4ss";
    private static final String LOGIN = "Basic " + Base64.getEncoder()
            .encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
    private static final String LISTED = "https://console.example";
    private static final String ZONE = "{\"name\":\"%s\",\"waypoints\":[{\"x\":1,\"y\":2}],\"mapId\":null,\"note\":\"=\"}";

    @TempDir
    static Path folder;
    private static Site site;
    private static Door door;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(Files.createDirectory(folder.resolve("site")));
        door = new Door(Files.createDirectory(folder.resolve("nginx")),
                Map.of("discovery", site.port(), "dispatch", site.dispatchPort(), "gps", site.gpsPort()),
                "CONSOLE_PASSWORD", PASSWORD, "ALLOWED_ORIGINS", LISTED + ",http://10.0.0.2:8080");
        api = new Api(door.port());
    }

    @AfterAll
    static void stop() throws Exception {
        if (door != null) {
            door.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private static int create(String name, String... headers) throws Exception {
        return api.post("/api/dispatch/zones", ZONE.formatted(name),
                java.util.stream.Stream.of(new String[] {"Authorization", LOGIN}, headers)
                .flatMap(java.util.Arrays::stream).toArray(String[]::new)).status();
    }

    private static List<String> zones() throws Exception {
        return Json.objects(site.dispatch().get("/zones").text()).stream().map(zone -> (String) zone.get("name")).toList();
    }

    @Test
    void onlyItsOwnPageAndThoseNamedChangeAnything() throws Exception {
        String own = "http://127.0.0.1:" + door.port();
        assertEquals(201, create("by a program"));
        assertEquals(201, create("by its own page", "Origin", own, "Content-Type", "application/json"));
        assertEquals(201, create("by a page that is named", "Origin", LISTED, "Content-Type", "application/json"));
        assertEquals(201, create("behind another proxy", "Origin", "https://depot.example", "X-Forwarded-Host", "depot.example"));
        assertEquals(201, create("behind another proxy, with TLS", "Origin", "https://depot.example", "Sec-Fetch-Site", "same-origin"));
        for (String[] foreign : new String[][] {{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", "http://127.0.0.1:1"},
                {"Sec-Fetch-Site", "cross-site"},
            {"Origin", LISTED + ".evil.example"}, {"Origin", "https://evil.example/" + own},
            {"Origin", "https://evil.example", "Content-Type", "application/json"}}) {
            assertEquals(403, create("evil", foreign), () -> java.util.Arrays.toString(foreign));
        }
        assertFalse(zones().contains("evil"));
        assertEquals(200, api.get("/api/dispatch/zones", "Authorization", LOGIN, "Origin", "https://evil.example").status(),
                "reading is the browser's to keep from it");
        Api.Answer refused = api.post("/api/dispatch/stop", "", "Authorization", LOGIN, "Origin", "https://evil.example");
        assertTrue(refused.status() == 403 && refused.text().startsWith("{\"error\":"), refused.toString());
    }

    /** As browsers ask, so that nginx would compress the answer, and make its tag a weak one that no If-Match matches. */
    @Test
    void aTagThatCameThroughTheDoorIsTakenBackByIt() throws Exception {
        assertEquals(201, create("edited here"));
        Object id = Json.objects(site.dispatch().get("/zones").text()).stream()
                .filter(zone -> zone.get("name").toString().startsWith("edited")).findFirst().orElseThrow().get("id");
        Api.Answer read = api.get("/api/dispatch/zones/" + id, "Authorization", LOGIN, "Accept-Encoding", "gzip, deflate, br");
        String tag = read.header("ETag").orElseThrow();
        Api.Answer saved = api.send("PUT", "/api/dispatch/zones/" + id, "{\"name\":\"edited\"}".getBytes(StandardCharsets.UTF_8),
                "Authorization", LOGIN, "Content-Type", "application/json", "If-Match", tag);
        assertEquals(200, saved.status(), () -> tag + ": " + saved);
    }

    @Test
    void noOtherPageOpensAWebSocket() throws Exception {
        for (String[] each : new String[][] {{"", "101"}, {"Origin: http://127.0.0.1:" + door.port() + "\r\n", "101"},
                {"Origin: " + LISTED + "\r\n", "101"},
            {"Origin: https://evil.example\r\n", "403"}}) {
            String headers = "Authorization: " + LOGIN + "\r\nHost: 127.0.0.1:" + door.port() + "\r\n" + each[0];
            try (WebSocketProbe probe = WebSocketProbe.raw(door.port(), "GET /api/discovery/ws HTTP/1.1\r\n" + headers
                    + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", new byte[0], 0)) {
                assertEquals(Integer.parseInt(each[1]), probe.status(), each[0]);
            }
        }
    }

    @Test
    void whatConsolesAndMonitorsOfOlderDepotsAskIsAnswered(@TempDir Path own) throws Exception {
        Api.Answer health = api.get("/health");
        assertEquals(List.of(200, "OK"), List.of(health.status(), health.text().strip()), "without a password");
        assertEquals(401, api.get("/api/auth/me").status());
        Api.Answer me = api.get("/api/auth/me", "Authorization", LOGIN);
        assertEquals(Map.of("authenticated", true, "provider", "basic", "user", "admin"), Json.object(me.text()));
        HttpServer archive = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        archive.createContext("/", exchange -> {
            byte[] path = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, path.length);
            exchange.getResponseBody().write(path);
            exchange.close();
        });
        archive.start();
        try (Door old = new Door(own, Map.of("discovery", 1, "dispatch", 1, "gps", 1, "archive", archive.getAddress().getPort()),
                "CONSOLE_PASSWORD", PASSWORD, "CONSOLE_USERNAME", "operateur", "DEPOT_NAME", "Lakewood \"2\"$x")) {
            Api there = new Api(old.port());
            String login = "Basic " + Base64.getEncoder().encodeToString(("operateur:" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
            assertEquals("operateur", Json.object(there.get("/api/auth/me", "Authorization", login).text()).get("user"));
            assertEquals(401, there.get("/api/auth/me", "Authorization", LOGIN).status());
            assertEquals("Basic realm=\"Depot Lakewood 2x\"", there.get("/").header("WWW-Authenticate").orElse(""));
            assertEquals("/maps/a%2Fb/splat.ply?x=1", there.get("/api/maps/maps/a%2Fb/splat.ply?x=1", "Authorization", login).text());
            assertTrue(old.log().contains("CONSOLE_USERNAME is taken as CONSOLE_USER"), old.log());
        } finally {
            archive.stop(0);
        }
    }

    @Test
    void prometheusSeesItAndARedirectNamesNoPort(@TempDir Path own) throws Exception {
        try (Door door = new Door(own, Map.of())) {
            assertEquals("depot_console_up 1\n", new Api(door.metricsPort()).get("/metrics").text());
            assertEquals("/grafana/", new Api(door.port()).get("/grafana").header("Location").orElse("")); // another port outside
        }
    }

    @Test
    void tlsIsThereWithACertificateOfItsOwnAndInsistedOnOnlyWithAGivenOne(@TempDir Path own) throws Exception {
        TlsIdentity made = TlsIdentity.keptIn(own.resolve("made/tls"), List.of("localhost", "127.0.0.1"), new SecureRandom());
        Path given = own.resolve("given/tls");
        TlsIdentity other = TlsIdentity.keptIn(own.resolve("other"), List.of("127.0.0.1"), new SecureRandom());
        Files.createDirectories(given.getParent());
        Map<String, Integer> nobody = Map.of("discovery", 1, "dispatch", 1, "gps", 1, "archive", 1);
        try (Door alone = new Door(own.resolve("made"), nobody, "CONSOLE_PASSWORD", PASSWORD, "TLS_CERT", "/dev/null", "TLS_KEY",
                "/dev/null")) {
            HttpResponse<String> answer = byTls(alone, made);
            assertEquals(200, answer.statusCode());
            assertTrue(answer.headers().firstValue("Strict-Transport-Security").isEmpty());
        }
        try (Door alone = new Door(own.resolve("given"), nobody, "CONSOLE_PASSWORD", PASSWORD, "TLS_CERT",
                own.resolve("other/certificate.pem").toString(),
                "TLS_KEY", own.resolve("other/key.pem").toString())) {
            assertEquals("max-age=31536000", byTls(alone, other).headers().firstValue("Strict-Transport-Security").orElse(""));
            assertTrue(new Api(alone.port()).get("/", "Authorization", LOGIN).header("Strict-Transport-Security").isEmpty(),
                    "not by plain HTTP");
        }
    }

    /** The page, from who has just that certificate. */
    private static HttpResponse<String> byTls(Door door, TlsIdentity expected) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("depot", expected.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + door.tlsPort() + "/"))
                    .header("Authorization", LOGIN).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aTokenInAQueryIsInNoLog(@TempDir Path own) throws Exception {
        try (Door alone = new Door(own, Map.of("discovery", 1, "dispatch", 1, "gps", 1))) { // nobody is at that port
            Api there = new Api(alone.port());
            assertEquals(502, there.get("/api/discovery/rovers?access_token=s3cret&x=y", "Referer", "http://x/?access_token=s3cret")
                    .status());
            Await.until("the failure is logged", () -> alone.log().contains("connect() failed"));
            assertTrue(alone.log().contains("/api/discovery/rovers"), alone.log());
            assertFalse(alone.log().contains("s3cret"), alone.log());
        }
    }

    /** The log of errors is a pipe: without a reader, who opens it waits for ever. */
    @Test
    void afterAReloadItServesAndLogsOn(@TempDir Path own) throws Exception {
        try (Door alone = new Door(own, Map.of("discovery", 1, "dispatch", 1, "gps", 1))) {
            Files.writeString(own.resolve("origins.conf"), "\"https://reloaded.example\" 1;\n");
            alone.reload();
            Api there = new Api(alone.port());
            Await.until("the new file counts", () -> there.post("/api/gps/x", "", "Origin", "https://reloaded.example").status() == 502);
            assertEquals(502, there.get("/api/discovery/after-the-reload?access_token=s3cret").status());
            Await.until("it is logged", () -> alone.log().contains("/api/discovery/after-the-reload?..."));
            assertFalse(alone.log().contains("s3cret"), alone.log());
        }
    }

    @Test
    void aFormOfAnotherSiteChangesNothingInARealBrowser() throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        String zone = ZONE.formatted("by a form");
        int equals = zone.indexOf('=');
        // what a form of text/plain sends is name=value: JSON with an = in one of its texts
        String page = "<!DOCTYPE html><form method=post enctype=text/plain action=%s><input name='" + zone.substring(0, equals)
                + "' value='"
                + zone.substring(equals + 1) + "'></form><script>document.forms[0].submit()</script>";
        assertEquals(201, site.dispatch().post("/zones", zone.replace("a form", "hand"), "Content-Type", "text/plain").status(),
                "the same is fine from a program");
        HttpServer evil = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        evil.createContext("/", exchange -> {
            String target = exchange.getRequestURI().getQuery();
            byte[] html = page.formatted(target).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        evil.start();
        try (Browser browser = new Browser()) {
            String console = "http://localhost:" + door.port();
            browser.go(console.replace("//", "//admin:" + PASSWORD + "@") + "/");
            browser.await("#stop", "");
            String evilPage = "http://127.0.0.1:" + evil.getAddress().getPort() + "/?";
            for (String target : new String[] {console + "/api/dispatch/zones", "http://localhost:" + site.dispatchPort() + "/zones"}) {
                browser.go(evilPage + target);
                browser.await("body", "of another origin may");
            }
            assertFalse(zones().contains("by a form"), zones().toString());
            browser.go(console + "/");
            Object status = browser.scriptToEnd("const done = arguments[arguments.length - 1];"
                    + "fetch('api/dispatch/zones', {method: 'POST', headers: {'content-type': 'application/json'}, body: '"
                    + zone.replace("a form", "the page") + "'})"
                    + ".then(answer => done(answer.status), done)");
            assertEquals(201L, status, "the console's own page goes on");
        } finally {
            evil.stop(0);
        }
    }
}
