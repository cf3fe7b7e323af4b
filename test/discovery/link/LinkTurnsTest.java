package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.link.LinkTurns.Need;
import io.prometheus.client.CollectorRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose link is opened next, where more are to be opened than may be at a time. */
class LinkTurnsTest {
    private static final int ENOUGH = 1_000;

    private final List<Link> started = new ArrayList<>();
    private final Deque<LinkTurns.Turn> underWay = new ArrayDeque<>();
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
        public void start(LinkTurns.Turn begun) {
            started.add(this);
            underWay.add(begun);
        }

        Link waits(Need need) {
            turns.await(this, need, turn);
            return this;
        }
    }

    /** As many strangers as may be tried at a time, and as many again that wait. */
    private void flood() {
        for (int i = 0; i < 2 * LinkTurns.MOST_TRIES; i++) {
            new Link(0).waits(Need.OTHER);
        }
        assertTrue(started.size() < LinkTurns.MOST_TRIES, "some are kept: " + started.size());
    }

    @Test
    void whoIsSupervisedOrWasUpDoesNotWaitForStrangers() {
        flood();
        assertTrue(started.contains(new Link(8).waits(Need.SUPERVISED)), "it is supervised");
        assertTrue(started.contains(new Link(-1).waits(Need.OTHER)), "it was up");
        flood(started.size());
    }

    private void flood(int before) {
        new Link(0).waits(Need.OTHER);
        assertEquals(before, started.size());
    }

    @Test
    void theOrderIsByNeedThenByFailuresThenByTime() {
        flood();
        List<Link> inTime = new ArrayList<>();
        for (int i = 0; i < 2 * LinkTurns.MOST_TRIES; i++) {
            inTime.add(new Link(i == 150 ? 1 : 2).waits(Need.OTHER));
        }
        for (int i = 0; i < ENOUGH && !started.contains(inTime.getFirst()); i++) {
            turns.ended(underWay.poll(), false);
        }
        assertEquals(inTime.get(150), started.get(started.size() - 2), "it had failed less often");
        assertEquals(inTime.get(0), started.getLast());
        turns.ended(underWay.poll(), false);
        assertEquals(inTime.get(1), started.getLast());
    }

    @Test
    void whatIsWithdrawnHasNoTurnAndOneThatIsSupervisedMeanwhileComesFirst() {
        flood();
        Link gone = new Link(0).waits(Need.OTHER);
        turns.withdraw(gone.turn);
        Link supervised = new Link(3).waits(Need.OTHER);
        assertFalse(started.contains(supervised));
        assertTrue(started.contains(supervised.waits(Need.SUPERVISED)));
        while (!underWay.isEmpty()) {
            turns.ended(underWay.poll(), false);
        }
        assertFalse(started.contains(gone));
        assertEquals(1, started.stream().filter(each -> each == supervised).count());
    }

    @Test
    void linksAndTriesTogetherHaveSoManySockets() {
        turns = new LinkTurns(16, new LinkMetrics(new CollectorRegistry()));
        for (int i = 0; i < 20; i++) {
            new Link(0).waits(Need.OTHER);
        }
        assertEquals(14, started.size(), "two are kept");
        for (int i = 0; i < 14; i++) {
            turns.ended(underWay.poll(), true);
        }
        assertEquals(14, started.size(), "they are all up");
        new Link(0).waits(Need.SUPERVISED);
        new Link(0).waits(Need.SUPERVISED);
        new Link(0).waits(Need.SUPERVISED);
        assertEquals(16, started.size());
        turns.closed();
        assertEquals(17, started.size());
    }

    /** An e-stop of a fleet most of which is switched off must reach those that live before its time is up. */
    @Test
    void rowsOfDeadOnesHoldUpNoneThatIsToBeStopped() {
        flood();
        int before = started.size();
        for (int i = 0; i < 400; i++) {
            new Link(8).waits(Need.STOPPED);
        }
        assertEquals(before + 400, started.size());
        turns.ended(underWay.poll(), false);
        assertEquals(before + 401, started.size(), "they take none of the others' tries");
    }

    @Test
    void oneThatIsNeededLessComesLater() {
        turns = new LinkTurns(8, new LinkMetrics(new CollectorRegistry()));
        for (int i = 0; i < 8; i++) {
            new Link(0).waits(Need.STOPPED);
        }
        Link first = new Link(0).waits(Need.STOPPED);
        Link second = new Link(0).waits(Need.SUPERVISED);
        first.waits(Need.OTHER);
        turns.ended(underWay.poll(), false);
        assertEquals(second, started.getLast());
        turns.end();
        turns.ended(underWay.poll(), false);
        assertFalse(started.contains(first), "nothing is begun at the end");
    }
}
