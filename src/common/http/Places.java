package depot.common.http;

import depot.common.GuardedBy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Who is served while there are as many connections as there may be. Where all of them behave well, only their addresses tell them apart:
 * a request from an address that has fewer than half of what the largest has is served, and a connection of the largest ends for it. So
 * no address keeps out others, and where only one wants in, it may have all and loses none. An eighth of the places are for requests
 * only, never for WebSockets. Thread-safe.
 */
final class Places {
    private static final int KEPT = 8; // this part is for requests
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100); // a look at all takes milliseconds
    private static final Duration LONG_UNDER_WAY = Duration.ofSeconds(5);
    private static final String SHARE = "an address has so many of all connections that some of them end, as others are to get in";

    private final int most;
    private final int headroom;
    private final ConnectionTakeover connections;
    private final JdkTasks tasks;
    private final Refusals refusals;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private final Set<Object> leaving = new HashSet<>(); // were asked to, and are still open
    @GuardedBy("lock") private Crowd crowd;
    @GuardedBy("lock") private long lookedAt;

    /** @param clock in nanoseconds, {@link RequestInput#beganAt}'s */
    Places(int most, ConnectionTakeover connections, JdkTasks tasks, Refusals refusals, LongSupplier clock) {
        this.most = most;
        headroom = Capacity.headroom(most);
        this.connections = connections;
        this.tasks = tasks;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Whether more connections are open than may be. */
    boolean full() {
        return connections.openConnections() > most;
    }

    /**
     * Whether a request may be served, as there is room or room is made for it.
     *
     * @param upgrade whether it is to become a WebSocket
     */
    boolean admit(InetAddress peer, boolean upgrade) {
        int over = connections.openConnections() - most;
        if (upgrade) {
            over = Math.max(over, connections.takenConnections() + 1 - (most - most / KEPT));
        }
        return over <= 0 || makeRoom(PeerNetwork.of(peer), upgrade, over);
    }

    /**
     * Keeps the server accepting. Beyond the limit a connection is there only until its request is refused; who holds many such by sending
     * or reading slowly would have the server close all that come. For one thread, several times a second.
     */
    void sweep() {
        if (connections.openConnections() <= most + headroom / 2) {
            return;
        }
        Map<PeerNetwork, Integer> slow = new HashMap<>();
        Map<Object, PeerNetwork> peers = tasks.peers();
        for (Object connection : tasks.underWay(clock.getAsLong() - HalfSent.HEAD_GRACE.toNanos())) {
            PeerNetwork peer = peers.get(connection);
            if (peer != null && slow.merge(peer, 1, Integer::sum) > headroom / KEPT) {
                tasks.sever(connection);
                refusals.count("share", "http", SHARE);
            }
        }
    }

    private boolean makeRoom(PeerNetwork peer, boolean upgrade, int over) {
        Optional<Place> webSocket;
        lock.lock();
        try {
            look();
            if (!crowd.mayPushOut(peer)) {
                return false;
            }
            if (leaving.size() >= over) {
                return true;
            }
            boolean made = !upgrade && crowd.endWaiting();
            webSocket = made ? Optional.empty() : nextWebSocket();
            made |= webSocket.isPresent() || !upgrade && endUnderWay();
            if (!made) {
                return false;
            }
            crowd.pushedOut(peer);
        } finally {
            lock.unlock();
        }
        webSocket.ifPresent(Place::leave);
        refusals.count("share", "http", SHARE);
        return true;
    }

    @GuardedBy("lock")
    private Optional<Place> nextWebSocket() {
        Optional<Map.Entry<Object, Place>> next = crowd.nextWebSocket();
        next.ifPresent(each -> leaving.add(each.getKey()));
        return next.map(Map.Entry::getValue);
    }

    @GuardedBy("lock")
    private void look() {
        leaving.removeIf(connection -> !connections.isOpen(connection));
        long now = clock.getAsLong();
        if (crowd == null || now - lookedAt > LOOK_AGAIN.toNanos()) {
            crowd = new Crowd(tasks, connections.places(), leaving, now - LONG_UNDER_WAY.toNanos());
            lookedAt = now;
        }
    }

    @GuardedBy("lock")
    private boolean endUnderWay() {
        Optional<Object> next = crowd.nextUnderWay();
        next.ifPresent(connection -> {
            leaving.add(connection);
            tasks.sever(connection);
        });
        return next.isPresent();
    }
}
