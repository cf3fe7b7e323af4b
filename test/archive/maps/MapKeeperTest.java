package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.mapping.JobLimits;
import depot.archive.recording.FieldRecordings;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import depot.common.time.Time;
import depot.recordings.SmallFileWriter;
import depot.support.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with one job is that job's alone; and a map has what its own job left. The worker's part is played by the test. */
class MapKeeperTest {
    private static final String WORKER_SAYS = "{\"job_id\":\"x\",\"status\":\"success\",\"stats\":{\"coverage_pct\":10}}";

    private static final byte[] DAMAGE = new byte[2_000];

    @TempDir
    Path temp;
    private Sessions sessions;
    private final ManualTime time = new ManualTime();
    private Path jobs;
    private Jobs files;
    private MapBooks books;
    private MapKeeper keeper;
    private Runnable whenAsked = () -> { }; // just before jobs are made
    private long free = Long.MAX_VALUE;

    /** Starts anew, with what is on the disk. */
    @BeforeEach
    void keeper() throws Exception {
        sessions = new Sessions();
        jobs = temp.resolve("jobs");
        Path maps = Files.createDirectories(temp.resolve("maps"));
        books = new MapBooks(maps, time);
        files = new Jobs(jobs, maps);
        FreeSpace space = new FreeSpace(() -> {
            whenAsked.run();
            return free;
        }, 1_000_000);
        JobInput input = new JobInput(sessions, files, JobLimits.ofThisProcess(), space);
        keeper = new MapKeeper(sessions, books, files, input, Positions.NONE, true, time);
    }

    private Path put(String rover, String recording) throws Exception {
        Path file = Files.write(Files.createDirectories(temp.resolve("sessions").resolve(rover + "/sessions/2026-11-29T00-42-03"))
                .resolve("session.rrd"), FieldRecordings.read(recording));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
        return file;
    }

    /** Keeps a recording small, as housekeeping does. @return its file now */
    private static Path small(Path recording) throws IOException {
        Path small = recording.resolveSibling("session.rrd.zst");
        try (FileChannel channel = FileChannel.open(recording, StandardOpenOption.READ)) {
            SmallFileWriter.write(channel, channel.size(), "of this test", small);
        }
        Files.setLastModifiedTime(small, Files.getLastModifiedTime(recording));
        Files.delete(recording);
        return small;
    }

