package depot.archive.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.recording.MadeRecording;
import depot.common.time.Time;
import depot.recordings.SessionFolder;
import depot.support.ManualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
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
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-09-13T12:00:00Z"));

    @TempDir
    Path temp;

    private final Sessions sessions = new Sessions();
    private final ManualTime time = new ManualTime();
    private int readings;
    private boolean broken = true;

    private Path put(String dir, byte[] recording) throws IOException {
        Path file = Files.createDirectories(temp.resolve(ROVER).resolve("sessions").resolve(dir)).resolve("session.rrd");
        return Files.setLastModifiedTime(Files.write(file, recording), LONG_AGO);
    }

    private SessionWatch watch(Time clock, SessionReader.Reading reading) throws IOException {
        return new SessionWatch(temp.toRealPath(), sessions, () -> { }, new SessionReader(clock, reading));
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
        Path file = put("2026-11-29T00-00-02", recording(5));
        put("2026-11-29T00-00-03", recording(3));
        SessionWatch watch = watch(Time.SYSTEM, (folder, reader, channel) -> {
            readings++;
            if (folder.endsWith("2026-11-29T00-00-02") && broken) {
                throw new IllegalStateException("nobody thought of this");
            }
            return reader.read(channel);
        });
        watch.look();
        watch.look();
        assertEquals(3, readings, "each once");
        assertEquals(2, seconds("2026-11-29T00-00-01"));
        assertEquals(2, seconds("2026-11-29T00-00-03"));
        KnownSession failed = session("2026-11-29T00-00-02");
        assertEquals(Optional.of("it cannot be read: java.lang.IllegalStateException: nobody thought of this"), failed.unreadable());
        assertTrue(failed.isRead());
        broken = false;
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

    /** A disk that was full, or stood still, for a moment: the recording was unreadable until the next start. */
    @Test
    void whatTheDiskCostIsReadAgainByItself() throws Exception {
        put("2026-11-29T00-00-01", recording(3));
        SessionWatch watch = watch(time, (folder, reader, channel) -> {
            readings++;
            if (broken) {
                throw new IOException("no space left on the disk");
            }
            return reader.read(channel);
        });
        watch.look();
        assertEquals(Optional.empty(), session("2026-11-29T00-00-01").unreadable(), "nothing is known of the recording");
        assertFalse(session("2026-11-29T00-00-01").isRead());
        watch.look();
        assertEquals(1, readings, "not before its pause is over");
        time.advance(SessionReader.FIRST_PAUSE);
        watch.look();
        time.advance(SessionReader.FIRST_PAUSE);
        watch.look();
        assertEquals(2, readings, "the pause grows");
        broken = false;
        time.advance(SessionReader.FIRST_PAUSE);
        watch.look();
        assertEquals(2, seconds("2026-11-29T00-00-01"));
        watch.look();
        assertEquals(3, readings);
    }

    /** A new upload does not wait for the pause of the one before. */
    @Test
    void anUploadThatArrivesIsReadAtOnceThoughTheOneBeforeFailed() throws Exception {
        Path file = put("2026-11-29T00-00-01", recording(3));
        SessionWatch watch = watch(time, (folder, reader, channel) -> {
            if (broken) {
                throw new IOException("the disk does not answer");
            }
            return reader.read(channel);
        });
        watch.look();
        broken = false;
        Files.setLastModifiedTime(Files.write(file, recording(4)), LONG_AGO);
        watch.look();
        assertEquals(3, seconds("2026-11-29T00-00-01"));
    }

    /** A sector that cannot be read any more: the page shows why after half an hour, and it is tried all the same. */
    @Test
    void whatFailsForLongIsShown() throws Exception {
        put("2026-11-29T00-00-01", recording(3));
        SessionWatch watch = watch(time, (folder, reader, channel) -> {
            if (broken) {
                throw new IOException("input/output error");
            }
            return reader.read(channel);
        });
        for (int i = 0; i < 6; i++) {
            watch.look();
            time.advance(Duration.ofMinutes(30));
        }
        watch.look();
        assertEquals(Optional.of("it cannot be read: input/output error"), session("2026-11-29T00-00-01").unreadable());
        broken = false;
        time.advance(Duration.ofMinutes(30));
        watch.look();
        assertEquals(Optional.empty(), session("2026-11-29T00-00-01").unreadable());
        assertEquals(2, seconds("2026-11-29T00-00-01"));
    }

    /** A kilobyte takes ten seconds. */
    private ReadableByteChannel slow(ReadableByteChannel channel) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                time.advance(Duration.ofSeconds(10));
                int limit = into.limit();
                into.limit(into.position() + Math.min(into.remaining(), 1000));
                try {
                    return channel.read(into);
                } finally {
                    into.limit(limit);
                }
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Test
    void aRecordingThatTakesLongHoldsUpNoOther() throws Exception {
        for (int i = 1; i <= 2; i++) {
            put("2026-11-29T00-00-0" + i, recording(30));
        }
        put("2026-11-29T00-00-03", recording(3));
        SessionWatch watch = watch(time, (folder, reader, channel) -> {
            readings++;
            return reader.read(folder.endsWith("2026-11-29T00-00-03") ? channel : slow(channel));
        });
        watch.look();
        assertEquals(2, seconds("2026-11-29T00-00-03"));
        assertEquals(3, readings, "each had a turn");
        assertFalse(session("2026-11-29T00-00-01").isRead() || session("2026-11-29T00-00-02").isRead());
        put("2026-11-29T00-00-03", recording(5));
        watch.look();
        assertEquals(4, seconds("2026-11-29T00-00-03"), "it grew");
        assertEquals(5, readings, "one of the long ones has a turn, and the other waits for it");
        for (int i = 0; i < 40; i++) {
            watch.look();
        }
        assertEquals(29, seconds("2026-11-29T00-00-01"));
        assertEquals(29, seconds("2026-11-29T00-00-02"));
        int all = readings;
        watch.look();
        assertEquals(all, readings);
    }

    @Test
    void aLongRecordingThatGoesIsForgotten() throws Exception {
        Path file = put("2026-11-29T00-00-01", recording(30));
        SessionReader reader = new SessionReader(time, (folder, inner, channel) -> inner.read(slow(channel)));
        SessionWatch watch = new SessionWatch(temp.toRealPath(), sessions, () -> { }, reader);
        watch.look();
        assertTrue(reader.isBusy());
        Files.delete(file);
        watch.look();
        assertFalse(reader.isBusy(), "else it would look again at once, for ever");
    }
}
