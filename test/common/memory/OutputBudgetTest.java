package depot.common.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputBudgetTest {
    private final OutputBudget budget = new OutputBudget(100);
    private final List<String> dropped = new ArrayList<>();

    private OutputBudget.Hold hold(OutputBudget.Load load, String who) {
        return budget.hold(load, () -> dropped.add(who));
    }

    @Test
    void whatManyHoldCountsOnceUntilTheLastHasReadIt() {
        OutputBudget.Load list = new OutputBudget.Load(90);
        List<OutputBudget.Hold> holds = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            holds.add(hold(list, "reader " + i));
        }
        assertEquals(90, budget.bytes());
        holds.subList(1, 300).forEach(OutputBudget.Hold::release);
        holds.get(1).release();
        assertEquals(90, budget.bytes());
        holds.getFirst().release();
        assertEquals(0, budget.bytes());
        assertEquals(List.of(), dropped);
    }

    @Test
    void whoIsAtTheOldestGoesWithAllThatAreAtIt() {
        OutputBudget.Load oldest = new OutputBudget.Load(40);
        OutputBudget.Hold first = hold(oldest, "a");
        OutputBudget.Hold second = hold(oldest, "b");
        hold(new OutputBudget.Load(40), "c");
        hold(new OutputBudget.Load(40), "d");
        assertEquals(List.of("a", "b"), dropped);
        hold(new OutputBudget.Load(10), "e");
        assertEquals(List.of("a", "b"), dropped, "it is known that they are going");
        hold(new OutputBudget.Load(20), "f");
        assertEquals(List.of("a", "b", "c"), dropped);
        first.release();
        second.release();
        assertEquals(110, budget.bytes());
    }

    @Test
    void theNewestGetsOutHoweverLargeItIs() {
        OutputBudget.Load large = new OutputBudget.Load(1_000);
        hold(large, "a");
        hold(large, "b");
        assertEquals(List.of(), dropped);
        hold(new OutputBudget.Load(1), "c");
        assertEquals(List.of("a", "b"), dropped);
    }

    @Test
    void whatGrowsDropsOthersToo() {
        OutputBudget.Hold box = hold(new OutputBudget.Load(0), "a");
        hold(new OutputBudget.Load(60), "b");
        box.grow(30);
        box.grow(-30);
        box.grow(40);
        assertEquals(List.of(), dropped);
        box.grow(10);
        assertEquals(List.of("b"), dropped);
        box.release();
        box.grow(5);
        assertEquals(60, budget.bytes());
    }

    @Test
    void roomIsTakenBeforeAnythingIsMadeAndWhoAsksForTooMuchWaits() throws Exception {
        OutputBudget.Hold slow = hold(new OutputBudget.Load(60), "slow");
        assertThrows(OutputBudget.Full.class, () -> budget.room(50));
        assertEquals(List.of("slow"), dropped, "so that there is room soon");
        slow.release();
        OutputBudget.Room room = budget.room(50);
        room.use(30);
        assertThrows(OutputBudget.Full.class, () -> room.use(21));
        room.use(-40);
        assertEquals(40, budget.bytes());
        OutputBudget.Hold sending = hold(room.load(), "sending");
        room.release();
        assertEquals(40, budget.bytes(), "it is still being read");
        sending.release();
        assertEquals(0, budget.bytes());
        assertThrows(OutputBudget.Full.class, () -> room.use(1), "it was released");
    }

    @Test
    void whatCanNeverFitDropsNobody() {
        hold(new OutputBudget.Load(60), "a");
        assertThrows(OutputBudget.Full.class, () -> budget.room(101));
        assertEquals(List.of(), dropped);
        assertEquals(60, budget.bytes());
    }

    @Test
    void whoHoldsNextToNothingIsNotCutWhereAnotherHoldsMuch() {
        OutputBudget large = new OutputBudget(100 * 1024);
        large.hold(new OutputBudget.Load(99), () -> dropped.add("small"));
        large.hold(new OutputBudget.Load(60 * 1024), () -> dropped.add("large"));
        large.hold(new OutputBudget.Load(60 * 1024), () -> dropped.add("newest"));
        assertEquals(List.of("large"), dropped);
    }
}
