package depot.discovery.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.ManualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HoldersTest {
    private static final List<UUID> THREE = Stream.generate(UUID::randomUUID).limit(3).toList();

    private static Holders as(UUID self, List<UUID> all) {
        Set<UUID> others = new HashSet<>(all);
        others.remove(self);
        return new Holders(self, others, true);
    }

    @Test
    void ofThoseThatKnowTheSameOneHoldsEachAndEachHoldsItsShare() {
        int[] held = new int[3];
        for (int i = 0; i < 3_000; i++) {
            String id = "bvr-" + i;
            List<Integer> holders = IntStream.range(0, 3).filter(each -> as(THREE.get(each), THREE).isHeldHere(id, false)).boxed().toList();
            assertEquals(1, holders.size(), id);
            held[holders.getFirst()]++;
        }
        for (int each : held) {
            assertTrue(each > 800 && each < 1_200, () -> List.of(held[0], held[1], held[2]).toString());
        }
    }

    @Test
    void whenOneIsGoneOnlyItsRoversMove() {
        List<UUID> left = THREE.subList(0, 2);
        for (int i = 0; i < 1_000; i++) {
            String id = "bvr-" + i;
            if (as(THREE.get(0), THREE).isHeldHere(id, false)) {
                assertTrue(as(THREE.get(0), left).isHeldHere(id, false), id);
            }
        }
    }

    @Test
    void whileNobodyKnowsWhoLivesItIsWhomTheRoverSpeaksTo() {
        Holders alone = new Holders(THREE.get(0), Set.of(), false);
        assertTrue(alone.isHeldHere("r", true));
        assertFalse(alone.isHeldHere("r", false));
    }

    @Test
    void whoIsNotHeardForThreeSecondsIsGone() {
        ManualTime time = new ManualTime();
        Others others = new Others(time);
        others.connected();
        others.heard(THREE.get(0));
        assertFalse(others.view().whole(), "others may not have spoken yet");
        time.advance(Duration.ofSeconds(2));
        others.heard(THREE.get(1));
        assertEquals(new Others.View(true, Set.of(THREE.get(0), THREE.get(1))), others.view());
        time.advance(Duration.ofMillis(1_001));
        assertEquals(Set.of(THREE.get(1)), others.view().living());
        others.left(THREE.get(1));
        assertEquals(Set.of(), others.view().living());
        others.heard(THREE.get(2));
        others.lost();
        assertEquals(new Others.View(false, Set.of()), others.view());
    }
}
