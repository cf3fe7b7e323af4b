package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gps.source.PluggedReceiver;
import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.WebSocketProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What existing consoles see, over the wire. */
class StatusContractTest {
    @TempDir
    Path folder;

    private TestGps playing(String capture, String options) throws Exception {
        Assumptions.assumeTrue(Captures.folder().isPresent(), "no captures: set DEPOT_CAPTURES to their folder");
        return TestGps.start(folder, "GPS_SOURCE", "file:" + Captures.folder().get().toAbsolutePath().resolve(capture) + options);
    }

    private static Map<Object, Object> counts(Map<String, Object> status) {
        Map<Object, Object> counts = new TreeMap<>();
        Json.objects(status.get("rtcmMessages")).forEach(message -> counts.put(message.get("type"), message.get("count")));
        return counts;
    }

    @Test
    void aRealBasesRecordingIsShownAsItIs() throws Exception {
        try (TestGps gps = playing("f9p-base-mixed-a.log", "?rate=max")) {
            gps.await("all of it was read", () -> counts(gps.status()).equals(
                    Map.of(1005, 80, 1077, 80, 1087, 80, 1097, 80, 1127, 80, 1230, 80, 4072, 80)));
            Map<String, Object> status = gps.status();
            assertEquals("base", status.get("mode"));
            assertEquals(32, status.get("satellites"), "NAV-PVT's, not the 12 of GGA");
            assertEquals(32.0658325, status.get("latitude"));
            assertEquals(34.773819, status.get("longitude"));
            assertEquals(54.642, status.get("altitude"));
            assertEquals(72.134, status.get("height"));
            assertEquals(99.99, status.get("hdop"));
            assertEquals(0.685, status.get("horizontalAccuracy"));
            assertEquals(Map.of("active", false, "valid", true, "duration", 30, "accuracy", 0.8383), status.get("surveyIn"));
            assertEquals(0, status.get("checksumFailures"));
            Map<String, Object> base = Json.object(status.get("basePosition"));
            assertEquals(32.065832545, (double) base.get("latitude"), 1e-9);
            assertEquals(72.1342, (double) base.get("height"), 2e-4);
            assertEquals(0, status.get("clients"));
            gps.await("connected", false); // it was played to its end
            assertEquals(true, gps.status().get("stale"));
        }
    }

