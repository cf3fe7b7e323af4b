package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Operators who drive by hand and whose link is cut at any moment, supervisors that come and go, tasks, cancels, stops, a server that
 * now and then stands still, frames that wait in queues: in no run does a rover move by hand later than its own 500 ms
 * and the server's 250 ms after the operator's last word, but for what the network takes.
 */
class FeedingPropertyTest {
    private static final int RUNS = 300;
    private static final int RUN_MILLIS = 20_000;
    private static final int ALLOWED_MILLIS = 500 + 250;
    private static final int LOOP_MILLIS = 10; // of the rover: it looks at its watchdog that often

    /** What the server asks before it feeds: the rule, or one that is wrong. */
    private interface Feeder {
        void named(boolean isNamed);

        void frame(RoverMode mode, long noEarlierThanNanos, long nowNanos);

        boolean due(long nanos);
    }

    /** How a frame is passed to the rule; in all else the real rule is asked. */
    private interface FrameStep {
        void frame(FeedingRule rule, RoverMode mode, long noEarlierThanNanos, long nowNanos);
    }

    private static Feeder asking(FrameStep step) {
        FeedingRule rule = new FeedingRule();
        return new Feeder() {
            @Override
            public void named(boolean isNamed) {
                rule.named(isNamed);
            }

            @Override
            public void frame(RoverMode mode, long noEarlierThanNanos, long nowNanos) {
                step.frame(rule, mode, noEarlierThanNanos, nowNanos);
            }

            @Override
            public boolean due(long nanos) {
                return rule.due(nanos);
            }
        };
    }

    private static Feeder theRule() {
        return asking((rule, mode, noEarlierThan, now) -> rule.frame(mode, noEarlierThan));
    }

    /** Feeds who is named, whatever drives it: what a script did in the field. */
    private static Feeder blind() {
        return asking((rule, mode, noEarlierThan, now) -> rule.frame(RoverMode.IDLE, noEarlierThan));
    }

    /** Takes a frame for as new as it came, however long it was under way. */
    private static Feeder trusting() {
        return asking((rule, mode, noEarlierThan, now) -> rule.frame(mode, now));
    }

    /** A frame under way. */
    private record Frame(long dueMillis, RoverMode mode, long clockMillis) {}

    /** One run, and what was seen in it. */
    private static final class Run {
        final SplittableRandom random;
        final Feeder feeder;
        final DaemonModel rover = new DaemonModel();
        final RoverClock clock = new RoverClock();
        final Deque<Frame> frames = new ArrayDeque<>();
        final Deque<Long> heartbeats = new ArrayDeque<>();
        final int quickestFrame;
        final int longestHeartbeat;
        final int frameEvery;
        long lastWord = Long.MIN_VALUE / 2; // of the operator
        int queue; // how long frames wait on their way, at the moment
        long drivesUntil = -1; // the operator's own plan; the link may be cut before
        long serverBusyUntil;
        long lastRead;
        boolean named;
        long longestAfterLastWord;
        long movedByItself;
        long movedByHand;

        Run(long seed, Feeder feeder, boolean network) {
            random = new SplittableRandom(seed);
            this.feeder = feeder;
            quickestFrame = network ? random.nextInt(40) : 0;
            longestHeartbeat = network ? random.nextInt(1, 60) : 1;
            queue = random.nextInt(3) == 0 ? random.nextInt(2_000) : 0;
            clock.connected(0);
            frameEvery = random.nextInt(4) == 0 ? 100 : 20;
        }

        Run play() {
            for (long now = 0; now < RUN_MILLIS; now++) {
                operator(now);
                dispatch();
                while (!heartbeats.isEmpty() && heartbeats.peek() <= now) {
                    heartbeats.poll();
                    rover.heartbeat(now);
                }
                rover.step(now);
                if (now % frameEvery == 0) {
                    frame(now);
                }
                server(now);
                look(now);
            }
            return this;
        }

        private boolean now(double perSecond) {
            return random.nextDouble() < perSecond / 1000;
        }

        private void operator(long now) {
            if (drivesUntil < now && now(0.8)) {
                drivesUntil = now + random.nextInt(random.nextBoolean() ? 20 : 4_000);
            }
            if (now <= drivesUntil && now % 50 == 0) {
                lastWord = now;
                switch (random.nextInt(12)) {
                    case 0 -> rover.heartbeat(now);
                    case 1 -> rover.setMode(RoverMode.TELEOP);
                    case 2 -> rover.setMode(random.nextBoolean() ? RoverMode.IDLE : RoverMode.AUTONOMOUS);
                    default -> rover.twist(now);
                }
            }
            if (now(0.05)) {
                lastWord = now;
                rover.stop();
            } else if (now(0.2)) {
                lastWord = now;
                rover.release();
            }
        }

