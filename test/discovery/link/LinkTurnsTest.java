package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.client.CollectorRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose link is opened next, where more are to be opened than may be at a time. */
class LinkTurnsTest {
    private static final int ENOUGH = 1_000;

    private final List<Link> started = new ArrayList<>();
    private LinkTurns turns = new LinkTurns(ENOUGH, new LinkMetrics(new CollectorRegistry()));

    private final class Link implements LinkTurns.Opening {
        private final int failures;
        private LinkTurns.Turn turn;

        Link(int failures) {
            this.failures = failures;
        }

        @Override
        public int failures() {
            return failures;
        }

        @Override
        public void turn(LinkTurns.Turn its) {
            turn = its;
        }

        @Override
        public void start() {
            started.add(this);
        }

        Link waits(boolean wanted) {
            turns.await(this, wanted, turn);
            return this;
        }
    }

    /** As many strangers as may be tried at a time, and as many again that wait. */
    private void flood() {
        for (int i = 0; i < 2 * LinkTurns.MOST_TRIES; i++) {
            new Link(0).waits(false);
        }
        assertTrue(started.size() < LinkTurns.MOST_TRIES, "some are kept: " + started.size());
    }

    @Test
    void whoIsStoppedOrWasUpDoesNotWaitForStrangers() {
        flood();
        assertTrue(started.contains(new Link(8).waits(true)), "it is stopped, or supervised");
        assertTrue(started.contains(new Link(-1).waits(false)), "it was up");
        flood(started.size());
    }

    private void flood(int before) {
        new Link(0).waits(false);
        assertEquals(before, started.size());
    }

    @Test
    void theOrderIsByNeedThenByFailuresThenByTime() {
        flood();
        List<Link> inTime = new ArrayList<>();
        for (int i = 0; i < 2 * LinkTurns.MOST_TRIES; i++) {
            inTime.add(new Link(i == 150 ? 1 : 2).waits(false));
        }
        for (int i = 0; i < ENOUGH && !started.contains(inTime.getFirst()); i++) {
            turns.ended(false);
        }
        assertEquals(inTime.get(150), started.get(started.size() - 2), "it had failed less often");
        assertEquals(inTime.get(0), started.getLast());
        turns.ended(false);
        assertEquals(inTime.get(1), started.getLast());
    }

    @Test
    void whatIsWithdrawnHasNoTurnAndOneThatIsStoppedMeanwhileComesFirst() {
        flood();
        Link gone = new Link(0).waits(false);
        turns.withdraw(gone.turn);
        Link stopped = new Link(3).waits(false);
        assertFalse(started.contains(stopped));
        assertTrue(started.contains(stopped.waits(true)));
        for (int i = 0; i < ENOUGH; i++) {
            turns.ended(false);
        }
        assertFalse(started.contains(gone));
        assertEquals(1, started.stream().filter(each -> each == stopped).count());
    }

    @Test
    void linksAndTriesTogetherHaveSoManySockets() {
        turns = new LinkTurns(16, new LinkMetrics(new CollectorRegistry()));
        for (int i = 0; i < 20; i++) {
            new Link(0).waits(false);
        }
        assertEquals(14, started.size(), "two are kept");
        for (int i = 0; i < 14; i++) {
            turns.ended(true);
        }
        assertEquals(14, started.size(), "they are all up");
        new Link(0).waits(true);
        new Link(0).waits(true);
        new Link(0).waits(true);
        assertEquals(16, started.size());
        turns.closed();
        assertEquals(17, started.size());
    }
}