    @Test
    void itPlaysAtThePaceOfItsEpochsAndConsolesFollow() throws Exception {
        try (TestGps gps = playing("f9p-base-mixed-a.log", "")) {
            gps.await("connected", true);
            gps.await("fixQuality", "dgps");
            Map<String, Object> first = gps.status();
            assertTrue((int) counts(first).get(1077) < 10, first::toString);
            try (Console console = Console.open(gps.port(), "/ws")) {
                Console.Message atOnce = console.next();
                assertEquals("gps_status", atOnce.json().get("type"));
                int before = (int) counts(Json.object(atOnce.json().get("data"))).get(1077);
                console.nextWhere("one more 1077", message -> (int) counts(Json.object(message.json().get("data"))).get(1077) > before);
            }
            assertEquals("ok", gps.api().get("/health").json().get("status"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f9p-nmea.log", "nmea-rtk-quality4.log", "f9p-ubx-pvt-hppos.log", "mixed-one-bad-rtcm-crc.log",
            "f9p-config-poll-ack.ubx"})
    void otherRecordings(String name) throws Exception {
        try (TestGps gps = playing(name, "?rate=max&loop=true")) {
            gps.await("connected", true);
            gps.await("there is a position", () -> gps.status().containsKey("latitude"));
            Map<String, Object> status = gps.status();
            switch (name) {
                case "f9p-nmea.log" -> {
                    assertEquals(List.of("gps", "rover"), List.of(status.get("fixQuality"), status.get("mode")));
                    assertEquals(-45.8775, (double) status.get("latitude"), 1e-3);
                    assertFalse(Json.objects(gps.api().get("/satellites").json().get("satellites")).isEmpty());
                }
                case "nmea-rtk-quality4.log" -> gps.await("fixQuality", "rtk_fixed");
                case "f9p-ubx-pvt-hppos.log" -> {
                    gps.await("satellites", 16); // 15 in some of its epochs
                    assertEquals("gps", status.get("fixQuality"));
                    gps.await("they are all shown", () -> Json.objects(gps.api().get("/satellites").json().get("satellites")).size() == 45);
                }
                case "mixed-one-bad-rtcm-crc.log" -> gps.await("the failure is counted", () -> (int) gps.status()
                        .get("checksumFailures") > 0);
                default -> {
                    assertFalse(status.containsKey("surveyIn"), "none ran");
                    gps.await("the receiver is known", () -> gps.status().containsKey("receiver"));
                    assertEquals("ZED-F9P", Json.object(gps.status().get("receiver")).get("model"));
                }
            }
        }
    }

    @Test
    void theFieldsOfAnExistingConsoleHaveTheirTypes() throws Exception {
        try (TestGps gps = TestGps.start(folder)) {
            gps.await("connected", true);
            gps.await("a survey runs", () -> gps.status().containsKey("surveyIn"));
            Map<String, Object> status = gps.status();
            for (String number : List.of("satellites", "latitude", "longitude", "altitude", "hdop", "clients", "lastUpdate")) {
                assertTrue(status.get(number) instanceof Number, number);
            }
            assertEquals("base", status.get("mode"), "it surveys in");
            assertEquals(true, Json.object(status.get("surveyIn")).get("active"));
            assertTrue(Math.abs(System.currentTimeMillis() - (long) status.get("lastUpdate")) < 10_000);
            assertFalse(status.containsValue(null));
            gps.await("satellites are shown", () -> !Json.objects(gps.api().get("/satellites").json().get("satellites")).isEmpty());
            Map<String, Object> satellite = Json.objects(gps.api().get("/satellites").json().get("satellites")).getFirst();
            assertTrue(satellite.keySet().containsAll(List.of("constellation", "number", "elevation", "azimuth", "carrierToNoise", "used")),
                    satellite::toString);
        }
    }

    @Test
    void healthReadyVersionAndMetrics() throws Exception {
        try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", "serial:" + folder.resolve("ttyACM0"))) {
            Api.Answer health = gps.api().get("/health");
            assertEquals(200, health.status());
            assertEquals("degraded", health.json().get("status"));
            Await.until("the reason is reported", () -> gps.api().get("/health").json().get("reason").toString()
                    .contains("there is no " + folder.resolve("ttyACM0")));
            assertEquals(false, health.json().get("connected"));
            assertEquals("no_fix", health.json().get("fix"));
            assertEquals(503, gps.api().get("/ready").status());
            assertEquals("gps", gps.api().get("/version").json().get("service"));
            assertEquals(0, gps.api().metric("depot_gps_connected"));
            assertEquals(1, gps.api().metric("depot_gps_fix{quality=\"no_fix\""));
        }
        try (PluggedReceiver _ = new PluggedReceiver(folder.resolve("tty"), Set.of()); // its survey is over in three seconds
                TestGps gps = TestGps.start(folder, "GPS_SOURCE", "serial:" + folder.resolve("tty"))) {
            gps.await("connected", true);
            gps.await("all is well", () -> Map.of("status", "ok", "connected", true, "fix", "gps").equals(gps.api().get("/health").json()));
            assertEquals(200, gps.api().get("/ready").status());
            assertTrue(gps.api().metric("depot_gps_frames_total{protocol=\"ubx\"") > 0);
        }
    }

    @Test
    void aConsoleThatTalksIsAnsweredAndStays() throws Exception {
        try (TestGps gps = TestGps.start(folder); Console console = Console.open(gps.port(), "/ws")) {
            for (String message : List.of("{\"type\":\"hello\"}", "no JSON", "{}", "[]")) {
                console.send(message);
                console.nextWhere("the error", m -> m.json().get("type").equals("error"));
            }
            console.nextWhere("the status", m -> m.json().get("type").equals("gps_status"));
            assertTrue(console.isOpen());
        }
    }

    @Test
    void withATokenOnlyHealthIsOpen() throws Exception {
        try (TestGps gps = TestGps.start(folder, "CONSOLE_TOKEN", "secret")) {
            for (String path : List.of("/status", "/satellites", "/base", "/metrics", "/version")) {
                assertEquals(401, gps.api().get(path).status(), path);
                assertEquals(200, gps.api().get(path, "Authorization", "Bearer secret").status(), path);
            }
            assertEquals(200, gps.api().get("/health").status());
            assertEquals(401, gps.api().post("/base", "{\"mode\":\"off\"}").status());
            assertEquals(401, gps.api().post("/base/keep", "").status());
            assertEquals(401, gps.api().send("DELETE", "/base/keep", null).status());
            try (WebSocketProbe probe = WebSocketProbe.open(gps.port(), "/ws")) {
                assertEquals(401, probe.status());
            }
        }
    }
}
