package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueueMatchTest {
    private static QueueMatch.Waiting waiting(long seq, String rover) {
        return new QueueMatch.Waiting(new UUID(0, seq), seq, rover);
    }

    private static QueueMatch.Pair pair(long seq, String rover) {
        return new QueueMatch.Pair(new UUID(0, seq), rover);
    }

    @Test
    void theOldestThatARoverCouldTakeGetsIt() {
        assertEquals(List.of(pair(1, "b")), QueueMatch.match(List.of(waiting(2, null), waiting(1, "b")), List.of("b")));
        assertEquals(List.of(pair(1, "a"), pair(2, "b")), QueueMatch.match(List.of(waiting(2, "b"), waiting(1, null)), List.of("a", "b")));
    }

    @Test
    void aTaskWhoseRoverIsNotFreeHoldsUpNoOther() {
        assertEquals(List.of(pair(9, "a")), QueueMatch.match(List.of(waiting(1, "gone"), waiting(2, "gone"), waiting(9, null)), List.of("a")));
    }

    @Test
    void aTaskForAnyRoverGetsTheBest() {
        assertEquals(List.of(pair(1, "best")), QueueMatch.match(List.of(waiting(1, null)), List.of("best", "next")));
    }

    @Test
    void whateverWaitsNobodyIsServedTwiceNorPassedOver() {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 2000; round++) {
            List<String> free = new ArrayList<>();
            for (int i = 0; i < random.nextInt(5); i++) {
                free.add("r" + i);
            }
            List<QueueMatch.Waiting> waiting = new ArrayList<>();
            for (int i = 0; i < random.nextInt(8); i++) {
                waiting.add(waiting(i, random.nextInt(3) == 0 ? null : "r" + random.nextInt(7)));
            }
            List<QueueMatch.Pair> pairs = QueueMatch.match(waiting, free);
            Set<String> rovers = new HashSet<>();
            Set<UUID> tasks = new HashSet<>();
            for (QueueMatch.Pair pair : pairs) {
                assertTrue(rovers.add(pair.rover()) && tasks.add(pair.task()) && free.contains(pair.rover()), () -> waiting + " " + free + " " + pairs);
            }
            for (QueueMatch.Waiting task : waiting) {
                if (!tasks.contains(task.task())) { // whoever could have taken it has an older one
                    for (String rover : free) {
                        boolean could = task.rover() == null || task.rover().equals(rover);
                        boolean older = pairs.stream().anyMatch(pair -> pair.rover().equals(rover) && pair.task().getLeastSignificantBits() < task.seq());
                        assertFalse(could && !older, () -> task + " was passed over: " + waiting + " " + free + " " + pairs);
                    }
                }
            }
        }
    }
}
