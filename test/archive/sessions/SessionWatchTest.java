package depot.archive.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.recording.MadeRecording;
import depot.archive.recording.RecordingReader;
import depot.common.time.Time;
import depot.recordings.SessionFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One session that cannot be read costs no other. */
class SessionWatchTest {
    private static final String ROVER = "frog-0";
    private static final FileTime LONG_AGO = FileTime.from(Instant.now().minus(Duration.ofHours(2)));

    @TempDir
    Path temp;

    private final Sessions sessions = new Sessions();
    private int readings;

    private Path put(String dir, byte[] recording) throws IOException {
        Path file = Files.createDirectories(temp.resolve(ROVER).resolve("sessions").resolve(dir)).resolve("session.rrd");
        return Files.setLastModifiedTime(Files.write(file, recording), LONG_AGO);
    }

    private static byte[] recording(int rows) {
        byte[][] streams = new byte[rows][];
        for (int i = 0; i < rows; i++) {
            streams[i] = MadeRecording.oneRow("/power/battery_voltage", 1_000_000_000L * (i + 1), 48);
        }
        return MadeRecording.file(streams);
    }

    private KnownSession session(String dir) {
        return sessions.find(SessionFolder.id(ROVER, dir)).orElseThrow();
    }

    private double seconds(String dir) throws IOException {
        return SessionWatch.summary(session(dir).place().folder()).orElseThrow().durationSeconds();
    }

    @Test
    void aReadingThatFailsCostsNoOtherSession() throws Exception {
        put("2026-11-29T00-00-01", recording(3));
        byte[] bad = recording(5);
        Path file = put("2026-11-29T00-00-02", bad);
        put("2026-11-29T00-00-03", recording(3));
        SessionWatch watch = new SessionWatch(temp.toRealPath(), Time.SYSTEM, sessions, () -> { }, (channel, listener) -> {
            readings++;
            if (channel.length() == bad.length) {
                throw new IllegalStateException("nobody thought of this");
            }
            return new RecordingReader(listener).read(channel);
        });
        watch.look();
        watch.look();
        assertEquals(3, readings, "each once");
        assertEquals(2, seconds("2026-11-29T00-00-01"));
        assertEquals(2, seconds("2026-11-29T00-00-03"));
        KnownSession failed = session("2026-11-29T00-00-02");
        assertEquals(Optional.of("it cannot be read: java.lang.IllegalStateException: nobody thought of this"), failed.unreadable());
        assertTrue(failed.isRead());
        Files.write(file, recording(6));
        Files.setLastModifiedTime(file, LONG_AGO);
        watch.look();
        assertEquals(Optional.empty(), session("2026-11-29T00-00-02").unreadable(), "it grew, and can be read now");
        assertEquals(5, seconds("2026-11-29T00-00-02"));
    }

    /** Half of a pair of surrogates is in no file's name: what asks for it throws. */
    @Test
    void aNameThatNoFileCanHaveCostsNoOtherSession() throws Exception {
        put("2026-11-29T00-00-01", recording(3));
        Path file = put("2026-11-29T00-00-02", recording(4));
        Files.writeString(file.resolveSibling("metadata.json"), "{\"session_file\":\"\\ud800.rrd\",\"lidar_frames\":7}");
        put("2026-11-29T00-00-03", recording(3));
        new SessionWatch(temp.toRealPath(), Time.SYSTEM, sessions, () -> { }).look();
        assertEquals(2, seconds("2026-11-29T00-00-01"));
        assertEquals(3, seconds("2026-11-29T00-00-02"), "the usual name counts");
        assertEquals(7, session("2026-11-29T00-00-02").lidarFrames());
        assertEquals(2, seconds("2026-11-29T00-00-03"));
    }
}
