package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.discovery.Discovery;
import depot.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows of recordings and of the maps made of them, in a real browser. */
class MapsPageTest {
    @TempDir
    static Path folder;

    @Test
    void aSessionOpensToItsTrackAndAMapShowsItsPicture() throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        Path session = Files.createDirectories(folder.resolve("sessions/bvr-01/sessions/2026-11-29T00-42-03")).resolve("session.rrd");
        Files.setLastModifiedTime(Files.write(session, FieldRecordings.read("compacted")), FileTime.from(Instant.now().minusSeconds(7200)));
        try (ArchiveService archive = ArchiveService.start(folder);
                Discovery discovery = Discovery.start(Map.of("PORT", "0", "TELEMETRY_PORT", "0", "ROVER_LINKS", "off", "DATA_DIR",
                        folder.resolve("discovery").toString(), "SESSIONS_DIR", folder.resolve("sessions").toString(), "ARCHIVE_PORT",
                        String.valueOf(archive.api().port())));
                Browser browser = new Browser()) {
            Await.until("a map was made", () -> Integer.valueOf(1).equals(archive.api().get("/maps").json().get("total")));
            browser.open(discovery.port(), "sessions");
            browser.await("td.number", "120");
            browser.await("tr button.small", "Open").click();
            browser.await(".session-detail figcaption", "12 m across");
            browser.await(".session-detail", "11.9 m driven");
            browser.await(".session-events", "Session ended");
            browser.await(".session-curves figcaption", "/power/battery_voltage");
            browser.open(discovery.port(), "maps");
            browser.await(".made-map h2", "map_41.48");
            browser.await(".made-map", "points · version 1");
            Await.until("its picture is drawn", () -> Boolean.TRUE.equals(
                    browser.script("return document.querySelector('.made-map canvas').width > 300")));
            assertEquals(0L, browser.script("return document.querySelectorAll('#main .problem:not([hidden])').length"));
            assertTrue(archive.api().get("/maps").text().contains("thumbnail.png"));
        }
    }
}
