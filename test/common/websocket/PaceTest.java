package depot.common.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsOneSecondsWorthThroughAtOnceAndThenHolds() {
        Pace pace = new Pace(100, 0);
        assertEquals(0, pace.take(100, 0));
        assertEquals(SECOND, pace.take(100, 0), "a second's worth more must wait a second");
        assertEquals(0, pace.take(0, SECOND));
    }

    @Test
    void aSteadyPeerAtTheLimitIsNeverHeld() {
        Pace pace = new Pace(100, 0);
        for (long now = 0; now < 100 * SECOND; now += SECOND / 100) {
            assertEquals(0, pace.take(1, now));
        }
    }

    @Test
    void quietTimeIsNotSavedUpBeyondASecond() {
        Pace pace = new Pace(10, 0);
        assertEquals(SECOND, pace.take(20, 3600 * SECOND));
    }
}
