package depot.gps.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    @TempDir
    Path folder;
    private final ManualTime time = new ManualTime(); // it begins at 22:13:21 UTC
    private long free = 5_000_000_000L;

    private Recorder recorder(Path into) {
        return new Recorder(into, 1_000_000_000L, 0, _ -> free, time);
    }

    private List<String> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void eachHourHasAFile() throws Exception {
        Path into = folder.resolve("new/folder");
        Recorder recorder = recorder(into);
        recorder.record(BYTES);
        recorder.record(BYTES);
        time.advance(Duration.ofMinutes(47));
        recorder.record(BYTES);
        assertEquals(List.of("2023-11-14T22Z.ubx", "2023-11-14T23Z.ubx"), files(into));
        assertEquals(12, recorder.recordedBytes());
        recorder(into).record(new byte[] {5});
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, Files.readAllBytes(into.resolve("2023-11-14T23Z.ubx")), "a restart appends");
    }

    @Test
    void belowTheFloorItPausesAndGoesOnAfterwards() throws Exception {
        Recorder recorder = recorder(folder);
        recorder.record(BYTES);
        free = 999_999_999L;
        recorder.record(BYTES);
        assertEquals(8, recorder.recordedBytes(), "the disk is checked every ten seconds");
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertEquals(8, recorder.recordedBytes());
        assertEquals(4, recorder.lostBytes());
        assertTrue(recorder.problem().orElseThrow().startsWith("recording pauses: 999 MB are free"), recorder.problem()::toString);
        free = 1_009_999_999L;
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertTrue(recorder.problem().isPresent(), "a little more than the floor, or it would go on and pause all the time");
        free = 1_010_000_000L;
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertTrue(recorder.problem().isEmpty());
        assertEquals(12, recorder.recordedBytes());
    }

    @Test
    void aFolderThatCannotBeMadeIsReportedAndTriedAgain() throws Exception {
        Path file = Files.write(folder.resolve("taken"), BYTES);
        Recorder recorder = recorder(file);
        recorder.record(BYTES);
        assertTrue(recorder.problem().orElseThrow().contains(file.toString()));
        Files.delete(file);
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertTrue(recorder.problem().isEmpty());
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() throws Exception {
        Recorder recorder = recorder(folder);
        recorder.start();
        for (int i = 0; i < 200; i++) {
            recorder.bytes(BYTES, 3);
        }
        recorder.close();
        assertEquals(600, Files.size(folder.resolve("2023-11-14T22Z.ubx")));
    }

    /** A disk that can be checked but not written: recording is not reported as going on in between. */
    @Test
    void recoveryIsLoggedAfterAWriteHasSucceeded() throws Exception {
        Files.createDirectory(folder.resolve("2023-11-14T22Z.ubx")); // nobody can write to it, root included
        Recorder recorder = recorder(folder);
        for (int i = 0; i < 5; i++) {
            recorder.record(BYTES);
            assertTrue(recorder.problem().isPresent(), "round " + i);
            time.advance(Duration.ofSeconds(i == 3 ? 1 : 10));
        }
        assertEquals(20, recorder.lostBytes());
        Files.delete(folder.resolve("2023-11-14T22Z.ubx"));
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertTrue(recorder.problem().isEmpty());
        assertEquals(4, recorder.recordedBytes());
    }

    private ClosedFiles closed(int days) {
        return new ClosedFiles(folder, days, time, file -> file.endsWith("2023-11-14T21Z.ubx"));
    }

    @Test
    void hoursThatAreOverAreCompressedAndOldOnesGo() throws Exception {
        for (String name : List.of("2023-11-12T22Z.ubx.gz", "2023-11-12T20Z.ubx", "2023-11-14T20Z.ubx", "2023-11-14T21Z.ubx",
                "2023-11-14T22Z.ubx", "notes.txt", "base.ubx")) {
            Files.write(folder.resolve(name), BYTES);
        }
        closed(2).tidy();
        assertEquals(List.of("2023-11-12T22Z.ubx.gz", "2023-11-14T20Z.ubx.gz", "2023-11-14T21Z.ubx", "2023-11-14T22Z.ubx", "base.ubx",
                "notes.txt"), files(folder),
                "what is open, of this hour, or nobody's recording stays as it is");
        assertArrayEquals(BYTES, unpacked("2023-11-14T20Z.ubx.gz"));
        Files.write(folder.resolve("2023-11-14T20Z.ubx"), new byte[] {5});
        closed(0).tidy();
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, unpacked("2023-11-14T20Z.ubx.gz"), "an hour that came twice");
        time.advance(Duration.ofDays(3));
        closed(0).tidy();
        assertTrue(files(folder).contains("2023-11-12T22Z.ubx.gz"), "0 keeps them for ever");
        closed(2).tidy();
        assertEquals(List.of("2023-11-14T21Z.ubx", "base.ubx", "notes.txt"), files(folder));
    }

    @Test
    void aFileThatCannotBeTidiedHoldsUpNoOther() throws Exception {
        Files.write(folder.resolve("2023-11-12T20Z.ubx"), BYTES);
        Files.write(Files.createDirectories(folder.resolve("2023-11-12T20Z.ubx.gz.partial")).resolve("in the way"), BYTES);
        Files.write(folder.resolve("2023-11-12T99Z.ubx"), BYTES); // no hour has that name
        Files.write(folder.resolve("2023-11-14T20Z.ubx"), BYTES);
        closed(0).tidy();
        assertEquals(List.of("2023-11-12T20Z.ubx", "2023-11-12T20Z.ubx.gz.partial", "2023-11-12T99Z.ubx", "2023-11-14T20Z.ubx.gz"),
                files(folder));
        assertArrayEquals(BYTES, unpacked("2023-11-14T20Z.ubx.gz"));
    }

    private byte[] unpacked(String name) throws IOException {
        try (java.io.InputStream in = new java.util.zip.GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            return in.readAllBytes();
        }
    }
}