    /** Overwrites what is in the middle; size and time stay, as when a disk goes bad. */
    private static void overwrite(Path file, byte[] with) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileTime time = Files.getLastModifiedTime(file);
            channel.write(ByteBuffer.wrap(with), 5_000);
            Files.setLastModifiedTime(file, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void look() throws Exception {
        new SessionWatch(temp.resolve("sessions"), Time.SYSTEM, sessions, () -> { }).look();
    }

    private SessionEntry of(String rover) {
        return books.sessions().stream().filter(entry -> entry.path().contains("/" + rover + "/")).findFirst().orElseThrow();
    }

    private long waiting() throws IOException {
        try (Stream<Path> all = Files.list(jobs)) {
            return all.filter(path -> path.getFileName().toString().endsWith(".json")).count();
        }
    }

    /** A recording goes bad on the disk once its session is in a map. */
    @Test
    void aJobWhoseInputCannotBeMadeHoldsUpNoOtherAndFailsInTheEnd() throws Exception {
        Path bad = small(put("bvr-01", "compacted")); // it has positions, the other has none: two maps
        put("frog-0", "field");
        look();
        whenAsked = () -> overwrite(bad, DAMAGE);
        keeper.step();
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status());
        assertEquals(1, waiting(), "the other map's job is there");
        UUID job = of("bvr-01").jobId().orElseThrow();
        assertFalse(Files.exists(files.input(job)), "nothing is left of what was begun");

        put("frog-1", "rover"); // found while the first one waits
        look();
        keeper.step();
        assertEquals(SessionEntry.Status.PROCESSED, of("frog-1").status());
        for (int minutes = 1; minutes <= 16; minutes *= 2) {
            assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status(), "before " + minutes + " minutes more");
            time.advance(Duration.ofMinutes(minutes).minusSeconds(1));
            keeper.step();
            assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status());
            time.advance(Duration.ofSeconds(1));
            keeper.step();
        }
        SessionEntry failed = of("bvr-01");
        assertEquals(SessionEntry.Status.FAILED, failed.status());
        assertTrue(failed.error().orElseThrow().contains("is damaged"), failed.error().orElseThrow());
        assertEquals(1, waiting());
    }

    /** Two sessions of one map, one of which goes bad: the other is mapped without it. */
    @Test
    void oneBadRecordingDoesNotKeepItsMapFromTheOthers() throws Exception {
        Path bad = small(put("bvr-01", "compacted"));
        put("bvr-02", "compacted");
        look();
        whenAsked = () -> overwrite(bad, DAMAGE);
        for (int i = 0; i < 5; i++) {
            keeper.step();
            assertEquals(0, waiting());
            assertEquals(of("bvr-01").jobId(), of("bvr-02").jobId(), "they are in one job");
            time.advance(Duration.ofMinutes(16));
        }
        keeper.step(); // the sixth time it is left out
        keeper.step();
        assertEquals(1, waiting());
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-02").status());
        assertEquals(SessionEntry.Status.FAILED, of("bvr-01").status());
        assertTrue(of("bvr-01").error().orElseThrow().startsWith("its recording cannot be read: "), of("bvr-01").error().orElseThrow());
    }

    @Test
    void whatCannotBeReadForAWhileIsMappedAfterAll() throws Exception {
        Path bad = small(put("bvr-01", "compacted"));
        byte[] good = Arrays.copyOfRange(Files.readAllBytes(bad), 5_000, 5_000 + DAMAGE.length);
        look();
        whenAsked = () -> overwrite(bad, DAMAGE);
        keeper.step();
        assertEquals(0, waiting());
        whenAsked = () -> overwrite(bad, good);
        keeper.step();
        assertEquals(0, waiting(), "not each second");
        time.advance(Duration.ofMinutes(1));
        keeper.step();
        assertEquals(1, waiting());
    }

    /** With less free than is to stay so nothing is begun, and nothing fails for it. */
    @Test
    void withoutRoomSessionsWait() throws Exception {
        put("bvr-01", "compacted");
        look();
        free = 999_999;
        for (int i = 0; i < 10; i++) {
            keeper.step();
            time.advance(Duration.ofHours(1));
        }
        assertEquals(SessionEntry.Status.PENDING, of("bvr-01").status());
        free = Long.MAX_VALUE;
        keeper.step();
        assertEquals(1, waiting());
    }

    /** There is room, but not for this: the disk is not filled up to its limit for nothing. */
    @Test
    void anInputThatCannotFitIsNotBegun() throws Exception {
        put("bvr-01", "compacted");
        look();
        free = 1_000_000 + 2_000;
        for (int i = 0; i < 6; i++) {
            keeper.step();
            assertEquals(0, waiting());
            try (Stream<Path> all = Files.list(jobs.resolve("input"))) {
                assertEquals(0, all.count());
            }
            time.advance(Duration.ofMinutes(30));
        }
        assertEquals(SessionEntry.Status.FAILED, of("bvr-01").status());
        assertTrue(of("bvr-01").error().orElseThrow().contains("disk is full"), of("bvr-01").error().orElseThrow());
    }

    /** Leaves files as a worker does, each with its name in it. */
    private UUID work(String... names) throws Exception {
        UUID job = books.sessions().getFirst().jobId().orElseThrow();
        for (String name : names) {
            Files.writeString(files.output(job).resolve(name), job + " " + name);
        }
        Files.writeString(files.output(job).resolve("result.json"), WORKER_SAYS);
        Files.move(jobs.resolve(job + ".json"), Files.createDirectories(jobs.resolve("processed")).resolve(job + ".json"));
        return job;
    }

    /** The second one waits for the map that the first one's job was to begin. */
    @Test
    void theFailureOfAMapsFirstJobIsNotTheNextOnes() throws Exception {
        put("bvr-01", "compacted");
        look();
        keeper.step();
        UUID map = of("bvr-01").mapId().orElseThrow();
        put("bvr-02", "compacted");
        look();
        keeper.step();
        assertEquals(SessionEntry.Status.PENDING, of("bvr-02").status());
        assertEquals(map, of("bvr-02").mapId().orElseThrow());
        UUID job = of("bvr-01").jobId().orElseThrow();
        Files.move(jobs.resolve(job + ".json"), Files.createDirectories(jobs.resolve("failed")).resolve(job + ".json"));
        keeper.step();
        assertEquals(SessionEntry.Status.FAILED, of("bvr-01").status());
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-02").status());
        assertEquals(map, of("bvr-02").mapId().orElseThrow());
        job = of("bvr-02").jobId().orElseThrow();
        Files.move(jobs.resolve(job + ".json"), jobs.resolve("failed").resolve(job + ".json"));
        keeper.step();
        assertEquals(List.of(), books.maps(), "nobody waits for it any more");
    }

    @Test
    void aSessionWhoseMapIsGoneGetsAnother() throws Exception {
        put("bvr-01", "compacted");
        look();
        free = 0;
        keeper.step();
        DepotMap map = books.map(of("bvr-01").mapId().orElseThrow()).orElseThrow();
        books.forget(map);
        free = Long.MAX_VALUE;
        keeper.step();
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status());
        assertTrue(books.map(of("bvr-01").mapId().orElseThrow()).isPresent());
    }

    /** As a kill leaves it between the books and the job. @return the session's folder */
    private Path queuedAndNotGiven() throws Exception {
        Path recording = put("bvr-01", "compacted");
        look();
        keeper.step();
        UUID job = of("bvr-01").jobId().orElseThrow();
        Files.delete(jobs.resolve(job + ".json"));
        files.clean(job);
        keeper();
        return recording.getParent();
    }

    @Test
    void afterARestartNothingIsSaidOfAJobBeforeItsSessionsWereLookedFor() throws Exception {
        queuedAndNotGiven();
        keeper.step();
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status());
        assertEquals(0, waiting());
        look();
        keeper.step();
        assertEquals(1, waiting());
    }

    @Test
    void aSessionThatIsNotFoundForAWhileIsMappedAfterAll() throws Exception {
        queuedAndNotGiven();
        new SessionWatch(Files.createDirectories(temp.resolve("elsewhere")), Time.SYSTEM, sessions, () -> { }).look(); // finds none
        keeper.step();
        assertEquals(SessionEntry.Status.QUEUED, of("bvr-01").status());
        look();
        time.advance(Duration.ofMinutes(1));
        keeper.step();
        assertEquals(1, waiting());
    }

    @Test
    void aSessionThatIsGoneFailsAtOnce() throws Exception {
        Jobs.removeAll(queuedAndNotGiven());
        look();
        keeper.step();
        assertEquals(SessionEntry.Status.FAILED, of("bvr-01").status());
    }

    @Test
    void aJobThatWasNotHandedOutGoesWithItsInput() throws Exception {
        UUID job = UUID.randomUUID();
        Path written = Files.writeString(jobs.resolve("input").resolve(job + ".json"), "{}"); // killed before it was moved
        keeper.cleanUp();
        assertFalse(Files.exists(written));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void secondVersion(boolean killed) throws Exception {
        put("bvr-01", "compacted");
        look();
        keeper.step();
        work("splat.ply", "pointcloud.laz", "mesh.glb", "thumbnail.jpg");
        keeper.step();
        DepotMap first = books.mapsNewestFirst().getFirst();
        assertEquals(List.of("splat.ply", "pointcloud.laz", "mesh.glb", "thumbnail.jpg"), first.assets().files());

        keeper.again(of("bvr-01").id());
        keeper.step();
        UUID job = work("splat.ply", "thumbnail.png");
        if (killed) {
            files.take(job, books.folder(first)); // and its manifest was not written any more
        }
        keeper.step();
        DepotMap second = books.mapsNewestFirst().getFirst();
        assertEquals(2, second.version());
        assertEquals(List.of("splat.ply", "thumbnail.png"), second.assets().files(), "its own alone");
        assertEquals(List.of("manifest.json", "splat.ply", "thumbnail.png"), names(books.folder(second)));
        assertEquals(job + " splat.ply", Files.readString(books.folder(second).resolve("splat.ply")));
        assertFalse(Files.exists(files.output(job)));
    }

    @Test
    void whatAnEarlierJobLeftIsNotALaterOnes() throws Exception {
        secondVersion(false);
    }

    @Test
    void norAfterAKillBetweenItsFilesAndItsManifest() throws Exception {
        secondVersion(true);
    }
}
