package depot.discovery.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.memory.OutputBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer takes in memory is charged before it is taken, and is no more than it holds. */
class TrackReaderTest {
    private static final long DAY = 1_700_000_000_000L;
    private static final TrackQuery ALL = new TrackQuery(DAY, DAY + 86_400_000, TrackQuery.MOST_POINTS);

    @TempDir
    Path folder;
    private TrackStore store;

    @BeforeEach
    void open() throws Exception {
        store = new TrackStore(folder, 100_000_000);
        store.load();
    }

    private void keep(String rover, int points) throws Exception {
        store.append(rover, IntStream.range(0, points).mapToObj(i -> new TrackPoint(DAY + i * 1000L, 48.1, 11.5, 0.5f, i == 0)).toList());
    }

    @Test
    void manyRoversWithAPointEachTakeLittle() throws Exception {
        for (int i = 0; i < 300; i++) {
            keep("rover " + i, 1);
        }
        OutputBudget budget = new OutputBudget(1_000_000);
        OutputBudget.Room room = budget.room(0);
        TrackReader.Answer answer = TrackReader.read(store, store.rovers(), ALL, room);
        assertEquals(300, answer.tracks().size());
        assertEquals(300 * (Track.FIXED_BYTES + Track.BYTES_PER_POINT), budget.bytes());
        room.release();
        assertEquals(0, budget.bytes());
    }

    @Test
    void aLongTrackTakesWhatItHolds() throws Exception {
        keep("frog-0", 5000);
        OutputBudget budget = new OutputBudget(1_000_000);
        Track track = TrackReader.read(store, List.of("frog-0"), ALL, budget.room(0)).tracks().getFirst();
        assertEquals(5000, track.size());
        assertEquals(Track.FIXED_BYTES + 5000 * Track.BYTES_PER_POINT, budget.bytes());
    }

    @Test
    void whatThereIsNoRoomForIsRefused() throws Exception {
        List<String> rovers = IntStream.range(0, 10_000).mapToObj(i -> "rover " + i).toList();
        OutputBudget.Room room = new OutputBudget(1_000_000).room(0);
        assertThrows(OutputBudget.Full.class, () -> TrackReader.read(store, rovers, ALL, room), "of rovers");
        keep("frog-0", 5000);
        OutputBudget budget = new OutputBudget(50_000);
        OutputBudget.Room small = budget.room(0);
        assertThrows(OutputBudget.Full.class, () -> TrackReader.read(store, List.of("frog-0"), ALL, small), "of points");
        assertTrue(budget.bytes() <= 50_000, budget.bytes() + " bytes");
    }
}
