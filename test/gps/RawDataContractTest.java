package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.ubx.ConfigItem;
import depot.gnss.ubx.ConfigKeys;
import depot.gnss.ubx.OutputMessage;
import depot.gnss.ubx.ReceiverPort;
import depot.gps.source.PluggedReceiver;
import depot.support.Api;
import depot.support.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw measurements on demand, and a RINEX file of them. */
class RawDataContractTest {
    @TempDir
    Path folder;

    @Test
    void theReceiverSendsThemOnDemandAndItsSurveyGoesOn() throws Exception {
        try (PluggedReceiver plugged = new PluggedReceiver(folder.resolve("tty"), Set.of()); TestGps gps = TestGps.start(folder,
                "GPS_SOURCE",
                "serial:" + folder.resolve("tty"), "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "3600", "GPS_RECORD_DIR",
                folder.resolve("rec").toString())) {
            gps.await("it is set up", () -> "set".equals(gps.api().get("/base").json().get("state")));
            int sent = plugged.settings().size();
            assertEquals(200, gps.api().post("/base/raw", "{\"rawData\":true}").status());
            List<ConfigItem> items = plugged.settings().subList(sent, plugged.settings().size()).stream().flatMap(List::stream).toList();
            assertTrue(items.contains(ConfigItem.of(OutputMessage.UBX_RXM_RAWX.key(ReceiverPort.USB), 1)), items::toString);
            assertTrue(items.contains(ConfigItem.of(OutputMessage.UBX_RXM_SFRBX.key(ReceiverPort.USB), 1)), items::toString);
            assertTrue(items.stream().noneMatch(item -> item.key().equals(ConfigKeys.TMODE_MODE)), "time mode is not touched");
            assertEquals(true, gps.api().get("/base/raw").json().get("rawData"));
            assertEquals(200, gps.api().post("/base/raw", "{\"rawData\":false}").status());
            assertTrue(plugged.settings().getLast().contains(ConfigItem.of(OutputMessage.UBX_RXM_RAWX.key(ReceiverPort.USB), 0)));
        }
    }

    @Test
    void whereNothingIsRecordedThereIsNoUseInIt() throws Exception {
        try (TestGps gps = TestGps.start(folder)) {
            assertEquals(409, gps.api().post("/base/raw", "{\"rawData\":true}").status());
            assertEquals(400, gps.api().post("/base/raw", "{}").status());
        }
    }

    /** Of a base without raw measurements: its own MSM7, of 2022. RTCM says no week, and this machine's clock says another. */
    @Test
    void theOtherCommandMakesOneOfTheCorrectionsWithTheRightWeek() throws Exception {
        Tool.assumeInstalled("convbin");
        Captures.read("f9p-base-mixed-a.log");
        try (TestGps gps = TestGps.start(folder, "GPS_RECORD_DIR", folder.resolve("rec").toString(), "GPS_SOURCE",
                "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log") + "?rate=100000&loop=true")) {
            gps.await("some is recorded", () -> gps.api().metric("depot_gps_recorded_bytes_total") > 20_000);
            run(gps.api().get("/base/raw").json().get("rtcmCommand").toString());
        }
        List<String> lines = Files.readAllLines(folder.resolve("base.obs"));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("> 2022 02 08 08 42")), () -> String.join("\n", lines.subList(0, 40)));
        assertTrue(lines.stream().anyMatch(line -> line.contains("4444030.8028  3085671.2349  3366658.2560")
                && line.contains("APPROX POSITION XYZ")), () -> "1005's");
    }

    @Test
    void aDayOfManyIsTheNewestOne() throws Exception {
        Path rec = Files.createDirectories(folder.resolve("rec"));
        for (int day = 1; day <= 3; day++) {
            for (int hour = 0; hour < 24; hour++) {
                Files.createFile(rec.resolve(String.format(java.util.Locale.ROOT, "2026-06-%02dT%02dZ.ubx.gz", day, hour)));
            }
        }
        try (TestGps gps = TestGps.start(folder, "GPS_RECORD_DIR", rec.toString(), "GPS_RECORD_FREE_MB", "1000000000")) {
            List<?> files = (List<?>) gps.api().get("/base/raw").json().get("files");
            assertEquals(24, files.size());
            assertEquals("2026-06-03T00Z.ubx.gz", files.getFirst());
            assertEquals(72, ((List<?>) gps.api().get("/base/raw?hours=1000").json().get("files")).size());
            assertEquals(422, gps.api().get("/base/raw?hours=0").status());
            assertEquals(422, gps.api().get("/base/raw?hours=day").status());
        }
    }

    private void run(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** 14 epochs of a real F9P, recorded by us, by the command that we hand out. */
    @Test
    void theCommandMakesARinexFile() throws Exception {
        Tool.assumeInstalled("convbin");
        Captures.read("f9p-ubx-rxm-rawx.ubx");
        Path rec = folder.resolve("it's rec");
        try (TestGps gps = TestGps.start(folder, "GPS_RECORD_DIR", rec.toString(), "GPS_SOURCE",
                "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-ubx-rxm-rawx.ubx") + "?rate=max")) {
            gps.await("all is recorded", () -> gps.api().metric("depot_gps_recorded_bytes_total") == 10_384);
            Api.Answer answer = gps.api().get("/base/raw");
            assertEquals(true, answer.json().get("comes"), "somebody has set that up");
            String command = answer.json().get("command").toString();
            assertTrue(command.matches(".* -tr 20\\d\\d/\\d\\d/\\d\\d \\d\\d:00:00 .*"), command);
            run(command);
            List<String> lines = Files.readAllLines(folder.resolve("base.obs"));
            assertEquals(14, lines.stream().filter(line -> line.startsWith(">")).count());
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("> 2024 08 13 14 09")), "the week is that of the measurements");
        }
    }
}
