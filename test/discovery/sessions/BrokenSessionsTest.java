package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is left out and logged once, and everything else is still listed. */
class BrokenSessionsTest {
    private static final String GOOD_AT = "2026-03-01T09:00:00Z";

    @TempDir
    Path temp;
    Recordings recordings;

    @BeforeEach
    void oneGoodSession() throws IOException {
        recordings = new Recordings(temp);
        recordings.session("bvr-01", "good", GOOD_AT);
    }

    private void onlyTheGoodOneAndOneWarning() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of("good"), recordings.listed());
            assertEquals(List.of("good"), recordings.listed("rover_id=bvr-01"));
        }
        assertEquals(1, recordings.warnings.size(), recordings.warnings.toString());
    }

    @Test
    void noJson() throws IOException {
        recordings.write("bvr-01/sessions/bad/metadata.json", "{\"session_id\":");
        onlyTheGoodOneAndOneWarning();
        String warning = recordings.warnings.getFirst();
        assertTrue(warning.contains("bvr-01/sessions/bad/metadata.json") && warning.contains("malformed JSON"), warning);
    }

    @Test
    void notUtf8() throws IOException {
        recordings.write("bvr-01/sessions/bad/metadata.json",
                Recordings.metadata("s\u00fcd", GOOD_AT).getBytes(StandardCharsets.ISO_8859_1));
        onlyTheGoodOneAndOneWarning();
    }

    @Test
    void aFieldMissing() throws IOException {
        recordings.write("bvr-01/sessions/bad/metadata.json", "{\"session_id\":\"x\",\"rover_id\":\"y\"}");
        onlyTheGoodOneAndOneWarning();
        assertTrue(recordings.warnings.getFirst().contains("started_at"), recordings.warnings.getFirst());
    }

    @Test
    void exactlyOneMegabyteIsReadAndOneByteMoreIsNot() throws IOException {
        String metadata = Recordings.metadata("big", "2026-03-01T10:00:00Z");
        String filled = metadata + " ".repeat(1024 * 1024 - metadata.length());
        recordings.write("bvr-02/sessions/big/metadata.json", filled);
        assertEquals(List.of("big", "good"), recordings.listed());
        recordings.write("bvr-02/sessions/big/metadata.json", filled + " ");
        onlyTheGoodOneAndOneWarning();
    }

    @Test
    void aFolderOrALinkToNothingInItsPlace() throws IOException {
        Files.createDirectories(recordings.root.resolve("bvr-01/sessions/bad/metadata.json"));
        Path other = Files.createDirectories(recordings.root.resolve("bvr-01/sessions/other"));
        Files.createSymbolicLink(other.resolve("metadata.json"), Path.of("nothing"));
        onlyTheGoodOneAndOneWarning();
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // who opens a pipe waits where no interrupt comes
    void aPipeInItsPlaceDoesNotHoldTheListUp() throws Exception {
        Path pipe = Files.createDirectories(recordings.root.resolve("bvr-01/sessions/bad")).resolve("metadata.json");
        pipe(pipe);
        onlyTheGoodOneAndOneWarning();
    }

    static void pipe(Path path) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "there is no mkfifo here");
        Process mkfifo = new ProcessBuilder("/usr/bin/mkfifo", path.toString()).start();
        assertTrue(mkfifo.waitFor(30, TimeUnit.SECONDS) && mkfifo.exitValue() == 0);
    }

    @Test
    void itIsLoggedAgainWhenTheFileHasChangedAndIsStillBroken() throws IOException {
        recordings.write("bvr-01/sessions/bad/metadata.json", "{");
        onlyTheGoodOneAndOneWarning();
        recordings.write("bvr-01/sessions/bad/metadata.json", "{{");
        recordings.listed();
        recordings.listed();
        assertEquals(2, recordings.warnings.size());
    }

    @Test
    void aRepairedFileIsListedAndOneThatBreaksIsNot() throws IOException {
        recordings.write("bvr-01/sessions/bad/metadata.json", "{");
        onlyTheGoodOneAndOneWarning();
        recordings.write("bvr-01/sessions/bad/metadata.json", Recordings.metadata("bad", "2026-03-01T10:00:00Z"));
        assertEquals(List.of("bad", "good"), recordings.listed());
        recordings.write("bvr-01/sessions/bad/metadata.json", "{");
        assertEquals(List.of("good"), recordings.listed());
        assertEquals(2, recordings.warnings.size());
    }

    @Test
    void aFileBrokenAndJustWrittenIsLoggedOnceToo() throws IOException {
        Path bad = recordings.write("bvr-01/sessions/bad/metadata.json", "{");
        Files.setLastModifiedTime(bad, FileTime.from(Recordings.NOON));
        onlyTheGoodOneAndOneWarning();
    }

    @Test
    void aLinkToItselfIsLeftOutAndLoggedOnce() throws IOException {
        Files.createSymbolicLink(recordings.root.resolve("loop"), Path.of("loop"));
        onlyTheGoodOneAndOneWarning();
        assertEquals(404, recordings.downloadStatus("loop", "a"));
        assertEquals(1, recordings.warnings.stream().filter(w -> w.startsWith(recordings.root.resolve("loop").toString())).count());
    }

    @Test
    void aFolderThatMayNotBeReadIsLeftOutAndLoggedOnce() throws IOException {
        Path closed = recordings.session("closed", "a", GOOD_AT).getParent().getParent();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(closed), "this user (root, probably) may read everything");
            onlyTheGoodOneAndOneWarning();
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
            assertEquals(2, recordings.listed().size());
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
            assertEquals(List.of("good"), recordings.listed());
            assertEquals(2, recordings.warnings.size());
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aWarningIsOneLineWhateverTheName() throws IOException {
        recordings.write("bvr-01/sessions/bad\nname\u001b[31m/metadata.json", "{");
        onlyTheGoodOneAndOneWarning();
        assertFalse(recordings.warnings.getFirst().chars().anyMatch(Character::isISOControl), recordings.warnings.getFirst());
    }

    @Test
    void aNameThatIsNoTextIsLeftOutAndLoggedOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no sh here");
        recordings.session("other", "a", GOOD_AT);
        Process shell = new ProcessBuilder("/bin/sh", "-c", "mv \"$0/other\" \"$0/$(printf 'bad\\377')\"", recordings.root.toString())
                .start();
        assertTrue(shell.waitFor(30, TimeUnit.SECONDS) && shell.exitValue() == 0);
        onlyTheGoodOneAndOneWarning();
    }

    @Test
    void noMoreThanAThousandWrongFoldersAreLogged() throws IOException {
        for (int i = 0; i < 1_100; i++) {
            Files.createSymbolicLink(recordings.root.resolve("loop-" + i), Path.of("loop-" + i));
        }
        assertEquals(List.of("good"), recordings.listed());
        assertEquals(List.of("good"), recordings.listed());
        assertEquals(1_000, recordings.warnings.size());
    }
}
