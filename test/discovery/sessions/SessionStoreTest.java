package depot.discovery.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.http.Downloads;
import depot.common.http.Stamp;
import depot.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        RecordedSession first = recordings.store.newestFirst(Optional.empty()).sessions().getFirst();
        assertSame(first, recordings.store.newestFirst(Optional.empty()).sessions().getFirst());
        assertSame(first, recordings.store.newestFirst(Optional.of("bvr-01")).sessions().getFirst());
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
    void ofMoreThanTheBoundTheNewestAreListedAndThatIsLoggedOnce() throws IOException {
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
    void theMemoryIsBoundedAndForgetsOnlyWhatItDidNotSeeWhereItLooked() {
        SessionCache cache = new SessionCache(2, Long.MAX_VALUE);
        SessionCache.Finding finding = new SessionCache.Finding(new Stamp(1, Recordings.EARLIER, "k"), null, null, null, true, true);
        assertTrue(cache.keep(new SessionCache.Place("r", "1"), finding, 1));
        assertTrue(cache.keep(new SessionCache.Place("r", "2"), finding, 1));
        assertTrue(cache.keep(new SessionCache.Place("r", "2"), finding, 1)); // a newer finding about the same
        assertFalse(cache.keep(new SessionCache.Place("q", "3"), finding, 2));
        cache.forgetUnseen(2, "q"::equals);
        assertSame(finding, cache.seen(new SessionCache.Place("r", "1"), 3));
        cache.forgetUnseen(3, "r"::equals);
        assertEquals(null, cache.seen(new SessionCache.Place("r", "2"), 4));
        assertTrue(cache.keep(new SessionCache.Place("q", "3"), finding, 4));
        cache.forgetUnseen(5, rover -> true);
        assertEquals(null, cache.seen(new SessionCache.Place("q", "3"), 6));
    }

    /** A recorder's texts may be of any characters: four bytes each in JSON, and as many in memory. */
    @Test
    void memoryIsBoundedByBytesHoweverMuchTheirMetadataSays() throws IOException {
        String text = "\ud83d\ude9c".repeat(400);
        long most = 100_000;
        SessionStore store = new SessionStore(temp, depot.common.time.Time.SYSTEM, 1_000, most, new Downloads("test"),
                recordings.warnings::add);
        for (int i = 0; i < 50; i++) {
            Path file = recordings.session("r" + i % 3, "s" + i, at(i));
            String more = ",\"session_file\":\"" + text + "\",\"ended_at\":\"" + text + "\"}";
            Files.writeString(file, Files.readString(file).replace("}", more));
            Files.setLastModifiedTime(file, Recordings.EARLIER);
        }
        for (int i = 0; i < 3; i++) {
            List<RecordedSession> listed = store.newestFirst(Optional.empty()).sessions();
            assertEquals("s49", listed.getFirst().folder());
            assertTrue(listed.size() > 5 && listed.size() < 30, "listed: " + listed.size());
            assertEquals(IntStream.range(0, listed.size()).mapToObj(n -> "s" + (49 - n)).toList(),
                    listed.stream().map(RecordedSession::folder).toList());
            assertTrue(listed.stream().mapToLong(session -> session.json().length).sum() < most);
        }
        assertEquals("s27", store.newestFirst(Optional.of("r0")).sessions().get(7).folder(), "of one rover there are older ones");
        assertEquals(1, recordings.warnings.size(), recordings.warnings.toString());
    }

    @Test
    void whatMemoryHasNoRoomForIsReadEveryTime() {
        SessionCache cache = new SessionCache(10, 5 * RecordedSession.EACH_BYTES / 2);
        SessionCache.Finding finding = new SessionCache.Finding(new Stamp(1, Recordings.EARLIER, "k"), null, null, null, true, true);
        assertTrue(cache.keep(new SessionCache.Place("r", "1"), finding, 1));
        assertTrue(cache.keep(new SessionCache.Place("r", "2"), finding, 1));
        assertFalse(cache.keep(new SessionCache.Place("r", "3"), finding, 1));
        cache.forget(new SessionCache.Place("r", "1"));
        assertTrue(cache.keep(new SessionCache.Place("r", "3"), finding, 1));
        cache.forgetUnseen(2, _ -> true);
        assertTrue(cache.keep(new SessionCache.Place("r", "1"), finding, 2));
        assertTrue(cache.keep(new SessionCache.Place("r", "4"), finding, 2));
    }

    @Test
    void theRankThatIsKeptOfASessionHasBothItsRoversNamesAndItsRecording() throws IOException {
        Recordings bounded = new Recordings(temp, 1);
        bounded.session("folder", "old", at(1));
        rewrite(temp.resolve("folder/sessions/old/metadata.json"), "\"rover_id\":\"bvr-01\"", "\"rover_id\":\"in-metadata\"");
        bounded.write("folder/sessions/old/session.rrd", "recorded");
        bounded.session("r1", "new", at(2));
        assertEquals(List.of("new"), bounded.listed());
        assertEquals(List.of("new"), bounded.listed()); // of the other there is but the rank by now
        assertEquals("old", bounded.list("rover_id=in-metadata").getFirst().get("session_dir"));
        assertEquals("old", bounded.list("rover_id=folder").getFirst().get("session_dir"));
        bounded.write("folder/sessions/old/session.rrd", "recorded on");
        assertEquals(11, ((Number) bounded.list("rover_id=folder").getFirst().get("bytes")).intValue());
    }

    /** Changes the file, and nothing that is checked before it is read. */
    private static void rewrite(Path file, String from, String to) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, Files.readString(file).replace(from, to));
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void moreThanAreListedAreNotReadAgainEither() throws IOException {
        Recordings bounded = new Recordings(temp, 10);
        for (int i = 0; i < 15; i++) {
            bounded.session("r" + i % 2, "s" + i, at(i));
        }
        List<Object> newest = bounded.listed();
        for (int i = 0; i < 15; i++) {
            rewrite(temp.resolve("r" + i % 2 + "/sessions/s" + i + "/metadata.json"), at(i), at(59 - i));
        }
        assertEquals(newest, bounded.listed());
        Files.delete(temp.resolve("r0/sessions/s14/metadata.json"));
        assertTrue(bounded.listed().contains("s4"), "it is read when its turn to be listed comes");
    }

    @Test
    void aFileOfTheFutureIsNotReadAgain() throws IOException {
        Path file = recordings.session("bvr-01", "a", at(1));
        Files.setLastModifiedTime(file, FileTime.from(Recordings.NOON.plusSeconds(3600 * 24 * 365)));
        assertEquals(at(1), recordings.list(null).getFirst().get("started_at"));
        rewrite(file, at(1), at(2));
        assertEquals(at(1), recordings.list(null).getFirst().get("started_at"));
    }

    @Test
    void aFileThatIsBeingRewrittenKeepsItsLastGoodVersion() throws IOException {
        Path file = recordings.session("bvr-01", "a", at(1));
        assertEquals(List.of("a"), recordings.listed());
        Files.writeString(file, "{\"session_id\":");
        Files.setLastModifiedTime(file, FileTime.from(Recordings.NOON));
        assertEquals(at(1), recordings.list(null).getFirst().get("started_at"));
        assertEquals(List.of(), recordings.warnings);
        recordings.session("bvr-01", "a", at(2));
        Files.setLastModifiedTime(file, FileTime.from(Recordings.NOON.minusSeconds(60)));
        assertEquals(at(2), recordings.list(null).getFirst().get("started_at"));
        recordings.write("bvr-01/sessions/a/metadata.json", "{\"session_id\":"); // an hour ago, and nobody went on with it
        assertEquals(List.of(), recordings.listed());
        assertEquals(1, recordings.warnings.size());
    }

    @Test
    void aWalkThatHangsIsJoinedAndLeavesDownloadsAlone() throws Exception {
        Files.createDirectories(temp.resolve("r1/sessions/s1"));
        Files.writeString(temp.resolve("r1/sessions/s1/metadata.json"), "broken");
        Files.write(temp.resolve("r1/sessions/s1/session.rrd"), new byte[10]);
        CountDownLatch disk = new CountDownLatch(1);
        AtomicInteger walking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        SessionStore store = new SessionStore(temp, depot.common.time.Time.SYSTEM, 10, warning -> {
            most.accumulateAndGet(walking.incrementAndGet(), Math::max);
            try {
                disk.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            walking.decrementAndGet();
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SessionList> first = callers.submit(() -> store.newestFirst(Optional.empty()));
            Await.until("it hangs", () -> walking.get() == 1);
            first.cancel(true); // its caller gives up, the walk goes on
            List<Future<SessionList>> later = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                later.add(callers.submit(() -> store.newestFirst(Optional.empty())));
            }
            try (Downloads.Download<OpenedFile> recording = store.recording("r1", "s1")) {
                assertEquals(10, recording.file().length());
            }
            disk.countDown();
            for (Future<SessionList> each : later) {
                assertEquals(List.of(), each.get(30, TimeUnit.SECONDS).sessions());
            }
        }
        assertEquals(1, most.get());
    }

    /** Each with another rover's name, as anybody may ask: who asks waits for two walks at most. */
    @Test
    void howeverManyAskForRoversThatThereAreNotOneWalkDoesForAll() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        Walks<Integer, Integer> walks = new Walks<>(keys -> {
            begun.incrementAndGet();
            try {
                disk.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return keys.stream().collect(Collectors.toMap(key -> key, key -> -key));
        }, 0);
        List<Thread> callers = new ArrayList<>();
        List<FutureTask<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int key = i;
            asked.add(new FutureTask<>(() -> walks.join(key)));
            callers.add(Thread.ofVirtual().start(asked.getLast()));
            Await.until("it hangs", () -> begun.get() == 1);
        }
        Await.until("all wait", () -> callers.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
        disk.countDown();
        for (int i = 0; i < asked.size(); i++) {
            assertEquals(-i, asked.get(i).get());
        }
        assertEquals(2, begun.get());
    }

    @Test
    void oneWalkFindsTheSessionsOfSeveralRoversByEitherName() throws IOException {
        recordings.session("r0", "a", at(1));
        recordings.session("r1", "b", at(2));
        SessionScan scan = new SessionScan(RealTree.at(temp).orElseThrow(), new SessionCache(10, 1_000_000), new Warnings(_ -> { }), 10,
                1_000_000, 1, Recordings.NOON);
        Map<Optional<String>, List<RecordedSession>> found = scan.run(Set.of(Optional.empty(), Optional.of("r0"), Optional.of("bvr-01"),
                Optional.of("nobody")));
        assertEquals(Map.of(Optional.empty(), List.of("b", "a"), Optional.of("r0"), List.of("a"), Optional.of("bvr-01"), List.of("b", "a"),
                Optional.of("nobody"), List.of()), found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                        each -> each.getValue().stream().map(RecordedSession::folder).toList())));
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
