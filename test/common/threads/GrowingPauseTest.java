package depot.common.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowingPauseTest {
    private static List<Long> seconds(GrowingPause pause, int count) {
        return Stream.generate(pause::next).limit(count).map(Duration::toSeconds).toList();
    }

    @Test
    void doublesUpToTheLongest() {
        assertEquals(List.of(1L, 2L, 4L, 5L, 5L), seconds(new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(5)), 5));
        assertEquals(List.of(2L, 4L, 8L, 8L), seconds(new GrowingPause(Duration.ofSeconds(2), Duration.ofSeconds(8)), 4));
    }

    @Test
    void beginsAnewOnceItWentWell() {
        GrowingPause pause = new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(5));
        seconds(pause, 4);
        pause.reset();
        assertEquals(List.of(1L, 2L), seconds(pause, 2));
    }

    @Test
    void saysWhenItGrowsNoMore() {
        GrowingPause pause = new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertFalse(pause.isLongest());
        seconds(pause, 1);
        assertFalse(pause.isLongest());
        seconds(pause, 1);
        assertTrue(pause.isLongest());
        pause.reset();
        assertFalse(pause.isLongest());
    }

    @Test
    void mayBeOneAndTheSame() {
        assertEquals(List.of(7L, 7L), seconds(new GrowingPause(Duration.ofSeconds(7), Duration.ofSeconds(7)), 2));
    }

    @Test
    void refusesWhatIsNoPause() {
        assertThrows(IllegalArgumentException.class, () -> new GrowingPause(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new GrowingPause(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
