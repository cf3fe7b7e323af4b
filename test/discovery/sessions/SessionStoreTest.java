package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store keeps in mind, how much of it, and many callers at once. */
class SessionStoreTest {
    @TempDir
    Path temp;
    Recordings recordings;

    @BeforeEach
    void folder() {
        recordings = new Recordings(temp);
    }

    private static String at(int minute) {
        return "2026-03-01T%02d:%02d:00Z".formatted(minute / 60, minute % 60);
    }

    @Test
    void aFileThatDidNotChangeIsNotReadAgain() throws IOException {
        recordings.session("bvr-01", "a", at(1));
        RecordedSession first = recordings.store.newestFirst(Optional.empty()).getFirst();
        assertSame(first, recordings.store.newestFirst(Optional.empty()).getFirst());
        assertSame(first, recordings.store.newestFirst(Optional.of("bvr-01")).getFirst());
    }

    @Test
    void aFileWrittenJustNowIsReadAgainAsItsStampMayStandStill() throws IOException {
        Path file = recordings.session("bvr-01", "a", at(1));
        FileTime now = FileTime.from(Recordings.NOON);
        Files.setLastModifiedTime(file, now);
        assertEquals(at(1), recordings.list(null).getFirst().get("started_at"));
        recordings.session("bvr-01", "a", at(2)); // the same length in the same file
        Files.setLastModifiedTime(file, now);
        assertEquals(at(2), recordings.list(null).getFirst().get("started_at"));
    }

    @Test
    void ofMoreThanTheBoundTheNewestAreListedAndItIsToldOnce() throws IOException {
        Recordings bounded = new Recordings(temp, 10);
        for (int i = 0; i < 25; i++) {
            bounded.session("r" + i % 3, "s" + i, at(i));
        }
        List<String> newest = new ArrayList<>();
        for (int i = 24; i >= 15; i--) {
            newest.add("s" + i);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(newest, bounded.listed());
        }
        assertEquals(List.of("s24", "s21", "s18", "s15", "s12", "s9", "s6", "s3", "s0"), bounded.listed("rover_id=r0"));
        assertEquals(1, bounded.warnings.size(), bounded.warnings.toString());
        for (int i = 5; i < 25; i++) {
            Files.delete(temp.resolve("r" + i % 3 + "/sessions/s" + i + "/metadata.json"));
        }
        assertEquals(List.of("s4", "s3", "s2", "s1", "s0"), bounded.listed());
    }

    @Test
    void theMemoryIsBoundedAndMakesRoomForWhatIsThere() {
        SessionCache cache = new SessionCache(2);
        SessionCache.Finding finding = new SessionCache.Finding(new Stamp(1, Recordings.EARLIER, "k"), null, null, true, true);
        assertTrue(cache.keep(new SessionCache.Place("r", "1"), finding, 1));
        assertTrue(cache.keep(new SessionCache.Place("r", "2"), finding, 1));
        assertTrue(cache.keep(new SessionCache.Place("r", "2"), finding, 1)); // a newer finding about the same
        assertFalse(cache.keep(new SessionCache.Place("q", "3"), finding, 2));
        cache.forgetUnseen(2);
        assertTrue(cache.keep(new SessionCache.Place("q", "3"), finding, 3));
        assertTrue(cache.keep(new SessionCache.Place("r", "1"), finding, 2));
        cache.forgetUnseen(3);
        assertSame(finding, cache.seen(new SessionCache.Place("q", "3"), 4));
        assertEquals(null, cache.seen(new SessionCache.Place("r", "1"), 4));
    }

    @Test
    void thousandsOfSessions() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            recordings.session("r" + i % 7, "s" + i, "2026-03-01T00:00:00." + (100_000 + i) + "Z");
        }
        assertEquals(2_000, recordings.listed().size());
        assertEquals(List.of("s1999", "s1998"), recordings.listed("limit=2"));
        assertEquals(List.of("s0"), recordings.listed("offset=1999"));
    }

    /** Each caller's list has everything that was there when it asked, though callers share walks. */
    @Test
    void manyCallersWhileSessionsComeAndGo() throws Exception {
        Recordings aside = new Recordings(temp.resolve("aside"));
        Recordings shared = new Recordings(Files.createDirectories(temp.resolve("shared")));
        Path rover = Files.createDirectories(shared.root.resolve("bvr-01/sessions"));
        int sessions = 200;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> calls = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                String name = "s" + i;
                Path made = aside.session("bvr-01", name, at(i)).getParent();
                Files.move(made, rover.resolve(name)); // there at once, never half
                for (String query : new String[] {null, null, "rover_id=bvr-01"}) {
                    calls.add(callers.submit(() -> {
                        assertTrue(shared.listed(query).contains(name));
                        return null;
                    }));
                }
                Path passing = Files.move(aside.session("gone", "g", at(i)).getParent(), rover.resolve("passing"));
                Files.move(passing, aside.root.resolve("passed-" + i));
            }
            for (Future<Void> call : calls) {
                call.get();
            }
        }
        assertEquals(sessions, shared.listed().size());
        assertEquals(List.of(), shared.warnings);
    }
}
