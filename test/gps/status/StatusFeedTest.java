package depot.gps.status;

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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusFeedTest {
    private final ManualTime time = new ManualTime();
    private final Wakeup changed = new Wakeup();
    private int clients;
    private int asked;
    private final StatusFeed feed = new StatusFeed(this::status, time, changed);

    private Status status() {
        asked++;
        return new Status("test:", true, false, Status.Mode.UNKNOWN, Fix.NONE, Optional.empty(), List.of(), Optional.empty(),
                Optional.empty(),
                Optional.empty(), 0, 0, 0, clients, Judged.nothing(Optional.empty()));
    }

    private static String text(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void aConsoleGetsTheStatusAtOnceAndThenWhatChanges() {
        FrameFeed console = feed.follow();
        assertTrue(text(console.next()).startsWith("{\"type\":\"gps_status\",\"data\":{\"connected\":true,"));
        assertNull(console.next());
        time.advance(StatusFeed.SHORTEST_INTERVAL);
        feed.publishDue();
        assertNull(console.next(), "nothing changed");
        clients = 3;
        feed.publishDue();
        assertTrue(text(console.next()).contains("\"clients\":3"));
    }

    @Test
    void fiveASecondAndTheNewestLast() {
        FrameFeed console = feed.follow();
        console.next();
        int messages = 0;
        for (int millis = 0; millis < 1000; millis += 10) {
            clients++;
            time.advance(Duration.ofMillis(10));
            feed.publishDue();
            messages += console.next() != null ? 1 : 0;
        }
        assertEquals(5, messages);
        clients = 1000;
        assertTrue(feed.publishDue() > 0, "it has to wait");
        time.advance(StatusFeed.SHORTEST_INTERVAL);
        feed.publishDue();
        assertTrue(text(console.next()).contains("\"clients\":1000"));
    }

    @Test
    void aSecondConsoleDoesNotMakeItComeMoreOften() {
        FrameFeed first = feed.follow();
        first.next();
        clients = 1;
        FrameFeed second = feed.follow();
        assertNotNull(second.next());
        assertNull(first.next(), "not yet");
        time.advance(StatusFeed.SHORTEST_INTERVAL);
        feed.publishDue();
        assertNotNull(first.next());
        assertNotNull(second.next());
    }

    @Test
    void whoComesLaterGetsWhatIsNow() {
        FrameFeed first = feed.follow();
        first.leave(changed);
        clients = 5;
        time.advance(Duration.ofMinutes(1));
        feed.publishDue();
        int before = asked;
        time.advance(Duration.ofMinutes(1));
        feed.publishDue();
        assertEquals(before, asked, "nobody watches");
        assertTrue(text(feed.follow().next()).contains("\"clients\":5"));
    }
}
