package depot.common.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That another process does not get it, StartTest shows. */
class DirectoryLockTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.5Z");

    @TempDir
    Path folder;

    @Test
    void theSecondIsRefusedWithTheHoldersNameAndAnotherServiceMayShareTheFolder() throws Exception {
        try (DirectoryLock _ = DirectoryLock.take(folder, "gps", NOON)) {
            DirectoryLock.Taken taken = assertThrows(DirectoryLock.Taken.class, () -> DirectoryLock.take(folder, "gps", NOON));
            assertTrue(taken.getMessage().contains("gps, process " + ProcessHandle.current().pid() + " on ") && taken.getMessage()
                    .contains("2026-03-01T12:00:00Z"),
                    taken.getMessage());
            DirectoryLock.take(folder, "discovery", NOON).close();
        }
        DirectoryLock.take(folder, "gps", NOON).close();
    }

    @Test
    void whatAKilledProcessLeftIsNoLock() throws Exception {
        Files.writeString(folder.resolve("gps.lock"),
                "gps, process 1 on a machine that lost its power, and many more words than the next will write");
        try (DirectoryLock _ = DirectoryLock.take(folder, "gps", NOON)) {
            assertEquals(1, Files.readAllLines(folder.resolve("gps.lock")).size());
            assertTrue(Files.readString(folder.resolve("gps.lock")).endsWith("2026-03-01T12:00:00Z"));
        }
    }
}
