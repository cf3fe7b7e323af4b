package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Wakeup;
import depot.common.websocket.Frame;
import depot.common.websocket.FrameFeed;
import depot.support.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RosterFeedTest {
    private static final Duration INTERVAL = FeedPace.MERGED;
    private final ManualTime time = new ManualTime();
    private final Roster roster = new Roster(time, 100_000, new OfflineWatch(time));
    private final RosterFeed feed = new RosterFeed(roster, RosterList.plain(roster), time);

    private long publish() {
        return feed.publishDue(time.nanos());
    }

    @Test
    void theFirstChangeAfterAQuietTimeGoesOutAtOnceAndTheNextAreMerged() {
        FrameFeed console = feed.followLists();
        assertNotNull(console.next(), "the list at once");
        assertNull(console.next());
        time.advance(INTERVAL);
        roster.register(Rovers.registration("a"));
        assertTrue(publish() < 0, "nothing more is due");
        assertNotNull(console.next());
        roster.register(Rovers.registration("a"));
        roster.register(Rovers.registration("c"));
        assertEquals(INTERVAL.toNanos(), publish(), "it has to wait: a was sent just now");
        assertNull(console.next());
        time.advance(INTERVAL);
        publish();
        assertNotNull(console.next());
        assertNull(console.next(), "two changes, one list");
    }

    @Test
    void changesThatComeByThemselvesAreShownAtOnceWhileThatIsCheap() {
        FrameFeed lists = feed.followLists();
        FrameFeed deltas = feed.followDeltas();
        lists.next();
        deltas.next();
        time.advance(INTERVAL);
        for (int i = 0; i < 20; i++) { // a hundred rovers with a heartbeat in two seconds
            roster.register(Rovers.registration("r" + i));
            assertTrue(publish() < 0);
            assertNotNull(lists.next());
            assertNotNull(deltas.next());
            time.advance(Duration.ofMillis(20));
        }
    }

    @Test
    void changesThatComeFastAreMergedThoughEachIsOfAnother() {
        FrameFeed console = feed.followLists();
        console.next();
        time.advance(INTERVAL);
        int lists = 0;
        for (int i = 0; i < 500; i++) { // for a second
            roster.register(Rovers.registration("r" + i % 100));
            publish();
            lists += console.next() == null ? 0 : 1;
            time.advance(Duration.ofMillis(2));
        }
        assertTrue(lists <= 22 + 4, "lists: " + lists); // the first few are quick
    }

    @Test
    void toManyConsolesListsAreMerged() {
        for (int i = 0; i < 300; i++) {
            roster.register(Rovers.registration("r" + i));
        }
        FrameFeed console = feed.followLists();
        for (int i = 0; i < 50; i++) {
            feed.followLists();
        }
        publish();
        console.next();
        time.advance(INTERVAL);
        roster.heartbeat("r1", Rovers.heartbeat(2));
        publish();
        assertNotNull(console.next());
        time.advance(INTERVAL.dividedBy(2));
        roster.heartbeat("r2", Rovers.heartbeat(2));
        assertEquals(INTERVAL.dividedBy(2).toNanos(), publish());
    }

    @Test
    void nothingIsEncodedWhileNobodyWatches() {
        roster.register(Rovers.registration("a"));
        assertTrue(publish() < 0);
        FrameFeed console = feed.followLists();
        assertTrue(console.next().length() > 100, "a console that joins gets what is there");
    }

    @Test
    void largeListsComeLessOften() {
        FrameFeed console = feed.followLists();
        console.next();
        for (int i = 0; i < 20_000; i++) {
            roster.register(Rovers.registration("rover-" + i));
        }
        time.advance(INTERVAL);
        publish();
        Frame list = console.next();
        roster.heartbeat("rover-1", Rovers.heartbeat(2));
        time.advance(INTERVAL.multipliedBy(2));
        long wait = publish();
        assertNull(console.next());
        long nanosPerList = list.length() * 1_000_000_000L / FeedPace.BYTES_PER_SECOND;
        assertEquals(nanosPerList, wait + 2 * INTERVAL.toNanos());
        time.advance(Duration.ofNanos(wait));
        publish();
        assertNotNull(console.next());
    }

    @Test
    void aSlowConsoleSkipsLists() {
        FrameFeed console = feed.followLists();
        for (int i = 0; i < 10; i++) {
            roster.register(Rovers.registration("r" + i));
            time.advance(INTERVAL);
            publish();
        }
        assertNotNull(console.next());
        assertNull(console.next());
    }

    @Test
    void deltasGoOnFromTheSnapshotWithoutAGap() {
        roster.register(Rovers.registration("a"));
        publish();
        FrameFeed console = feed.followDeltas();
        assertTrue(text(console.next()).startsWith("{\"type\":\"rovers\",\"seq\":0,\"data\":[{\"id\":\"a\""));
        time.advance(INTERVAL);
        roster.forget("a");
        publish();
        assertEquals("{\"type\":\"delta\",\"seq\":1,\"changed\":[],\"removed\":[\"a\"]}", text(console.next()));
        assertNull(console.next());
        assertTrue(text(feed.followDeltas().next()).startsWith("{\"type\":\"rovers\",\"seq\":1,\"data\":[]"));
    }

    @Test
    void whatChangedWhileNobodyWatchedIsInTheNextConsolesList() {
        FrameFeed first = feed.followDeltas();
        first.next();
        first.leave(new Wakeup());
        roster.register(Rovers.registration("a"));
        publish(); // drained, and sent to no console
        assertTrue(text(feed.followDeltas().next()).contains("\"id\":\"a\""));
    }

    @Test
    void aConsoleThatFellBehindGetsAWholeListAgain() {
        FrameFeed console = feed.followDeltas();
        console.next();
        for (int i = 0; i < 200; i++) {
            roster.register(Rovers.registration("a"));
            time.advance(INTERVAL);
            publish();
        }
        assertTrue(text(console.next()).startsWith("{\"type\":\"rovers\",\"seq\":200,"));
        roster.register(Rovers.registration("b"));
        time.advance(INTERVAL);
        publish();
        assertTrue(text(console.next()).startsWith("{\"type\":\"delta\",\"seq\":201,\"changed\":[{\"id\":\"b\""));
    }

    private static String text(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }
}
