package depot.common.http;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A look at all open connections: how many each peer has, and which of the largest's would make room first. Not thread-safe, and out of
 * date soon.
 */
final class Crowd {
    private final JdkTasks tasks;
    private final Map<PeerNetwork, Integer> held = new HashMap<>();
    private final Queue<Object> waiting = new ArrayDeque<>();
    private final Queue<Map.Entry<Object, Place>> webSockets = new ArrayDeque<>();
    private final Queue<Object> underWay = new ArrayDeque<>();
    private int largest;

    /**
     * @param leaving connections that are about to end, and do not count
     * @param longSince a request that began before, in {@link RequestInput#beganAt}'s nanoseconds, has been under way for long
     */
    Crowd(JdkTasks tasks, Map<Object, Place> places, Set<Object> leaving, long longSince) {
        this.tasks = tasks;
        Map<Object, PeerNetwork> peers = tasks.peers();
        places.forEach((connection, place) -> peers.put(connection, place.peer()));
        leaving.forEach(peers::remove);
        peers.values().forEach(peer -> held.merge(peer, 1, Integer::sum));
        PeerNetwork first = held.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(null);
        largest = held.getOrDefault(first, 0);
        Predicate<Object> itsOwn = connection -> first != null && first.equals(peers.get(connection));
        tasks.waiting().stream().filter(itsOwn).forEach(waiting::add);
        places.entrySet().stream().filter(each -> itsOwn.test(each.getKey()))
                .sorted(Comparator.comparingLong(each -> -each.getValue().number())).forEach(webSockets::add);
        tasks.underWay(longSince).stream().filter(itsOwn).forEach(underWay::add);
    }

    /** Whether a peer has so few connections that the largest must make room for it. */
    boolean mayPushOut(PeerNetwork peer) {
        return 2 * held.getOrDefault(peer, 1) < largest;
    }

    /** One of the largest's has ended for a connection of this peer, which this look may not have seen. */
    void pushedOut(PeerNetwork peer) {
        held.merge(peer, 1, Integer::sum);
        largest--;
    }

    /** Ends a connection of the largest that waits for its next request, which costs its client nothing; false where it has none. */
    boolean endWaiting() {
        Object connection;
        while ((connection = waiting.poll()) != null) {
            if (tasks.endWaiting(connection)) {
                return true;
            }
        }
        return false;
    }

    /** The newest WebSocket of the largest, for the caller to end, and what the server knows it as. */
    Optional<Map.Entry<Object, Place>> nextWebSocket() {
        return Optional.ofNullable(webSockets.poll());
    }

    /** A connection of the largest on which a request has been under way for long, for the caller to end. */
    Optional<Object> nextUnderWay() {
        return Optional.ofNullable(underWay.poll());
    }
}
