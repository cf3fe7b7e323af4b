package depot.dispatch.fleet;

import depot.common.time.Time;
import depot.dispatch.rover.Supervision;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rovers that discovery feeds for dispatch: those with a task that dispatch knows, and those that are about to be sent one.
 * {@link SuperviseLink} sends the list at each change and several times within its lease; if anything fails, the lease ends and the rover
 * stops.
 * Thread-safe.
 */
public final class DiscoverySupervision implements Supervision {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration ABOUT = Duration.ofSeconds(2); // until a task that is sent is known to be the rover's

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition(); // of what is named, or of what discovery said
    // rovers that are about to be sent a task, and until when; guarded by lock, as is all below
    private final Map<String, Long> about = new HashMap<>();
    private final Map<String, String> states = new HashMap<>(); // what discovery reported of each
    private Set<String> known = Set.of();
    private boolean stopped;
    private boolean connected;
    private long changes; // counts those of what is named

    public DiscoverySupervision(Time time) {
        this.time = time;
    }

    @Override
    public void before(String rover) {
        long deadline = time.nanos() + PATIENCE.toNanos();
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            if (!known.contains(rover) && about.put(rover, time.nanos() + ABOUT.toNanos()) == null) {
                changes++;
                changed.signalAll();
            }
            long left = PATIENCE.toNanos();
            while (connected && !"feeding".equals(states.get(rover)) && left > 0 && !stopped) {
                changed.awaitNanos(left);
                left = deadline - time.nanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stopAll() {
        change(() -> {
            stopped = true;
            about.clear();
        });
    }

    /** @param rovers that have a known task and may drive; none while everything is held. @param held whether it is */
    public void known(Set<String> rovers, boolean held) {
        lock.lock();
        try {
            if (rovers.equals(known) && stopped == held) {
                return;
            }
        } finally {
            lock.unlock();
        }
        change(() -> {
            about.keySet().removeAll(known); // a rover that is no longer known has lost its task
            known = Set.copyOf(rovers);
            about.keySet().removeAll(known);
            stopped = held;
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- for the link

    /** What is named now, and its number. */
    record Named(Set<String> rovers, long number) {}

    /** Waits until something else is named than at {@code before}, but not for longer than {@code longest}. */
    Named next(long before, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (changes == before && left > 0) {
                left = changed.awaitNanos(left);
            }
            about.values().removeIf(until -> until - time.nanos() < 0);
            Set<String> named = new TreeSet<>();
            if (!stopped) {
                named.addAll(known);
                named.addAll(about.keySet());
            }
            states.keySet().retainAll(named);
            return new Named(named, changes);
        } finally {
            lock.unlock();
        }
    }

    void connected(boolean now) {
        lock.lock();
        try {
            connected = now;
            states.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What discovery says of a rover: feeding, waiting or off. */
    void state(String rover, String state) {
        lock.lock();
        try {
            if (known.contains(rover) || about.containsKey(rover)) {
                states.put(rover, state);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The rovers that are named and fed. */
    public Set<String> fed() {
        lock.lock();
        try {
            Set<String> fed = new HashSet<>();
            states.forEach((rover, state) -> {
                if (state.equals("feeding")) {
                    fed.add(rover);
                }
            });
            return fed;
        } finally {
            lock.unlock();
        }
    }

    public boolean isConnected() {
        lock.lock();
        try {
            return connected;
        } finally {
            lock.unlock();
        }
    }
}
