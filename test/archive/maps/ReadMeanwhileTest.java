package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.mapping.BuiltinWorker;
import depot.archive.mapping.JobLimits;
import depot.archive.recording.FieldRecordings;
import depot.archive.sessions.SessionWatch;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import depot.common.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording is read just while the keeper of maps takes its session in: it becomes one job, not two. */
class ReadMeanwhileTest {
    @TempDir
    Path temp;

    private final Sessions sessions = new Sessions();
    private SessionWatch reader;
    private boolean armed;

    /** When it is armed, a call for the time first has the recording read. */
    private final Time time = new Time() {
        @Override
        public long millis() {
            if (armed) {
                armed = false;
                try {
                    reader.look();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return SYSTEM.millis();
        }

        @Override
        public long nanos() {
            return SYSTEM.nanos();
        }
    };

    @Test
    void itBecomesOneJob() throws Exception {
        Path top = temp.resolve("sessions");
        Path file = Files.write(Files.createDirectories(top.resolve("bvr-01/sessions/2026-11-29T00-42-03")).resolve("session.rrd"),
                FieldRecordings.read("compacted"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
        Path jobs = temp.resolve("jobs");
        MapBooks books = new MapBooks(Files.createDirectories(temp.resolve("maps")), time);
        Jobs files = new Jobs(jobs, temp.resolve("maps"));
        JobInput input = new JobInput(sessions, files, JobLimits.ofThisProcess(), new FreeSpace(() -> Long.MAX_VALUE, 0));
        MapKeeper keeper = new MapKeeper(sessions, books, files, input, Positions.NONE, true, time);
        reader = new SessionWatch(top, Time.SYSTEM, sessions, () -> { });
        boolean[] first = {true};
        new SessionWatch(top, Time.SYSTEM, sessions, () -> {
            if (first[0]) { // known, and not read
                first[0] = false;
                armed = true;
                step(keeper);
            }
        }).look();
        assertEquals(List.of(), waiting(jobs), "what was read since is taken in first");
        BuiltinWorker worker = new BuiltinWorker(jobs, temp.resolve("work"), time, () -> { });
        for (int round = 0; round < 4; round++) {
            step(keeper);
            worker.doOne();
        }
        assertEquals(1, books.mapsNewestFirst().getFirst().version());
        assertTrue(books.sessions().getFirst().bytes() > 0);
        try (Stream<Path> all = Files.list(jobs.resolve("processed"))) {
            assertEquals(1, all.count(), "jobs");
        }
    }

    private static void step(MapKeeper keeper) {
        try {
            keeper.step();
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> waiting(Path jobs) throws Exception {
        try (Stream<Path> all = Files.list(jobs)) {
            return all.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".json")).toList();
        }
    }
}
