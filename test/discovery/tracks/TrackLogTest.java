package depot.discovery.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.common.memory.OutputBudget;
import depot.discovery.telemetry.Telemetry;
import depot.support.Await;
import depot.support.ManualTime;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackLogTest {
    @TempDir
    Path temp;
    private final ManualTime time = new ManualTime();
    private final CollectorRegistry registry = new CollectorRegistry();

    private void at(TrackLog log, String rover, double latitude) {
        log.add(rover, new Telemetry.Position(time.nanos(), latitude, 11.5, 0.02, 0));
    }

    private static List<Boolean> begins(TrackStore store, String rover) throws Exception {
        Track track = TrackReader.read(store, List.of(rover), new TrackQuery(0, Long.MAX_VALUE, 1000),
                new OutputBudget(1_000_000).room(0)).tracks().getFirst();
        return IntStream.range(0, track.size()).mapToObj(i -> track.point(i).begins()).toList();
    }

    private static TrackStore reopened(Path folder) throws Exception {
        TrackStore store = new TrackStore(folder, 1_000_000);
        store.load();
        return store;
    }

    @Test
    void whatTheDiskDidNotTakeIsCountedAndALineBeginsAfterIt() throws Exception {
        Path folder = temp.resolve("tracks");
        Files.writeString(folder, "no folder");
        try (TrackLog log = new TrackLog(folder, 1_000_000, 10, time, registry)) {
            log.store();
            at(log, "frog-0", 48.1);
            Await.until("it is lost", () -> registry.getSampleValue("depot_track_points_lost_total") == 1);
            Files.delete(folder);
            Files.createDirectories(folder);
            time.advance(Duration.ofSeconds(2));
            at(log, "frog-0", 48.1001);
        }
        assertEquals(List.of(true), begins(reopened(folder), "frog-0"));
    }

    @Test
    void whoFallsSilentIsKeptWhereItWasHeardLast() throws Exception {
        Path folder = temp.resolve("tracks");
        try (TrackLog log = new TrackLog(folder, 1_000_000, 10, time, registry)) {
            at(log, "frog-0", 48.1);
            time.advance(Duration.ofSeconds(2));
            at(log, "frog-0", 48.10001);
            time.advance(Duration.ofSeconds(11));
            Await.until("both are written", () -> begins(log.store().orElseThrow(), "frog-0").equals(List.of(true, false)));
        }
    }

    @Test
    void whoWasHeardLeastLatelyMakesRoomAndLosesNothing() throws Exception {
        Path folder = temp.resolve("tracks");
        try (TrackLog log = new TrackLog(folder, 1_000_000, 2, time, registry)) {
            log.store(); // one that ends before it knows what is there writes nothing
            at(log, "frog-0", 48.1);
            time.advance(Duration.ofSeconds(2));
            at(log, "frog-0", 48.10001);
            at(log, "frog-1", 48.1);
            at(log, "frog-2", 48.1);
        }
        assertEquals(List.of(true, false), begins(reopened(folder), "frog-0"));
        assertEquals(List.of(true), begins(reopened(folder), "frog-2"));
    }
}
