package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.archive.ArchiveService;
import depot.archive.recording.FieldRecordings;
import depot.recordings.SessionFolder;
import depot.support.Api;
import depot.support.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs are done by a worker that is not ours: a program in Python that keeps to the contract, strictly. (Those of the field are not
 * here: what they would do with a job is what the contract says of them.)
 */
class OutsideWorkerTest {
    @TempDir
    Path temp;

    private Process worker() throws IOException {
        Path python = Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, "python3")).filter(Files::isExecutable)
                .findFirst().orElse(null);
        assumeTrue(python != null, "there is no python3 on this machine");
        Path script = temp.resolve("worker.py");
        try (InputStream in = OutsideWorkerTest.class.getResourceAsStream("worker.py")) {
            Files.copy(in, script);
        }
        return new ProcessBuilder(python.toString(), script.toString(), temp.resolve("jobs").toString()).redirectErrorStream(true)
                .redirectOutput(temp.resolve("worker.log").toFile()).start();
    }

    private String put(String rover, String name, String recording) throws Exception {
        Path file = Files.write(Files.createDirectories(temp.resolve("sessions/" + rover + "/sessions/" + name)).resolve("session.rrd"),
                FieldRecordings.read(recording));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
        return SessionFolder.id(rover, name).toString();
    }

    private Map<String, Object> ended(Api api, String session, String as) throws Exception {
        try {
            Await.until("it is " + as, () -> as.equals(api.get("/sessions/" + session).json().get("status")));
        } catch (AssertionError e) {
            throw new AssertionError(api.get("/sessions/" + session).text() + "\n" + Files.readString(temp.resolve("worker.log")), e);
        }
        return api.get("/sessions/" + session).json();
    }

    @Test
    void recordingsBecomeMapsByAWorkerFromOutside() throws Exception {
        String scans = put("frog-0", "2026-11-29T00-41-56", "field");
        String cloud = put("bvr-01", "2026-11-29T00-42-03", "compacted"); // with pictures
        Process worker = null;
        try (ArchiveService archive = ArchiveService.start(temp, "MAPS_WORKER", "outside")) {
            Api api = archive.api();
            Await.until("both wait for a worker", () -> "queued".equals(api.get("/sessions/" + scans).json().get("status"))
                    && "queued".equals(api.get("/sessions/" + cloud).json().get("status")));
            worker = worker();
            Map<String, Object> session = ended(api, scans, "processed");
            Map<String, Object> map = api.get("/maps/" + session.get("mapId")).json();
            Map<?, ?> stats = (Map<?, ?>) map.get("stats");
            assertEquals(69_554, stats.get("totalPoints"), "all points of the recording");
            assertEquals(0, stats.get("totalSplats"), "a plain cloud");
            assertNull(((Map<?, ?>) map.get("assets")).get("thumbnail"));
            float[] points = FieldMapTest.points(api.get("/maps/" + map.get("id") + "/splat.ply").body(), 3);
            int near = 0;
            for (int i = 0; i < points.length; i += 3) {
                near += FieldMapTest.toYard(points[i], points[i + 1]) < 0.1 ? 1 : 0; // by the nearest pose
            }
            assertTrue(near > 0.99 * points.length / 3, near + " of " + points.length / 3 + " points are of the yard");
            Map<String, Object> placed = ended(api, cloud, "processed");
            assertEquals("recording", ((Map<?, ?>) placed.get("placement")).get("source"));
            assertTrue(Files.readString(temp.resolve("worker.log")).contains("'input_images': 6"), "its pictures were there");
            Await.until("what it worked on is gone", () -> left("jobs/input") == 0);
        } finally {
            end(worker);
        }
    }

    /** The reason that a worker gives for a failed job is shown; tried again, the job is done. */
    @Test
    void whyAJobFailedIsShownAndItCanBeTriedAgain() throws Exception {
        String id = put("bvr-01", "2026-11-29T00-42-03", "compacted");
        Process worker = null;
        try (ArchiveService archive = ArchiveService.start(temp, "MAPS_WORKER", "outside")) {
            Api api = archive.api();
            Path job = Await.value("there is a job", Await.PATIENCE, this::job);
            String name = job.getFileName().toString().replace(".json", "");
            Files.delete(temp.resolve("jobs/input/" + name + "/poses.csv"));
            worker = worker();
            Map<String, Object> session = ended(api, id, "failed");
            assertTrue(session.get("error").toString().contains("poses.csv"), session.toString());
            assertEquals(0, api.get("/maps").json().get("total"));
            assertEquals(202, api.post("/sessions/" + id + "/map", "").status());
            ended(api, id, "processed");
            assertEquals(1, api.get("/maps").json().get("total"));
        } finally {
            end(worker);
        }
    }

    private java.util.Optional<Path> job() throws IOException {
        if (!Files.isDirectory(temp.resolve("jobs"))) {
            return java.util.Optional.empty();
        }
        try (Stream<Path> all = Files.list(temp.resolve("jobs"))) {
            return all.filter(path -> path.getFileName().toString().endsWith(".json")).findFirst();
        }
    }

    private long left(String folder) throws IOException {
        try (Stream<Path> all = Files.list(temp.resolve(folder))) {
            return all.count();
        }
    }

    private static void end(Process worker) throws Exception {
        if (worker != null) {
            worker.getOutputStream().close(); // its input ends, and so does it
            if (!worker.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
                worker.destroyForcibly();
            }
        }
    }
}