        private void dispatch() {
            if (now(0.3)) {
                rover.task();
            } else if (now(0.1)) {
                rover.cancel();
            }
            if (now(0.5)) {
                named = !named;
                feeder.named(named);
            }
        }

        private void frame(long now) {
            // they stay in order: what is late holds up what comes behind it
            if (random.nextInt(40) == 0) {
                queue = random.nextBoolean() ? 0 : random.nextInt(2_000);
            }
            frames.add(new Frame(Math.max(now + quickestFrame + queue, frames.isEmpty() ? 0 : frames.peekLast().dueMillis()), rover.mode(),
                    now));
        }

        /** Reads what has come, every 20 ms, and now and then much later, then feeds. */
        private void server(long now) {
            if (now < serverBusyUntil) {
                return;
            }
            serverBusyUntil = now + (random.nextInt(200) == 0 ? random.nextInt(20, 700) : 20);
            Frame newest = null;
            while (!frames.isEmpty() && frames.peek().dueMillis() <= now) {
                newest = frames.poll();
            }
            if (newest != null) {
                clock.heard(now * 1_000_000, newest.clockMillis());
                feeder.frame(newest.mode(), Math.min(lastRead, now - clock.lag() / 1_000_000) * 1_000_000, now * 1_000_000);
            }
            lastRead = now;
            if (feeder.due(now * 1_000_000)) {
                long due = now + random.nextInt(longestHeartbeat);
                heartbeats.add(Math.max(due, heartbeats.isEmpty() ? 0 : heartbeats.peekLast()));
            }
        }

        private void look(long now) {
            if (rover.movesByHand()) {
                movedByHand++;
                longestAfterLastWord = Math.max(longestAfterLastWord, now - lastWord);
            }
            movedByItself += rover.movesByItself() ? 1 : 0;
        }

        long allowed() {
            return ALLOWED_MILLIS + LOOP_MILLIS + quickestFrame + longestHeartbeat;
        }
    }

    private static long seed() {
        return Long.getLong("depot.test.seed", System.nanoTime());
    }

    private void everyRunHolds(boolean network) {
        long first = seed();
        long byItself = 0;
        long byHand = 0;
        long longest = 0;
        for (long seed = first; seed < first + RUNS; seed++) {
            Run run = new Run(seed, theRule(), network).play();
            long usedSeed = seed;
            assertTrue(run.longestAfterLastWord <= run.allowed(), () -> "moved by hand " + run.longestAfterLastWord
                    + " ms after the last word, with "
                    + run.allowed() + " allowed; to repeat: -Ddepot.test.seed=" + usedSeed);
            byItself += run.movedByItself;
            byHand += run.movedByHand;
            longest = Math.max(longest, run.longestAfterLastWord);
        }
        assertTrue(byHand > RUNS * 1_000L, "nobody drove: " + byHand);
        assertTrue(byItself > RUNS * 500L, "no task was driven: " + byItself);
        assertTrue(longest >= 500, "no drive lasted as long as the watchdog lets it: " + longest);
    }

    @Test
    void noDriveByHandOutlivesItsOperatorByMoreThanThat() {
        everyRunHolds(false);
    }

    @Test
    void norWithANetworkThatTakesItsTime() {
        everyRunHolds(true);
    }

    /** So that the two above can fail. */
    @Test
    void aServerThatFeedsBlindlyIsFoundOut() {
        assertTrue(violations(FeedingPropertyTest::blind, false) > 10);
    }

    @Test
    void soIsOneThatTakesLateFramesForNewOnes() {
        assertTrue(violations(FeedingPropertyTest::trusting, true) > 0);
        assertEquals(0, violations(FeedingPropertyTest::theRule, true));
    }

    private static int violations(java.util.function.Supplier<Feeder> feeder, boolean network) {
        int violations = 0;
        for (long seed = 0; seed < 60; seed++) {
            Run run = new Run(seed, feeder.get(), network).play();
            violations += run.longestAfterLastWord > run.allowed() ? 1 : 0;
        }
        return violations;
    }
}
