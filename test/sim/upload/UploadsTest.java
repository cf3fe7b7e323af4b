package depot.sim.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.ArchiveService;
import depot.sim.motion.Pose;
import depot.sim.rover.Mode;
import depot.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated rovers bring their recordings to archive as those of the field do. */
class UploadsTest {
    private static final Instant START = Instant.parse("2026-11-29T01:00:28.250Z");

    @TempDir
    Path folder;

    private static RoverRecording recordingOf(int seconds, Instant from) {
        RoverRecording recording = new RoverRecording("sim-01", Duration.ofMinutes(1));
        add(recording, seconds, from);
        return recording;
    }

    private static void add(RoverRecording recording, int seconds, Instant from) {
        for (int i = 0; i < seconds; i++) {
            recording.add(from.plusSeconds(i), new Pose(i, 1, 0), 48, i < 5 ? Mode.IDLE : Mode.AUTONOMOUS);
        }
    }

    /** As archive reads it. */
    private static int poses(Path recording) throws java.io.IOException {
        int[] count = {0};
        byte[] bytes = Files.readAllBytes(recording);
        depot.archive.recording.PoseJoiner joiner = new depot.archive.recording.PoseJoiner((nanos, x, y, heading) -> count[0]++);
        new depot.archive.recording.RecordingReader(new depot.archive.recording.RecordingListener() {
            @Override
            public boolean wants(String entity) {
                return true;
            }

            @Override
            public void scalar(String entity, long nanos, double value) {
                joiner.scalar(entity, nanos, value);
            }
        }).read(bytes, 0, bytes.length);
        return count[0];
    }

    private static Uploads.Server at(ArchiveService archive) {
        return new Uploads.Server("127.0.0.1", archive.sftpPort(), "bvr", ArchiveService.PASSWORD);
    }

    @Test
    void whatIsNewOrHasGrownIsBroughtAndWhatWasRotatedAwayStaysHere() throws Exception {
        RoverRecording recording = recordingOf(50, START);
        try (ArchiveService archive = ArchiveService.start(folder); RoverSync sync = new RoverSync(at(archive))) {
            assertEquals(2, sync.sync("sim-01", recording), "the recording and the log");
            Path first = archive.sessions().resolve("sim-01/sessions/2026-11-29T01-00-28/session.rrd");
            assertEquals(50, poses(first));
            assertEquals(Instant.parse("2026-11-29T01:01:17Z"), Files.getLastModifiedTime(first).toInstant());
            assertEquals(List.of("2026-11-29T01:00:28Z recording 2026-11-29T01-00-28", "2026-11-29T01:00:28Z mode idle",
                    "2026-11-29T01:00:33Z mode autonomous"),
                    Files.readAllLines(archive.sessions().resolve("sim-01/logs/bvrd.log")));
            assertEquals(0, sync.sync("sim-01", recording));
            add(recording, 1, START.plusSeconds(50));
            assertTrue(sync.sync("sim-01", recording) >= 1);
            assertEquals(51, poses(first));
            for (int i = 1; i <= 3; i++) {
                add(recording, 1, START.plus(Duration.ofMinutes(i)));
            }
            assertEquals(3, recording.sessions().size());
            assertTrue(sync.sync("sim-01", recording) >= 3);
            assertTrue(Files.exists(first), "kept, though the rover has it no more");
            assertTrue(archive.api().get("/metrics").text().contains("depot_archive_removed_total 1.0"));
        }
    }

    @Test
    void aFleetsComeInTurnAlsoOnceArchiveIsBack() throws Exception {
        int port;
        try (ArchiveService before = ArchiveService.start(folder)) {
            port = before.sftpPort();
        }
        try (Uploads uploads = new Uploads(new Uploads.Server("127.0.0.1", port, "bvr", ArchiveService.PASSWORD), Duration.ofMillis(200))) {
            uploads.add("sim-01", recordingOf(5, START), () -> true);
            uploads.add("sim-02", recordingOf(5, START), () -> false);
            uploads.add("sim-03", recordingOf(5, START), () -> true);
            uploads.start();
            try (ArchiveService archive = ArchiveService.start(folder, "SFTP_PORT", "" + port)) {
                Await.until("both that are in reach have brought theirs", () ->
                        Files.exists(archive.sessions().resolve("sim-01/sessions/2026-11-29T01-00-28/session.rrd"))
                        && Files.exists(archive.sessions().resolve("sim-03/sessions/2026-11-29T01-00-28/session.rrd")));
                assertTrue(Files.notExists(archive.sessions().resolve("sim-02")));
            }
        }
    }
}
