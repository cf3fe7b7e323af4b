package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gps.source.PluggedReceiver;
import depot.support.Api;
import depot.support.Console;
import depot.support.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The base's set-up at run time, with a receiver on a pseudo-terminal whose second is a twentieth of one. */
@Order(1)
class BaseContractTest {
    private static final String FIXED = "{\"mode\":\"fixed\",\"position\":{\"latitude\":48.1375,\"longitude\":11.5755,\"height\":%s}}";

    @TempDir
    Path folder;

    private TestGps start(PluggedReceiver plugged, String... settings) throws Exception {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "GPS_SOURCE";
        all[settings.length + 1] = "serial:" + folder.resolve("tty");
        return TestGps.start(folder, all);
    }

    private PluggedReceiver plugged() throws Exception {
        return new PluggedReceiver(folder.resolve("tty"), Set.of());
    }

    private static Map<String, Object> survey(TestGps gps) throws Exception {
        Object survey = gps.status().get("surveyIn");
        return survey == null ? Map.of() : Json.object(survey);
    }

    @Test
    void aSurveyIsMadeKeptAndFixedFromThenOn() throws Exception {
        try (PluggedReceiver plugged = plugged()) {
            Map<String, Object> kept;
            try (TestGps gps = start(plugged, "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "60", "GPS_SURVEY_ACCURACY", "3")) {
                assertEquals(404, gps.api().send("DELETE", "/base/keep", null).status());
                gps.await("it surveys in", () -> Boolean.TRUE.equals(survey(gps).get("active")));
                assertEquals(409, gps.api().post("/base/keep", "").status(), "it has not ended");
                gps.await("it has ended", () -> Boolean.TRUE.equals(survey(gps).get("valid")));
                Api.Answer answer = gps.api().post("/base/keep", "", "Content-Type", "application/json");
                assertEquals(200, answer.status(), answer::toString);
                assertEquals("fixed", answer.json().get("mode"));
                assertEquals("set", answer.json().get("state"));
                kept = Json.object(answer.json().get("kept"));
                gps.await("it is fixed", () -> !gps.status().containsKey("surveyIn"));
                gps.await("and says where", () -> gps.status().containsKey("basePosition"));
                Map<String, Object> said = Json.object(gps.status().get("basePosition"));
                assertEquals((double) kept.get("latitude"), (double) said.get("latitude"), 1e-8);
                assertEquals((double) kept.get("height"), (double) said.get("height"), 1e-3);
                assertEquals("ok", gps.api().get("/health").json().get("status"));
            }
            plugged.powerOn();
            try (TestGps gps = start(plugged, "GPS_BASE", "survey-in")) {
                gps.await("it is set up", () -> "set".equals(gps.api().get("/base").json().get("state")));
                assertEquals("fixed", gps.api().get("/base").json().get("mode"), "after a restart too");
                assertEquals(kept, gps.api().get("/base").json().get("kept"));
                assertEquals(200, gps.api().post("/base", "{\"mode\":\"survey-in\"}").status(), "a look whether it has moved");
                assertEquals(200, gps.api().post("/base", "{\"mode\":\"fixed\"}").status(), "and back");
                assertEquals(kept.get("latitude"), Json.object(gps.api().get("/base").json().get("position")).get("latitude"));
                assertEquals(204, gps.api().send("DELETE", "/base/keep", null).status());
                assertFalse(gps.api().get("/base").json().containsKey("kept"));
            }
            try (TestGps gps = start(plugged, "GPS_BASE", "survey-in")) {
                assertEquals("survey-in", gps.api().get("/base").json().get("mode"));
            }
        }
    }

    @Test
    void aPositionThatIsFarOffIsWarnedOfAndCorrectionsStop() throws Exception {
        try (PluggedReceiver plugged = plugged(); TestGps gps = start(plugged, "GPS_MOVED_STOPS", "true")) {
            gps.await("connected", true);
            gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
            Api.Answer doubted = gps.api().post("/base", FIXED.formatted("665"));
            assertEquals(409, doubted.status(), doubted::toString);
            assertEquals(100, ((Number) doubted.json().get("distanceMetres")).doubleValue(), 5);
            Api.Answer answer = gps.api().post("/base", FIXED.formatted("665").replace("}}", "},\"confirm\":true}"));
            assertEquals(200, answer.status(), answer::toString);
            gps.await("it is reported", () -> gps.status().getOrDefault("degraded", "").toString().contains("seems incorrect"));
            Map<String, Object> health = gps.api().get("/health").json();
            assertEquals("degraded", health.get("status"));
            assertTrue(health.get("reason").toString().contains("seems incorrect"));
            assertEquals(503, gps.api().get("/ready").status());
            assertEquals(200, gps.api().post("/base", FIXED.formatted("565")).status());
            gps.await("it is over", () -> !gps.status().containsKey("degraded"));
        }
    }

    /** Else a base whose position is right, and its last fix of another place, is degraded after each restart. */
    @Test
    void whatSomebodyConfirmedIsConfirmedAfterARestart() throws Exception {
        try (PluggedReceiver plugged = plugged()) {
            String body = FIXED.formatted("585").replace("}}", "},\"accuracy\":0.01,\"source\":\"a surveyor\",\"confirm\":true}");
            try (TestGps gps = start(plugged)) {
                gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
                assertEquals(409, gps.api().post("/base", body.replace(",\"confirm\":true", "")).status(), "20 m up");
                assertEquals(200, gps.api().post("/base", body).status());
            }
            try (TestGps gps = start(plugged)) {
                gps.await("corrections are usable", () -> Boolean.TRUE.equals(Json.object(gps.status().get("corrections")).get("usable")));
                assertEquals("ok", gps.api().get("/health").json().get("status"), () -> "");
            }
        }
    }

    /** What was kept of the old place must not go on after work on the mast. */
    @Test
    void aSurveyThatIsAskedForBeginsAgainThoughTheLastHasEnded() throws Exception {
        try (PluggedReceiver plugged = plugged(); TestGps gps = start(plugged, "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "60",
                "GPS_SURVEY_ACCURACY", "3")) {
            gps.await("it has ended", () -> "done".equals(Json.object(gps.status().get("survey")).get("state")));
            gps.await("corrections are usable", () -> Boolean.TRUE.equals(Json.object(gps.status().get("corrections")).get("usable")));
            assertEquals(200, gps.api().post("/base", "{\"mode\":\"survey-in\"}").status());
            assertEquals(409, gps.api().post("/base/keep", "").status(), "the one before is not to be kept");
            assertEquals(List.of("position"), Json.object(gps.status().get("corrections")).get("missing"));
            gps.await("a new one runs", () -> "running".equals(Json.object(gps.status().get("survey")).get("state")) && (int) survey(gps)
                    .get("duration") < 60);
            gps.await("and ends", () -> "done".equals(Json.object(gps.status().get("survey")).get("state")));
        }
    }

    @Test
    void aPositionThatWasWorkedOutElsewhereIsKeptWithWhereItCameFrom() throws Exception {
        String body = "{\"mode\":\"fixed\",\"position\":{\"latitude\":48.1375004,\"longitude\":11.5755003,\"height\":565.12},"
                + "\"accuracy\":0.012,"
                + "\"frame\":\"ITRF2020 at 2026.9\",\"source\":\"AUSPOS, 24 h\"}";
        try (PluggedReceiver plugged = plugged()) {
            try (TestGps gps = start(plugged)) {
                gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
                assertEquals(200, gps.api().post("/base", body.replace(",\"source\":\"AUSPOS, 24 h\"", "")).status());
                assertEquals("ITRF2020 at 2026.9", Json.object(gps.api().get("/base").json().get("kept")).get("frame"),
                        "a frame alone is kept too");
            }
            try (TestGps gps = start(plugged)) {
                gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
                assertEquals(400, gps.api().post("/base", body.replace("\"accuracy\":0.012,", "")).status(), "how good is it?");
                Api.Answer answer = gps.api().post("/base", body);
                assertEquals(200, answer.status(), answer::toString);
            }
            try (TestGps gps = start(plugged)) {
                gps.await("it is set up", () -> "set".equals(gps.api().get("/base").json().get("state")));
                Map<String, Object> kept = Json.object(gps.api().get("/base").json().get("kept"));
                assertEquals("ITRF2020 at 2026.9", kept.get("frame"));
                assertEquals("AUSPOS, 24 h", kept.get("source"));
                assertEquals(0.012, kept.get("accuracy"));
                assertEquals(48.1375004, (double) kept.get("latitude"), 1e-9);
                assertEquals("fixed", gps.api().get("/base").json().get("mode"), "after a restart");
                assertEquals(409, gps.api().post("/base/accept", "").status(), "nothing jumped");
            }
        }
    }

    @Test
    void whatTheReceiverRefusesIsNamed() throws Exception {
        try (PluggedReceiver plugged = new PluggedReceiver(folder.resolve("tty"), Set.of(depot.gnss.ubx.ConfigKeys.TMODE_SVIN_MIN_DUR));
                TestGps gps = start(plugged)) {
            gps.await("connected", true);
            Api.Answer answer = gps.api().post("/base", "{\"mode\":\"survey-in\",\"surveySeconds\":60}");
            assertEquals(409, answer.status());
            assertEquals("the receiver refused CFG-TMODE-SVIN_MIN_DUR", answer.json().get("error"));
            assertEquals("degraded", gps.api().get("/health").json().get("status"));
        }
    }

    @Test
    void aReceiverThatIsAwayIsSetUpWhenItComes() throws Exception {
        try (PluggedReceiver plugged = plugged(); TestGps gps = start(plugged)) {
            gps.await("connected", true);
            plugged.unplug(true);
            gps.await("it is missed", () -> gps.api().post("/base", "{\"mode\":\"survey-in\"}").status() == 202);
            assertEquals("waiting", gps.api().get("/base").json().get("state"));
            plugged.plugIn();
            gps.await("it is set up", () -> "set".equals(gps.api().get("/base").json().get("state")));
            gps.await("connected", true);
        }
    }

    @Test
    void aReceiverThatFallsSilentIsMissedAndComesBack() throws Exception {
        try (PluggedReceiver plugged = plugged(); TestGps gps = start(plugged)) {
            gps.await("it has a fix", () -> gps.status().containsKey("latitude"));
            long began = System.nanoTime();
            plugged.mute(true);
            gps.await("connected", false);
            assertTrue(System.nanoTime() - began > 3_000_000_000L, "a pause of some seconds is none");
            assertEquals(true, gps.status().get("stale"));
            assertEquals("no_fix", gps.status().get("fixQuality"));
            assertTrue(gps.status().containsKey("latitude"));
            plugged.mute(false);
            gps.await("connected", true);
            gps.await("it is new again", () -> !gps.status().containsKey("stale"));
        }
    }

    @Test
    void consolesGetFiveStatusesASecondAtMost() throws Exception {
        try (PluggedReceiver plugged = plugged(); TestGps gps = start(plugged); Console console = Console.open(gps.port(), "/ws")) {
            gps.await("connected", true);
            console.nextWhere("bytes", m -> m.text().contains("\"connected\":true"));
            long first = console.next().atNanos();
            Console.Message last = null;
            for (int i = 0; i < 20; i++) {
                last = console.next();
            }
            assertTrue(last.atNanos() - first > 1_700_000_000L, (last.atNanos() - first) / 1e9
                    + " s for twenty, of a receiver with twenty epochs a second");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | 400 | mode", "no json | 400 | JSON", "{\"mode\":5} | 400 | mode", "{\"mode\":\"base\"} | 422 | mode",
        "{\"mode\":\"fixed\"} | 400 | position",
        "{\"mode\":\"fixed\",\"position\":{\"latitude\":1,\"longitude\":2}} | 400 | position.height",
        "{\"mode\":\"fixed\",\"position\":{\"latitude\":91,\"longitude\":2,\"height\":3}} | 422 | position",
        "{\"mode\":\"survey-in\",\"surveySeconds\":0} | 422 | surveySeconds",
        "{\"mode\":\"survey-in\",\"surveyAccuracy\":1000} | 422 | surveyAccuracy",
        "{\"mode\":\"survey-in\",\"rtcmMessages\":\"1006\"} | 422 | rtcmMessages",
        "{\"mode\":\"survey-in\",\"rtcmMessages\":\"1074,1087\"} | 422 | rtcmMessages"})
    void whatCannotBeUsedIsNamed(String body, int status, String named) throws Exception {
        try (TestGps gps = TestGps.start(folder)) {
            Api.Answer answer = gps.api().post("/base", body);
            assertEquals(status, answer.status(), answer::toString);
            assertTrue(answer.json().get("error").toString().contains(named), answer::toString);
            assertEquals("off", gps.api().get("/base").json().get("mode"), "nothing was changed");
        }
    }

    @Test
    void aRecordingCannotBeSetUp() throws Exception {
        Path file = Files.write(folder.resolve("x.ubx"), new byte[10]);
        try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", "file:" + file, "GPS_BASE", "survey-in")) {
            assertEquals(409, gps.api().post("/base", "{\"mode\":\"off\"}").status());
            assertEquals("not-possible", gps.api().get("/base").json().get("state"));
        }
    }
}
