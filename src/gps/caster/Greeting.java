package depot.gps.caster;

import depot.common.GuardedBy;
import depot.common.http.PeerNetwork;
import depot.common.time.Time;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A port's connections that have no answer yet, in the order in which they came. Where there is no more room, all that are older than a
 * grace are closed at once; if none is, what other addresses have beyond an eighth of these places. So neither a client that opens
 * connections and sends nothing, nor one that opens them faster than a rover asks, keeps a rover of another address out. Any thread.
 *
 * @param <C> a connection
 */
final class Greeting<C> {
    /** A request comes in a second or two, and a password is checked as soon as a processor is free. */
    static final Duration GRACE = Duration.ofSeconds(5);
    private static final int SHARES = 8;

    private final Time time;
    private final Consumer<C> closer;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private final Map<C, Stranger> waiting = new LinkedHashMap<>();

    private record Stranger(PeerNetwork address, long since) {}

    /** @param closer ends a connection; it throws nothing, and is not called under the lock */
    Greeting(Time time, Consumer<C> closer) {
        this.time = time;
        this.closer = closer;
    }

    void add(C connection, InetAddress address) {
        lock.lock();
        try {
            waiting.put(connection, new Stranger(PeerNetwork.of(address), time.nanos()));
        } finally {
            lock.unlock();
        }
    }

    /** @return whether it was still there */
    boolean remove(C connection) {
        lock.lock();
        try {
            return waiting.remove(connection) != null;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Called when all places are taken. @return whether there is one now for a connection from {@code newcomer} */
    boolean makeRoom(InetAddress newcomer) {
        return drop(PeerNetwork.of(newcomer), false);
    }

    void dropAll() {
        drop(null, true);
    }

    private boolean drop(PeerNetwork newcomer, boolean all) {
        List<C> leaving;
        lock.lock();
        try {
            leaving = all ? List.copyOf(waiting.keySet()) : tooOld();
            if (leaving.isEmpty()) {
                leaving = beyondTheirShare(newcomer);
            }
            leaving.forEach(waiting::remove);
        } finally {
            lock.unlock();
        }
        leaving.forEach(closer);
        return !leaving.isEmpty();
    }

    @GuardedBy("lock")
    private List<C> tooOld() {
        long now = time.nanos();
        List<C> old = new ArrayList<>();
        for (Map.Entry<C, Stranger> each : waiting.entrySet()) {
            if (now - each.getValue().since <= GRACE.toNanos()) {
                break;
            }
            old.add(each.getKey());
        }
        return old;
    }

    /** The newest of each address that has too many; none for a newcomer whose own address has its share. */
    @GuardedBy("lock")
    private List<C> beyondTheirShare(PeerNetwork newcomer) {
        int share = Math.max(1, waiting.size() / SHARES);
        if (waiting.values().stream().filter(stranger -> Objects.equals(stranger.address, newcomer)).limit(share).count() >= share) {
            return List.of();
        }
        Map<PeerNetwork, Integer> counts = new HashMap<>();
        return waiting.entrySet().stream().filter(each -> counts.merge(each.getValue().address, 1, Integer::sum) > share)
                .map(Map.Entry::getKey).toList();
    }
}
