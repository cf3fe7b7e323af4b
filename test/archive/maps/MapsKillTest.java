package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.support.Api;
import depot.support.Await;
import depot.support.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed at random while jobs run: each session ends up in one map, once. A job that was begun twice without an end is
 * not tried again before somebody asks, as it might be what killed it; here the test does.
 */
class MapsKillTest {
    private static final int SESSIONS = 3;
    private static final int KILLS = 3;
    /** Nothing waits across a restart; a step that fails in the last process is tried again after a minute. */
    private static final Duration MAPPED = Duration.ofSeconds(100);

    @TempDir
    Path temp;

    @Test
    @Timeout(180)
    @SuppressWarnings("unchecked") // of JSON
    void noJobIsLostOrDoubled() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            Path folder = Files.createDirectories(temp.resolve("sessions/frog-" + i + "/sessions/2026-11-29T00-42-03"));
            Files.setLastModifiedTime(Files.write(folder.resolve("session.rrd"), FieldRecordings.read("compacted")),
                    FileTime.from(Instant.now().minusSeconds(7200)));
        }
        String[] settings = {"SESSIONS_DIR", temp.resolve("sessions").toString(), "MAPS_DIR", temp.resolve("maps").toString(), "JOBS_DIR",
            temp.resolve("jobs").toString()};
        Random random = new Random(13);
        for (int kill = 0; kill < KILLS; kill++) {
            ServiceProcess archive = ArchiveService.startProcess(temp, settings);
            LockSupport.parkNanos(random.nextInt(50, 1500) * 1_000_000L); // a random moment is what is wanted
            archive.kill();
            archive.awaitExit(Await.PATIENCE); // else the next one may find its lock taken
            archive.close();
        }
        try (ServiceProcess archive = ArchiveService.startProcess(temp, settings)) {
            Api api = archive.api();
            List<String> said = new ArrayList<>();
            try {
                Await.until("all are in a map", MAPPED, () -> {
                    List<Map<String, Object>> sessions = (List<Map<String, Object>>) api.get("/sessions").json().get("sessions");
                    said.clear();
                    for (Map<String, Object> each : sessions) {
                        said.add(each.get("roverId") + " " + each.get("status") + " " + each.get("error"));
                        if ("failed".equals(each.get("status")) && each.get("error").toString().startsWith("it was begun twice")) {
                            api.post("/sessions/" + each.get("id") + "/map", "");
                        }
                    }
                    return sessions.size() == SESSIONS && sessions.stream().allMatch(each -> "processed".equals(each.get("status")));
                });
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + ": " + said + " " + archive.log(), e);
            }
            // they all drove in the same place, so it is one map
            List<Map<String, Object>> maps = (List<Map<String, Object>>) api.get("/maps").json().get("maps");
            assertEquals(1, maps.size(), maps.toString());
            Map<String, Object> map = api.get("/maps/" + maps.getFirst().get("id")).json();
            List<Map<String, Object>> of = (List<Map<String, Object>>) map.get("sessions");
            Set<Object> ids = new HashSet<>();
            of.forEach(each -> ids.add(each.get("sessionId")));
            assertEquals(SESSIONS, of.size(), map.toString());
            assertEquals(SESSIONS, ids.size(), map.toString());
            assertNotNull(map.get("bounds"));
            assertEquals(200, api.get("/maps/" + map.get("id") + "/splat.ply").status());
            Await.until("what jobs worked on is gone", () -> count(temp.resolve("jobs/input")) == 0 && leftOutputs() == 0);
            assertEquals((int) map.get("version"), count(temp.resolve("jobs/processed")), "each job counted once");
        }
    }

    private static long count(Path folder) throws java.io.IOException {
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    private long leftOutputs() throws java.io.IOException {
        try (var all = Files.list(temp.resolve("maps"))) {
            return all.filter(path -> path.getFileName().toString().startsWith(".depot-job-")).count();
        }
    }
}
