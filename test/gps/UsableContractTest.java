package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.rtcm.RtcmType;
import depot.gnss.ubx.MonRf;
import depot.support.Json;
import depot.support.RawHttp;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes are not corrections: what a rover can work with is asked for by name. The streams are a real base's, with something taken out. */
class UsableContractTest {
    private static final Predicate<Frame> IS_MSM = frame -> frame.protocol() == Protocol.RTCM3
            && RtcmType.of(frame).number() >= 1071 && RtcmType.of(frame).number() <= 1137;
    private static final Predicate<Frame> IS_POSITION = frame -> frame.protocol() == Protocol.RTCM3 && RtcmType.of(frame).number() == 1005;

    @TempDir
    Path folder;

    private TestGps playing(byte[]... streams) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] stream : streams) {
            all.writeBytes(stream);
        }
        Path file = Files.write(folder.resolve("stream"), all.toByteArray());
        return TestGps.start(folder, "GPS_SOURCE", "file:" + file + "?rate=20000&loop=true");
    }

    private static byte[] baseWithout(Predicate<Frame> left) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] capture = Captures.read("f9p-base-mixed-a.log");
        new Framer(frame -> {
            if (!left.test(frame)) {
                kept.writeBytes(frame.bytes());
            }
        }).accept(capture);
        return kept.toByteArray();
    }

    private static Map<String, Object> corrections(TestGps gps) throws Exception {
        return Json.object(gps.status().get("corrections"));
    }

    private static String table(TestGps gps) throws Exception {
        try (RawHttp connection = RawHttp.connect(gps.casterPort())) {
            connection.send("GET / HTTP/1.0\r\n\r\n");
            return connection.readAll();
        }
    }

    /** All that says it: the status, health, readiness, metrics, the source table. */
    private static void assertMissing(TestGps gps, List<String> missing, String named, String why) throws Exception {
        gps.await("connected", true);
        gps.await("the reason is reported", () -> missing.equals(corrections(gps).get("missing")) && corrections(gps).get("why").toString()
                .contains(why));
        assertEquals(false, corrections(gps).get("usable"));
        assertTrue(corrections(gps).get("since").toString().matches("20\\d\\d-.*Z"), () -> "since");
        Map<String, Object> health = gps.api().get("/health").json();
        assertEquals("degraded", health.get("status"));
        assertTrue(health.get("reason").toString().contains(named) && health.get("reason").toString().contains(why), health::toString);
        assertEquals(503, gps.api().get("/ready").status());
        assertEquals(0, gps.api().metric("depot_gps_corrections_usable"));
        String alertsLine = new String(gps.api().get("/metrics").body(), java.nio.charset.StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("depot_gps_corrections_unusable_since_seconds")).findFirst().orElseThrow();
        assertTrue(alertsLine.contains(why) || alertsLine.contains("a survey runs"), alertsLine);
        for (String part : List.of("observations", "position")) {
            assertEquals(missing.contains(part) ? 1 : 0, gps.api().metric("depot_gps_corrections_missing{part=\"" + part + "\""), part);
        }
    }

    @Test
    void aWholeBaseIsUsable() throws Exception {
        try (TestGps gps = playing(baseWithout(frame -> false))) {
            gps.await("it is usable", () -> Boolean.TRUE.equals(corrections(gps).get("usable")));
            assertEquals(Map.of("usable", true, "missing", List.of()), corrections(gps));
            gps.await("survey", Map.of("state", "done"));
            assertEquals(200, gps.api().get("/ready").status());
            assertEquals(1, gps.api().metric("depot_gps_corrections_usable"));
            assertTrue(table(gps).lines().filter(line -> line.startsWith("STR;")).allMatch(line -> line.endsWith(";")), () ->
                    "nothing to remark");
            assertFalse(gps.status().containsKey("fixKnown"));
            assertFalse(gps.status().containsKey("simulated"));
        }
    }

    @Test
    void sentencesAloneAreNoCorrections() throws Exception {
        try (TestGps gps = playing(Captures.read("f9p-nmea.log"))) {
            assertMissing(gps, List.of("observations", "position"), "no observations (MSM) and no base position (1005 or 1006)",
                    "not set up as a base");
            assertTrue(table(gps).contains(";no corrections at present"), () -> "the source table");
        }
    }

    @Test
    void aPositionWithoutObservations() throws Exception {
        try (TestGps gps = playing(baseWithout(IS_MSM))) {
            assertMissing(gps, List.of("observations"), "no observations (MSM)", "is it set up to send MSM");
            gps.await("the source table says so", () -> table(gps).contains(";not usable now: no observations (MSM)"));
        }
    }

    @Test
    void observationsWithoutAPosition() throws Exception {
        try (TestGps gps = playing(baseWithout(IS_POSITION))) {
            assertMissing(gps, List.of("position"), "no base position (1005 or 1006)", "knows its position and is not set up to send it");
        }
    }

    @Test
    void anAntennaThatIsOpen() throws Exception {
        MonRf open = new MonRf(List.of(new MonRf.Block(0, MonRf.Jamming.OK, MonRf.AntennaStatus.OPEN, MonRf.AntennaPower.ON, 90, 8191, 0)));
        try (TestGps gps = playing(Captures.read("f9p-nmea.log"), open.encode())) {
            assertMissing(gps, List.of("observations", "position"), "no observations", "antenna is open");
        }
    }

    @Test
    void aSurveyThatRunsIsAStateOfItsOwnWithItsEnd() throws Exception {
        try (TestGps gps = TestGps.start(folder, "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "3600")) {
            gps.await("a survey runs", () -> "running".equals(Json.object(gps.status().get("survey")).get("state")));
            assertMissing(gps, List.of("position"), "no base position", "a survey runs, and should end at 20");
            long end = java.time.Instant.parse(Json.object(gps.status().get("survey")).get("endsAt").toString()).toEpochMilli();
            assertEquals(System.currentTimeMillis() + 3_600_000, end, 120_000);
            assertEquals(1, gps.api().metric("depot_gps_survey_state{state=\"running\""));
        }
    }

    @Test
    void aMadeUpBaseSaysSoWhereverItIsSeen() throws Exception {
        try (TestGps gps = TestGps.start(folder)) {
            assertEquals(true, gps.status().get("simulated"));
            assertEquals(1, gps.api().metric("depot_gps_simulated"));
            assertTrue(table(gps).contains("STR;RTCM3;MADE-UP BASE, NOT REAL;"), () -> "its name");
            assertTrue(table(gps).contains(";MADE UP, of no use to a rover."), () -> "and the remark");
        }
    }
}
