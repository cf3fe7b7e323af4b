package depot.discovery.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No path leaves the folder of sessions, and links inside it work. */
class SessionPathsTest {
    private static final String AT = "2026-03-01T09:00:00Z";

    @TempDir
    Path temp;
    Recordings recordings;
    Path outside;

    /** Inside and outside look alike: rover bvr-01 with one session each. */
    @BeforeEach
    void insideAndOutside() throws IOException {
        recordings = new Recordings(Files.createDirectory(temp.resolve("inside")));
        recordings.session("bvr-01", "a", AT);
        recordings.write("bvr-01/sessions/a/session.rrd", "inside");
        outside = new Recordings(Files.createDirectory(temp.resolve("inside-not"))).session("bvr-01", "secret", AT)
                .getParent().getParent().getParent().getParent();
        Files.writeString(outside.resolve("bvr-01/sessions/secret/session.rrd"), "secret");
        Files.writeString(outside.resolve("session.rrd"), "secret");
        Files.writeString(outside.resolve("metadata.json"), Recordings.metadata("secret", AT));
        Files.writeString(temp.resolve("session.rrd"), "secret");
    }

    private void link(String path, Path target) throws IOException {
        Path link = recordings.root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, target);
    }

    private void nothingOfTheOutside(String rover, String session) throws IOException {
        assertEquals(List.of("a"), recordings.listed());
        assertEquals(404, recordings.downloadStatus(rover, session));
        recordings.listed();
        assertEquals(1, recordings.warnings.size(), recordings.warnings.toString());
        assertTrue(recordings.warnings.getFirst().contains("leads out"), recordings.warnings.getFirst());
    }

    @Test
    void theValidCase() throws IOException {
        assertEquals(List.of("a"), recordings.listed());
        assertEquals(200, recordings.downloadStatus("bvr-01", "a"));
        assertArrayEquals("inside".getBytes(UTF_8), Recordings.body(recordings.download("GET", "bvr-01", "a")));
        assertEquals(List.of(), recordings.warnings);
    }

    @ParameterizedTest(name = "{0} / {1}")
    @CsvSource({"..,inside-not", "%2e%2e,inside-not", "bvr-01,..", "bvr-01,%2E%2E", "bvr-01,.", ".,bvr-01", "bvr-01,%2e%2e%2fa",
            "bvr-01,..%2Fsessions%2Fa", "bvr-01%2Fsessions,a", "bvr-01,sessions%2fa", "bvr-01,a%2f", "bvr-01,%2fa", "bvr-01,a%00",
            "bvr-01,%00", "%2f,a", "bvr-01,..%5Csessions%5Ca", "bvr-01,a%0A", "bvr-01,a%20", "bvr-01,nothing", "nobody,a",
            "bvr-01,metadata.json", "bvr-01,session.rrd", "..%2finside-not%2fbvr-01,secret"})
    void namesThatAreNoFolderOfOurs(String rover, String session) throws IOException {
        assertEquals(404, recordings.downloadStatus(rover, session));
        assertEquals(List.of(), recordings.warnings);
    }

    @Test
    void absoluteNames() throws IOException {
        String absolute = outside.resolve("bvr-01").toString().replace("/", "%2F");
        assertEquals(404, recordings.downloadStatus(absolute, "secret"));
        assertEquals(404, recordings.downloadStatus("bvr-01", absolute));
        assertEquals(List.of(), recordings.listed("rover_id=" + absolute));
    }

    @Test
    void aNameLongerThanAnyFile() throws IOException {
        assertEquals(404, recordings.downloadStatus("x".repeat(5000), "a"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "x".repeat(5000)));
        assertEquals(List.of(), recordings.listed("rover_id=" + "x".repeat(5000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "%2e%2e", "../inside-not", "bvr-01/sessions", "bvr-01/", "/", "%00", "bvr-01%00",
            "../inside/bvr-01"})
    void filtersThatAreNoFolderOfOurs(String rover) throws IOException {
        assertEquals(List.of(), recordings.listed("rover_id=" + rover));
        assertEquals(List.of(), recordings.warnings);
    }

    @Test
    void aRoverThatIsALinkOut() throws IOException {
        link("out", outside.resolve("bvr-01"));
        nothingOfTheOutside("out", "secret");
        assertEquals(List.of(), recordings.listed("rover_id=out"));
    }

    @Test
    void aRelativeLinkOutToAFolderOfTheSameBeginning() throws IOException {
        link("out", Path.of("../inside-not/bvr-01"));
        nothingOfTheOutside("out", "secret");
    }

    @Test
    void aSessionsFolderThatIsALinkOut() throws IOException {
        link("out/sessions", outside.resolve("bvr-01/sessions"));
        nothingOfTheOutside("out", "secret");
    }

    @Test
    void aSessionThatIsALinkOut() throws IOException {
        link("bvr-01/sessions/out", outside.resolve("bvr-01/sessions/secret"));
        nothingOfTheOutside("bvr-01", "out");
    }

    @Test
    void aLinkOutThroughALinkInside() throws IOException {
        link("bvr-01/door", outside);
        link("bvr-01/sessions/out", recordings.root.resolve("bvr-01/door/bvr-01/sessions/secret"));
        nothingOfTheOutside("bvr-01", "out");
    }

    @Test
    void metadataThatIsALinkOut() throws IOException {
        link("bvr-01/sessions/out/metadata.json", outside.resolve("metadata.json"));
        recordings.listed();
        assertEquals(List.of("a"), recordings.listed());
        assertEquals(1, recordings.warnings.size());
    }

    @Test
    void aRecordingThatIsALinkOut() throws IOException {
        link("bvr-01/sessions/out/session.rrd", outside.resolve("session.rrd"));
        nothingOfTheOutside("bvr-01", "out");
        assertEquals(404, recordings.downloadStatus("bvr-01", "out"));
        assertEquals(1, recordings.warnings.size());
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // who opens a pipe waits where no interrupt comes
    void aRecordingThatIsNoFile() throws Exception {
        Files.createDirectories(recordings.root.resolve("bvr-01/sessions/b/session.rrd"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "b"));
        link("bvr-01/sessions/c/session.rrd", Path.of("/dev/zero"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "c"));
        Files.delete(recordings.root.resolve("bvr-01/sessions/c/session.rrd"));
        BrokenSessionsTest.pipe(Files.createDirectory(recordings.root.resolve("bvr-01/sessions/d")).resolve("session.rrd"));
        assertEquals(404, recordings.downloadStatus("bvr-01", "d"));
    }

    @Test
    void linksInsideAreFollowed() throws IOException {
        link("bvr-01/sessions/latest", Path.of("a"));
        link("alias", recordings.root.resolve("bvr-01"));
        assertEquals(List.of("a", "latest", "a", "latest"), recordings.listed());
        assertEquals(List.of("a", "latest"), recordings.listed("rover_id=alias"));
        assertArrayEquals("inside".getBytes(UTF_8), Recordings.body(recordings.download("GET", "alias", "latest")));
        assertEquals(List.of(), recordings.warnings);
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), recordings.root);
        Recordings through = new Recordings(link);
        assertEquals(List.of("a"), through.listed());
        assertEquals(200, through.downloadStatus("bvr-01", "a"));
    }

    @Test
    void aSessionMovedOutAndLinkedBackIsGone() throws IOException {
        assertEquals(List.of("a"), recordings.listed()); // it is known now, and its file stays the same
        Path moved = Files.move(recordings.root.resolve("bvr-01/sessions/a"), temp.resolve("moved"));
        link("bvr-01/sessions/a", moved);
        assertEquals(List.of(), recordings.listed());
        assertEquals(404, recordings.downloadStatus("bvr-01", "a"));
    }

    @Test
    void aRealPathWhoseFolderBecameALinkIsNotOpened() throws IOException {
        RealTree tree = RealTree.at(recordings.root).orElseThrow();
        Path file = tree.root().resolve("bvr-01/sessions/a/session.rrd"); // found, and now, before the opening:
        Files.move(tree.root().resolve("bvr-01/sessions"), temp.resolve("aside"));
        Files.move(temp.resolve("inside-not/bvr-01/sessions/secret"), temp.resolve("inside-not/bvr-01/sessions/a"));
        link("bvr-01/sessions", outside.resolve("bvr-01/sessions"));
        assertEquals("secret", Files.readString(file)); // by its path alone it would be
        assertThrows(IOException.class, () -> tree.open(file).close());
    }

    /** Somebody swaps the folder for a link out, and back, as fast as can be, while the recording is asked for. */
    @Test
    void swappingAFolderForALinkOutNeverLeadsOut() throws Exception {
        Path here = recordings.root.resolve("bvr-01/sessions/a");
        Path aside = recordings.root.resolve("bvr-01/aside");
        Path prepared = recordings.root.resolve("bvr-01/prepared");
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    Files.createSymbolicLink(prepared, outside);
                    Files.move(here, aside, ATOMIC_MOVE);
                    Files.move(prepared, here, ATOMIC_MOVE);
                    Files.delete(here);
                    Files.move(aside, here, ATOMIC_MOVE);
                }
            } catch (IOException e) {
                failure.set(e);
            }
        });
        int sent = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                try {
                    assertEquals("inside", new String(Recordings.body(recordings.download("GET", "bvr-01", "a")), UTF_8));
                    sent++;
                } catch (Refused e) {
                    assertEquals(404, e.status());
                }
                for (var session : recordings.list(null)) {
                    assertEquals("a", session.get("session_id"));
                }
            }
        } finally {
            done.set(true);
            swapper.join();
        }
        assertNull(failure.get());
        assertTrue(sent > 0);
        recordings.endAnswers();
        assertTrue(recordings.openFiles().isEmpty(), recordings.openFiles().toString());
    }

    @Test
    void aRecordingReplacedAgainAndAgainIsAlwaysOneOfThem() throws Exception {
        Path file = recordings.root.resolve("bvr-01/sessions/a/session.rrd");
        Path next = file.resolveSibling("next");
        AtomicBoolean done = new AtomicBoolean();
        Thread replacer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                try {
                    Files.writeString(next, i % 2 == 0 ? "other" : "inside");
                    Files.move(next, file, ATOMIC_MOVE);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            for (int i = 0; i < 1_000; i++) {
                try {
                    String body = new String(Recordings.body(recordings.download("GET", "bvr-01", "a")), UTF_8);
                    assertTrue(body.equals("other") || body.equals("inside"), body);
                } catch (Refused e) {
                    assertEquals(404, e.status()); // replaced three times within one opening
                }
            }
        } finally {
            done.set(true);
            replacer.join();
        }
    }
}
