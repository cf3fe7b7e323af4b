package depot.gps.caster;

import depot.common.GuardedBy;
import depot.common.http.PeerNetwork;
import depot.common.threads.GrowingPause;
import depot.common.time.Time;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose password is checked next, as only a few can be at a time.
 *
 * <pre>
 *   10.0.0.7   mower-3      ──┐ in turn
 *              (nobody's)   ──┴──┐
 *   10.0.0.9   mower-4      ─────┴ in turn → as many checks as there are permits, one of each lane
 * </pre>
 *
 * Each user has a lane for each address that it comes from; names that are no user's share one, so who makes up names waits behind its own
 * guesses only. Addresses take turns, and at one address its lanes: many rovers behind one address all get through. After a wrong password
 * its lane pauses, longer each time, so that guessing takes next to nothing of the processors. Any thread.
 */
final class CheckQueue {
    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    static final int MOST_WAITING = 16; // in a lane
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order of their turns, as are an address's lanes. Only those that wait, or failed within the last minute. */
    @GuardedBy("lock") private final Map<PeerNetwork, Map<String, Lane>> lanes = new LinkedHashMap<>();
    @GuardedBy("lock") private int permits;
    @GuardedBy("lock") private long lookedAt;

    /** All its fields are used under the lock. */
    private static final class Lane {
        private final Deque<Waiter> waiting = new ArrayDeque<>();
        private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        private boolean checking;
        private long pausedUntil;
        private long forgottenAt;

        Lane(long now) {
            pausedUntil = now;
            forgottenAt = now;
        }

        boolean isReady(long now) {
            return !checking && !waiting.isEmpty() && now - pausedUntil >= 0;
        }

        boolean isForgotten(long now) {
            return !checking && waiting.isEmpty() && now - forgottenAt >= 0;
        }

        /** So that it waits for the end of a pause. */
        void wakeFirst() {
            if (!waiting.isEmpty()) {
                waiting.peek().wakeup.signal();
            }
        }
    }

    private static final class Waiter {
        private final Condition wakeup;
        private boolean hasTurn;

        Waiter(Condition wakeup) {
            this.wakeup = wakeup;
        }
    }

    /** A check that may run now; ended once. */
    final class Turn {
        private final Lane lane;

        private Turn(Lane lane) {
            this.lane = lane;
        }

        /** @param right whether the password was right */
        void end(boolean right) {
            lock.lock();
            try {
                long now = time.nanos();
                if (right) {
                    lane.pause.reset();
                } else {
                    lane.pausedUntil = now + lane.pause.next().toNanos();
                    lane.forgottenAt = lane.pausedUntil + FORGOTTEN_AFTER.toNanos();
                }
                giveBack(lane);
            } finally {
                lock.unlock();
            }
        }
    }

    /** @param permits how many checks may run at a time */
    CheckQueue(int permits, Time time) {
        this.permits = permits;
        this.time = time;
        lookedAt = time.nanos();
    }

    /**
     * Waits for a turn.
     *
     * @param user empty for a name that is no user's
     * @return empty when none came within {@code patience}, or too many wait in the lane already
     */
    Optional<Turn> await(InetAddress address, Optional<String> user, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long deadline = time.nanos() + patience.toNanos();
            forget();
            Map<String, Lane> ofAddress = lanes.computeIfAbsent(PeerNetwork.of(address), _ -> new LinkedHashMap<>());
            Lane lane = ofAddress.computeIfAbsent(user.orElse(""), _ -> new Lane(time.nanos()));
            if (lane.waiting.size() >= MOST_WAITING) {
                return Optional.empty();
            }
            Waiter waiter = new Waiter(lock.newCondition());
            lane.waiting.add(waiter);
            try {
                giveTurns();
                long now = time.nanos();
                while (!waiter.hasTurn && now - deadline < 0) {
                    long paused = lane.waiting.peek() == waiter ? lane.pausedUntil - now : 0;
                    long left = deadline - now;
                    waiter.wakeup.awaitNanos(paused > 0 ? Math.min(paused, left) : left);
                    giveTurns();
                    now = time.nanos();
                }
            } catch (InterruptedException e) {
                if (waiter.hasTurn) {
                    giveBack(lane);
                }
                throw e;
            } finally {
                if (lane.waiting.remove(waiter)) {
                    lane.wakeFirst();
                }
            }
            return waiter.hasTurn ? Optional.of(new Turn(lane)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return lanes.values().stream().flatMap(each -> each.values().stream()).mapToInt(lane -> lane.waiting.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void giveBack(Lane lane) {
        permits++;
        lane.checking = false;
        giveTurns();
        lane.wakeFirst();
    }

    @GuardedBy("lock")
    private void giveTurns() {
        while (permits > 0) {
            Optional<Lane> next = nextLane(time.nanos());
            if (next.isEmpty()) {
                return;
            }
            Waiter first = next.get().waiting.poll();
            next.get().checking = true;
            permits--;
            first.hasTurn = true;
            first.wakeup.signal();
        }
    }

    /** The first that is ready; it and its address are the last in turn from now on. */
    @GuardedBy("lock")
    private Optional<Lane> nextLane(long now) {
        for (Map.Entry<PeerNetwork, Map<String, Lane>> address : lanes.entrySet()) {
            for (Map.Entry<String, Lane> each : address.getValue().entrySet()) {
                Lane lane = each.getValue();
                if (lane.isReady(now)) {
                    toTheEnd(address.getValue(), each.getKey());
                    toTheEnd(lanes, address.getKey());
                    return Optional.of(lane);
                }
            }
        }
        return Optional.empty();
    }

    private static <K, V> void toTheEnd(Map<K, V> map, K key) {
        map.put(key, map.remove(key));
    }

    @GuardedBy("lock")
    private void forget() {
        long now = time.nanos();
        if (now - lookedAt >= LOOK.toNanos()) {
            lookedAt = now;
            lanes.values().forEach(each -> each.values().removeIf(lane -> lane.isForgotten(now)));
            lanes.values().removeIf(Map::isEmpty);
        }
    }
}
