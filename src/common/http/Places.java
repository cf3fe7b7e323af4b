package depot.common.http;

import depot.common.GuardedBy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /** Longer than an e-stop takes. Who sends bodies slowly ends them before they are long under way, and comes again at once. */
    private static final Duration NOT_NEW = Duration.ofSeconds(1);
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(3); // a WebSocket is given so long to answer its close
    private static final int FEW = 32; // what a console's door, or another service, may have of connections
    private static final String SHARE = "an address has so many of all connections that some of them end, as others are to get in";

    private final int most;
    private final int headroom;
    private final int floor; // connections that nobody is made to give up
    private final ConnectionTakeover connections;
    private final JdkTasks tasks;
    private final Refusals refusals;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private final Map<Object, Leaving> leaving = new HashMap<>(); // were asked to, and are still open
    @GuardedBy("lock") private Crowd crowd;
    @GuardedBy("lock") private long lookedAt;

    private record Leaving(long askedAt, boolean webSocket) {}

    /** @param clock in nanoseconds, {@link RequestInput#beganAt}'s */
    Places(int most, ConnectionTakeover connections, JdkTasks tasks, Refusals refusals, LongSupplier clock) {
        this.most = most;
        headroom = Capacity.headroom(most);
        floor = Math.min(most / 8, Math.max(FEW, most / 64));
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
        int webSocketsOver = upgrade ? connections.takenConnections() + 1 - (most - most / KEPT) : 0;
        return over <= 0 && webSocketsOver <= 0 || makeRoom(PeerNetwork.of(peer), over, webSocketsOver);
    }

    /**
     * Keeps the server accepting, where one address has most of what takes long: bodies that come slowly, answers that are read slowly.
     * Its own end, those that are still sent first, until the server accepts again. For one thread, several times a second.
     */
    void sweep() {
        int over = connections.openConnections() - (most + headroom / 2);
        if (over <= 0) {
            return;
        }
        Map<Object, PeerNetwork> peers = tasks.peers();
        Map<PeerNetwork, List<Object>> slow = new HashMap<>();
        for (Object connection : tasks.underWay(clock.getAsLong() - HalfSent.HEAD_GRACE.toNanos()).reversed()) {
            PeerNetwork peer = peers.get(connection);
            if (peer != null) {
                slow.computeIfAbsent(peer, each -> new ArrayList<>()).add(connection);
            }
        }
        int all = slow.values().stream().mapToInt(List::size).sum();
        List<Object> largest = slow.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
        if (2 * largest.size() > all) {
            largest.stream().limit(Math.min(over, Math.max(0, largest.size() - headroom / KEPT))).forEach(connection -> {
                tasks.sever(connection);
                refusals.count("share", "http", SHARE);
            });
        }
    }

    private boolean makeRoom(PeerNetwork peer, int over, int webSocketsOver) {
        Optional<Place> webSocket = Optional.empty();
        lock.lock();
        try {
            look();
            if (webSocketsOver > leaving(true)) {
                webSocket = crowd.mayPushOutWebSocket(peer) ? take(crowd.nextOfMostWebSockets()) : Optional.empty();
                if (webSocket.isEmpty()) {
                    return false;
                }
                crowd.pushedOutWebSocket(peer);
            } else if (over > leaving(false)) {
                if (!crowd.mayPushOut(peer)) {
                    return false;
                }
                boolean made = crowd.endWaiting();
                webSocket = made ? Optional.empty() : take(crowd.nextWebSocket());
                if (!made && webSocket.isEmpty() && !endUnderWay()) {
                    return false;
                }
                crowd.pushedOut(peer);
            } else {
                return webSocketsOver > 0 ? crowd.mayPushOutWebSocket(peer) : crowd.mayPushOut(peer);
            }
        } finally {
            lock.unlock();
        }
        webSocket.ifPresent(Place::leave);
        refusals.count("share", "http", SHARE);
        return true;
    }

    /** How many are about to end: one that was asked long ago and is still there makes no room. */
    @GuardedBy("lock")
    private long leaving(boolean webSockets) {
        long now = clock.getAsLong();
        return leaving.values().stream().filter(each -> now - each.askedAt <= LEAVES_WITHIN.toNanos() && (each.webSocket || !webSockets))
                .count();
    }

    @GuardedBy("lock")
    private Optional<Place> take(Optional<Map.Entry<Object, Place>> next) {
        next.ifPresent(each -> leaving.put(each.getKey(), new Leaving(clock.getAsLong(), true)));
        return next.map(Map.Entry::getValue);
    }

    @GuardedBy("lock")
    private void look() {
        leaving.keySet().removeIf(connection -> !connections.isOpen(connection));
        long now = clock.getAsLong();
        if (crowd == null || now - lookedAt > LOOK_AGAIN.toNanos()) {
            crowd = new Crowd(tasks, connections.places(), leaving.keySet(), now - LONG_UNDER_WAY.toNanos(),
                    now - NOT_NEW.toNanos(), floor);
            lookedAt = now;
        }
    }

    @GuardedBy("lock")
    private boolean endUnderWay() {
        Optional<Object> next = crowd.nextUnderWay();
        next.ifPresent(connection -> {
            leaving.put(connection, new Leaving(clock.getAsLong(), false));
            tasks.sever(connection);
        });
        return next.isPresent();
    }
}
