package depot.dispatch.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.dispatch.model.StatedTask;
import depot.dispatch.rules.Orders.Step;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What may be sent to a rover; each test breaks one condition of the first. */
class OrdersTest {
    private static final UUID TASK = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final StatedTask UNSAID = new StatedTask.Unsaid();
    private static final long LINK = 7;

    private static Orders orders(Long sentLink, boolean delivered, boolean active) {
        return new Orders(LINK, List.of(), new Orders.OpenTask(TASK, UUID.randomUUID(), sentLink, false, delivered, active));
    }

    private static Step step(Orders orders, StatedTask told) {
        return orders.step(LINK, told, null, null);
    }

    @Test
    void aTaskThatWasNeverWrittenIsSent() {
        assertEquals(Step.SEND, step(orders(null, false, false), UNSAID));
    }

    @Test
    void oneThatWasWrittenOnThisLinkIsNot() {
        assertEquals(Step.NOTHING, step(orders(LINK, false, false), UNSAID));
        assertEquals(Step.NOTHING, step(orders(LINK, true, false), new StatedTask.Idle()));
    }

    @Test
    void oneThatWasDeliveredOnAnEarlierLinkIsNot() {
        assertEquals(Step.NOTHING, step(orders(3L, true, false), UNSAID));
        assertEquals(Step.NOTHING, step(orders(3L, false, true), UNSAID), "progress is delivery, too");
    }

    @Test
    void oneThatIsInDoubtIsCancelledFirstAndSentWhenThatIsConfirmed() {
        Orders doubtful = orders(3L, false, false);
        assertEquals(Step.CANCEL_THEN_SEND, step(doubtful, UNSAID));
        assertEquals(Step.SEND, doubtful.step(LINK, UNSAID, TASK, null));
        assertEquals(Step.CANCEL_THEN_SEND, doubtful.step(LINK, UNSAID, OTHER, null), "the cancel of another task says nothing of this one");
    }

    @Test
    void aRoverThatSaysWhatItDoesIsBelieved() {
        assertEquals(Step.SEND, step(orders(3L, true, true), new StatedTask.Idle()));
        assertEquals(Step.SEND, step(orders(3L, true, false), new StatedTask.On(OTHER)));
        assertEquals(Step.NOTE_DELIVERED, step(orders(3L, false, false), new StatedTask.On(TASK)));
        assertEquals(Step.NOTHING, step(orders(3L, true, false), new StatedTask.On(TASK)));
    }

    @Test
    void whatAnOperatorWantsSentAgainIsSentWhateverIsKnown() {
        Orders again = new Orders(LINK, List.of(), new Orders.OpenTask(TASK, UUID.randomUUID(), LINK, true, true, true));
        assertEquals(Step.SEND, step(again, UNSAID));
    }

    @Test
    void whatTheDatabaseNotedAndWasNotWrittenIsSent() {
        assertEquals(Step.SEND, orders(LINK, false, false).step(LINK, UNSAID, null, TASK));
        assertEquals(Step.NOTHING, orders(LINK, false, false).step(LINK, UNSAID, null, OTHER));
    }

    @Test
    void noTaskNoStep() {
        assertEquals(Step.NOTHING, step(new Orders(LINK, List.of(), null), new StatedTask.Idle()));
    }
}
