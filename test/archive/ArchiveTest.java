package depot.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.common.config.Setting;
import depot.support.Await;
import depot.support.ReadmeTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchiveTest {
    @TempDir
    Path temp;

    static Iterable<Setting> settings() {
        return ArchiveConfig.SETTINGS;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theReadmeDescribes(Setting setting) throws Exception {
        ReadmeTable.assertDescribes(setting, "src/archive/README.md");
    }

    @Test
    void withoutPasswordAndKeysThePortStaysShut() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp, "SFTP_PASSWORD", "")) {
            Map<String, Object> health = archive.api().get("/health").json();
            assertEquals("ok", health.get("status"));
            assertTrue(health.containsKey("sftpPort"));
            assertNull(health.get("sftpPort"));
            assertTrue(archive.api().get("/metrics").text().contains("depot_archive_sftp_open 0.0"));
        }
    }

    @Test
    void healthHasThePortAndTheCounts() throws Exception {
        Files.createDirectories(temp.resolve("sessions/frog-0/sessions/a"));
        Files.write(temp.resolve("sessions/frog-0/sessions/a/session.rrd"), new byte[1234]);
        try (ArchiveService archive = ArchiveService.start(temp)) {
            assertEquals(archive.sftpPort(), archive.api().get("/health").json().get("sftpPort"));
            Await.until("it was counted", () -> archive.api().get("/health").json().containsKey("sessions"));
            Map<String, Object> health = archive.api().get("/health").json();
            assertEquals(1, health.get("sessions"));
            assertEquals(1234, health.get("bytes"));
            assertEquals(1234, health.get("storedBytes"));
            assertEquals(200, archive.api().get("/ready").status());
        }
    }

    @Test
    void aFullDiskIsReportedAndNotReady() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp, "SESSIONS_FREE_GB", "900000.5")) {
            Map<String, Object> health = archive.api().get("/health").json();
            assertEquals("degraded", health.get("status"));
            assertTrue(health.get("reason").toString().contains("SESSIONS_FREE_GB"), health.toString());
            assertEquals(503, archive.api().get("/ready").status());
            String free = archive.api().get("/metrics").text().lines().filter(line -> line.startsWith("depot_archive_free_bytes "))
                    .findFirst().orElseThrow().split(" ")[1];
            double total = Files.getFileStore(temp).getTotalSpace();
            assertTrue(Double.parseDouble(free) > 0 && Double.parseDouble(free) < total, free + " of " + total);
        }
    }

    @ParameterizedTest
    @CsvSource({"SESSIONS_FREE_GB, -1", "SESSIONS_FREE_GB, lots", "SESSIONS_KEEP_DAYS, -1", "SESSIONS_SMALL_AFTER, soon",
            "SFTP_PORT, 70000", "SFTP_USER, 'a b'",
        "SFTP_AUTHORIZED_KEYS, /nonexistent/keys", "SESSIONS_DIR, /proc/sessions", "SFTP_SESSIONS, 0"})
    void whatCannotBeUsedIsNamed(String setting, String value) {
        BadSetting e = assertThrows(BadSetting.class, () -> ArchiveService.start(temp, setting, value).close());
        assertTrue(e.getMessage().startsWith(setting + " "), e.getMessage());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ArchiveService archive = ArchiveService.start(temp.resolve("one"))) {
            String taken = Integer.toString(archive.sftpPort());
            BadSetting e = assertThrows(BadSetting.class, () -> ArchiveService.start(temp.resolve("two"), "SFTP_PORT", taken).close());
            assertTrue(e.getMessage().startsWith("SFTP_PORT " + taken), e.getMessage());
        }
    }
}
