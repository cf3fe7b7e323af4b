package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Geodetic;
import depot.gps.base.TextReceiver;
import depot.gps.source.ScriptedReceiver;
import depot.support.Api;
import depot.support.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that are no u-blox, scripted after their makers' documents, set up as a base in the midst of a stream of sentences. */
class OtherReceiversContractTest {
    private static final String FIXED =
            "{\"mode\":\"fixed\",\"position\":{\"latitude\":48.1375,\"longitude\":11.5755,\"height\":565.25},\"confirm\":true}";
    @TempDir
    Path folder;

    private static byte[] stream() {
        return Captures.read("nmea-rtk-quality4.log");
    }

    private void awaitSet(TestGps gps) throws Exception {
        gps.await("it is set up", () -> "set".equals(gps.api().get("/base").json().get("state")));
    }

    @Test
    void aUm980IsSetUpAndReadBack() throws Exception {
        TextReceiver.Um980 um980 = new TextReceiver.Um980();
        try (ScriptedReceiver receiver = new ScriptedReceiver(stream(), 200, um980); TestGps gps = TestGps.start(folder, "GPS_SOURCE",
                receiver.address(),
                "GPS_RECEIVER", "unicore", "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "120", "GPS_STATION_ID", "42")) {
            awaitSet(gps);
            assertTrue(um980.lines().contains("MODE BASE 42 TIME 120"), um980.lines()::toString);
            assertEquals(Map.of("RTCM1005", "1", "RTCM1074", "1", "RTCM1084", "1", "RTCM1094", "1", "RTCM1124", "1"), um980.logs);
            List<?> notes = (List<?>) gps.api().get("/base").json().get("notes");
            assertTrue(notes.contains("this receiver cannot send 1230: rovers get the others") && notes.toString()
                    .contains("ends by time alone"), notes::toString);
            assertEquals("running", Json.object(gps.status().get("survey")).get("state"), "as long as no position comes");
            long end = java.time.Instant.parse(Json.object(gps.status().get("survey")).get("endsAt").toString()).toEpochMilli();
            assertEquals(System.currentTimeMillis() + 120_000, end, 60_000);
            assertTrue(Json.object(gps.status().get("corrections")).get("why").toString().startsWith("a survey runs, and should end at"),
                    gps.status()::toString);
            long before = um980.lines().stream().filter(line -> line.startsWith("MODE BASE")).count();
            assertEquals(200, gps.api().post("/base", "{\"mode\":\"survey-in\"}").status());
            List<String> lines = um980.lines();
            assertEquals(before + 1, lines.stream().filter(line -> line.startsWith("MODE BASE")).count(), "anew, though it was so");
            assertTrue(lines.lastIndexOf("MODE ROVER") < lines.lastIndexOf("MODE BASE 42 TIME 120") && lines.contains("MODE ROVER"),
                    lines::toString);
            Api.Answer fixed = gps.api().post("/base", FIXED);
            assertEquals(200, fixed.status(), fixed::toString);
            depot.gnss.Ecef at = new Geodetic(48.1375, 11.5755, 565.25).toEcef();
            assertTrue(um980.lines().contains(String.format(java.util.Locale.ROOT, "MODE BASE 42 %.4f %.4f %.4f", at.xMetres(),
                    at.yMetres(), at.zMetres())), um980.lines()::toString);
            assertEquals(409, gps.api().post("/base", "{\"mode\":\"survey-in\",\"rtcmMessages\":\"1005,1230\"}").status(),
                    "asked for by name");
            assertEquals(200, gps.api().post("/base", "{\"mode\":\"off\",\"rtcmMessages\":\"1005\"}").status());
            assertEquals(Map.of(), um980.logs);
            assertFalse(receiver.heardText().contains("\u00b5b"), "no UBX goes to it");
        }
    }

    @Test
    void aSeptentrioIsSetUpAndReadBack() throws Exception {
        TextReceiver.Mosaic mosaic = new TextReceiver.Mosaic();
        try (ScriptedReceiver receiver = new ScriptedReceiver(stream(), 200, mosaic); TestGps gps = TestGps.start(folder, "GPS_SOURCE",
                receiver.address(),
                "GPS_RECEIVER", "septentrio", "GPS_BASE", "survey-in", "GPS_RTCM_MESSAGES", "1005(10),1074,1230")) {
            awaitSet(gps);
            List<String> lines = mosaic.lines();
            for (String line : List.of("setPVTMode, Static, , auto", "setDataInOut, USB1, , +RTCMv3", "setRTCMv3Interval, RTCM1005|6, 10",
                    "setRTCMv3Interval, MSM4, 1",
                    "setRTCMv3Output, USB1, RTCM1005+RTCM1074+RTCM1230")) {
                assertTrue(lines.contains(line), () -> line + " among " + lines);
            }
            Api.Answer set = gps.api().post("/base", FIXED);
            assertEquals(200, set.status(), () -> set + " " + mosaic.lines());
            assertTrue(mosaic.lines().contains("setStaticPosGeodetic, Geodetic1, 48.137500000, 11.575500000, 565.2500, WGS84"),
                    mosaic.lines()::toString);
            assertTrue(mosaic.lines().contains("setPVTMode, Static, , Geodetic1"));
            Api.Answer refused = gps.api().post("/base", "{\"mode\":\"survey-in\",\"rtcmMessages\":\"1005,4072.0\"}");
            assertEquals(409, refused.status(), refused::toString);
            assertTrue(refused.json().get("error").toString().contains("RTCM4072.0"), refused::toString);
            assertEquals(200, gps.api().post("/base", "{\"mode\":\"off\"}").status());
            assertTrue(mosaic.lines().contains("setRTCMv3Output, USB1, none"));
            assertEquals(0, receiver.hasty(), "what comes before the prompt is thrown away: section 3.1");
        }
    }

    /** LC29H and whatever else sends sentences and RTCM: shown, and left alone. */
    @Test
    void anyOtherIsShownAndHearsNothing() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(stream(), 400, bytes -> new byte[0]); TestGps gps = TestGps.start(folder,
                "GPS_SOURCE", receiver.address(),
                "GPS_RECEIVER", "any", "GPS_BASE", "survey-in")) {
            gps.await("fixQuality", "rtk_fixed");
            assertEquals("not-possible", gps.api().get("/base").json().get("state"));
            assertEquals(0, receiver.heard().length);
            assertEquals("degraded", gps.api().get("/health").json().get("status"), "it is no base");
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerIsReported() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(stream(), 200, bytes -> new byte[0]); TestGps gps = TestGps.start(folder,
                "GPS_SOURCE", receiver.address(),
                "GPS_RECEIVER", "unicore", "GPS_BASE", "survey-in")) {
            gps.await("it is reported", () -> gps.api().get("/health").json().getOrDefault("reason", "").toString()
                    .contains("cannot be set up as a base: it does not answer"));
        }
    }
}
