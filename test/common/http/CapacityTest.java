package depot.common.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityTest {
    private static final long GIGABYTE = 1L << 30;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Capacity capacity(long files, long heapBytes) {
        return new Capacity(files, 0, heapBytes, warnings::add, notes::add);
    }

    @Test
    void whereThereIsRoomNothingIsLowered() {
        assertEquals(20_000, capacity(524_288, GIGABYTE).connections(20_000, false));
        assertEquals(20_000, capacity(Long.MAX_VALUE, GIGABYTE).connections(20_000, true));
        assertEquals(List.of(), warnings);
        assertEquals(List.of(), notes);
    }

    @Test
    void theDefaultIsNoWishWhereverItStands() {
        assertFalse(HttpLimits.isAsked(new Environment(Map.of())));
        assertFalse(HttpLimits.isAsked(new Environment(Map.of("MAX_CONNECTIONS", "20000")))); // as in .env.example
        assertTrue(HttpLimits.isAsked(new Environment(Map.of("MAX_CONNECTIONS", "6000"))));
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 100, 300, 1024, 1536, 1800, 4096, 20_000})
    void theProcessAlwaysHasFilesLeft(long files) {
        int connections = capacity(files, GIGABYTE).connections(1_000_000, true);
        long left = files - connections - Capacity.headroom(connections);
        assertTrue(connections >= files / 3, connections + " of " + files);
        assertTrue(left >= Math.min(256, files / 4), connections + " connections leave " + left + " of " + files);
        assertTrue(warnings.getFirst().contains("MAX_CONNECTIONS=1000000") && warnings.getFirst().contains("" + files),
                warnings.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 80, 128, 256})
    void whatTheProcessHasOpenAlreadyIsNotForConnections(long files) {
        int connections = new Capacity(files, 35, GIGABYTE, warnings::add, notes::add).connections(20_000, false);
        assertTrue(connections >= 1 && 35 + connections + Capacity.headroom(connections) <= files - 8, connections + " of " + files);
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 80, 128, 256, 1024, 20_000})
    void twoPortsTogetherLeaveFilesToo(long files) {
        Capacity all = new Capacity(files, 30, GIGABYTE, warnings::add, notes::add);
        int others = all.onAnotherPort(6_000);
        int connections = all.without(others).connections(20_000, false);
        assertTrue(others >= 4 && connections >= 4);
        assertTrue(30 + others + connections <= files - 8, others + " and " + connections + " of " + files);
        assertEquals(6_000, new Capacity(Long.MAX_VALUE, 0, GIGABYTE, warnings::add, notes::add).onAnotherPort(6_000));
    }

    @Test
    void aDefaultIsLoweredToTheHeapAndNoted() {
        assertEquals(6553, capacity(524_288, GIGABYTE / 4).connections(20_000, false));
        assertEquals(1, notes.size());
        assertEquals(List.of(), warnings);
    }

    @Test
    void whatSomebodySetIsKeptOnASmallHeapAndWarnedOf() {
        assertEquals(20_000, capacity(524_288, GIGABYTE / 4).connections(20_000, true));
        assertEquals(1, warnings.size());
    }
}
