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
        return new Recorder(into, 1_000_000_000L, _ -> free, time);
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
        assertEquals(8, recorder.recordedBytes(), "the disk is looked at every ten seconds");
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertEquals(8, recorder.recordedBytes());
        assertEquals(4, recorder.lostBytes());
        assertTrue(recorder.problem().orElseThrow().startsWith("recording pauses: 999 MB are free"), recorder.problem()::toString);
        free = 1_000_000_000L;
        time.advance(Duration.ofSeconds(10));
        recorder.record(BYTES);
        assertTrue(recorder.problem().isEmpty());
        assertEquals(12, recorder.recordedBytes());
    }

    @Test
    void aFolderThatCannotBeIsToldOfAndTriedAgain() throws Exception {
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
}
