package depot.gps.corrections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.broadcast.Received;
import depot.common.broadcast.Subscription;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.RtcmFraming;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CorrectionsTest {
    private final ManualTime time = new ManualTime();
    private final Corrections corrections = new Corrections(time);

    private static byte[] next(Subscription<Correction> subscription) {
        return subscription.poll() instanceof Received.Message<Correction> message ? message.value().bytes() : null;
    }

    private List<String> first() {
        return corrections.join().first().stream().map(c -> c.type().toString()).toList();
    }

    @Test
    void whatComesIsCopiedAndPassedOn() {
        Subscription<Correction> subscription = corrections.stream().subscribe();
        byte[] bytes = Messages.measurements(1077, 5).bytes();
        List<Frame> windows = new ArrayList<>();
        Framer framer = new Framer(frame -> {
            windows.add(frame);
            corrections.accept(frame);
        });
        framer.accept(bytes);
        framer.accept(Messages.position(1).bytes());
        assertEquals(windows.get(0), windows.get(1), "a framer has one window");
        assertArrayEquals(bytes, next(subscription));
        assertArrayEquals(Messages.position(1).bytes(), next(subscription));
        assertNull(subscription.poll());
    }

    @Test
    void aNewSubscriberGetsTheNewestPositionAndBiasesAndNothingTwice() {
        corrections.accept(Messages.biases(1));
        corrections.accept(Messages.position(1));
        corrections.accept(Messages.position(2, OptionalDouble.of(1.5)));
        corrections.accept(Messages.measurements(1077, 1));
        Corrections.Joined joined = corrections.join();
        assertEquals(List.of("1006", "1230"), joined.first().stream().map(c -> c.type().toString()).toList());
        assertArrayEquals(Messages.position(2, OptionalDouble.of(1.5)).bytes(), joined.first().getFirst().bytes());
        assertNull(joined.then().poll());
        corrections.accept(Messages.position(3));
        assertArrayEquals(Messages.position(3).bytes(), next(joined.then()));
    }

    @Test
    void anOldPositionIsNotHandedOut() {
        corrections.accept(Messages.position(1));
        time.advance(Corrections.KEPT_FOR.minusMillis(1));
        corrections.accept(Messages.biases(1));
        assertEquals(List.of("1005", "1230"), first());
        time.advance(Duration.ofMillis(1));
        assertEquals(List.of("1230"), first());
    }

    @Test
    void whileStoppedNothingPassesAndNothingIsKept() {
        Subscription<Correction> subscription = corrections.stream().subscribe();
        corrections.accept(Messages.position(1));
        next(subscription);
        corrections.stop("the base has moved");
        assertEquals(Optional.of("the base has moved"), corrections.stopped());
        assertFalse(corrections.flowing());
        corrections.accept(Messages.position(2));
        assertNull(subscription.poll());
        assertEquals(List.of(), first());
        assertEquals(List.of(), corrections.flows());
        corrections.resume();
        assertEquals(Optional.empty(), corrections.stopped());
        assertEquals(List.of(), first());
        corrections.accept(Messages.position(3));
        assertArrayEquals(Messages.position(3).bytes(), next(subscription));
        assertTrue(corrections.flowing());
    }

    @Test
    void flowingEndsWithTheMessages() {
        assertFalse(corrections.flowing());
        corrections.accept(Messages.biases(1));
        time.advance(Corrections.FLOWING_WITHIN.minusMillis(1));
        assertTrue(corrections.flowing());
        time.advance(Duration.ofMillis(1));
        assertFalse(corrections.flowing());
    }

    @Test
    void ratesAreOfTheLastFew() {
        for (int second = 0; second < 20; second++) {
            corrections.accept(Messages.measurements(1087, second));
            corrections.accept(Messages.measurements(1077, second));
            if (second % 10 == 0) {
                corrections.accept(Messages.position(1));
            }
            time.advance(Duration.ofSeconds(1));
        }
        int bytes = Messages.measurements(1077, 0).length();
        assertEquals(List.of("1005 10.0 25 0 10.0", "1077 1.0 " + bytes + " 2 1.0", "1087 1.0 " + bytes + " 2 1.0"), lines());
        time.advance(Duration.ofSeconds(40)); // the 1005 is silent for 50 s, which is five of its intervals, but not for a minute
        assertEquals(3, lines().size());
        time.advance(Duration.ofSeconds(20));
        assertEquals(List.of(), lines());
    }

    private List<String> lines() {
        return corrections.flows().stream().map(f -> f.type() + " " + f.intervalSeconds() + " " + f.bytes() + " " + f.signals() + " "
                + f.ageSeconds()).toList();
    }

    @Test
    void anyNumberOfTypesPassesAndAHundredAreListed() {
        Subscription<Correction> subscription = corrections.stream().subscribe();
        for (int number = 0; number < 500; number++) {
            byte[] message = {(byte) (number >> 4), (byte) (number << 4)};
            corrections.accept(depot.gnss.Streams.frame(RtcmFraming.encode(message)));
        }
        assertEquals(500, subscription.behind());
        assertEquals(Corrections.MOST_TYPES, corrections.flows().size());
        time.advance(Duration.ofMinutes(2));
        corrections.accept(Messages.position(1));
        assertEquals(List.of("1005"), corrections.flows().stream().map(f -> f.type().toString()).toList());
    }
}
