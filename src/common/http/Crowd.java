package depot.common.http;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A look at all open connections: how many each peer has, in all and as WebSockets, and which of the largest's would make room first.
 * Not thread-safe, and out of date soon.
 */
final class Crowd {
    private final JdkTasks tasks;
    private final int floor;
    private final Count all = new Count();
    private final Count webSockets = new Count();
    private final Queue<Object> waiting = new ArrayDeque<>();
    private final Queue<Object> underWay = new ArrayDeque<>();
    private final Map<PeerNetwork, Queue<Map.Entry<Object, Place>>> newestWebSockets = new HashMap<>();

    /** How many connections of a kind each peer has. */
    private final class Count {
        private final Map<PeerNetwork, Integer> held = new HashMap<>();
        private PeerNetwork largest; // null where there are none

        void add(PeerNetwork peer) {
            held.merge(peer, 1, Integer::sum);
        }

        void findLargest() {
            largest = held.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(null);
        }

        boolean mayPushOut(PeerNetwork peer) {
            int most = held.getOrDefault(largest, 0);
            return most > floor && 2 * held.getOrDefault(peer, 1) < most;
        }

        void pushedOut(PeerNetwork peer) {
            add(peer);
            held.merge(largest, -1, Integer::sum);
        }
    }

    /**
     * @param leaving connections that are about to end, and do not count
     * @param longSince a request that began before, in {@link RequestInput#beganAt}'s nanoseconds, has been under way for long
     * @param notNewSince the same of one that is none of those that are answered at once
     * @param floor connections that nobody is made to give up
     */
    Crowd(JdkTasks tasks, Map<Object, Place> places, Set<Object> leaving, long longSince, long notNewSince, int floor) {
        this.tasks = tasks;
        this.floor = floor;
        Map<Object, PeerNetwork> peers = tasks.peers();
        places.forEach((connection, place) -> peers.put(connection, place.peer()));
        leaving.forEach(peers::remove);
        peers.values().forEach(all::add);
        all.findLargest();
        places.entrySet().stream().filter(each -> peers.containsKey(each.getKey()))
                .sorted(Comparator.comparingLong(each -> -each.getValue().number())).forEach(each -> {
                    webSockets.add(each.getValue().peer());
                    newestWebSockets.computeIfAbsent(each.getValue().peer(), peer -> new ArrayDeque<>()).add(each);
                });
        webSockets.findLargest();
        tasks.waiting().stream().filter(each -> isLargests(peers.get(each))).forEach(waiting::add);
        Stream.of(longSince, notNewSince).flatMap(since -> tasks.underWay(since).stream()).filter(each -> isLargests(peers.get(each)))
                .distinct().forEach(underWay::add);
    }

    private boolean isLargests(PeerNetwork peer) {
        return peer != null && peer.equals(all.largest);
    }

    /** Whether a peer has so few connections that the largest must make room for it. */
    boolean mayPushOut(PeerNetwork peer) {
        return all.mayPushOut(peer);
    }

    /** The same of WebSockets alone. */
    boolean mayPushOutWebSocket(PeerNetwork peer) {
        return webSockets.mayPushOut(peer);
    }

    /** One of the largest's has ended for a connection of this peer, which this look may not have seen. */
    void pushedOut(PeerNetwork peer) {
        all.pushedOut(peer);
    }

    /** The same of WebSockets. */
    void pushedOutWebSocket(PeerNetwork peer) {
        webSockets.pushedOut(peer);
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
        return newest(all.largest);
    }

    /** The newest WebSocket of who has most of those. */
    Optional<Map.Entry<Object, Place>> nextOfMostWebSockets() {
        return newest(webSockets.largest);
    }

    private Optional<Map.Entry<Object, Place>> newest(PeerNetwork peer) {
        return Optional.ofNullable(newestWebSockets.get(peer)).map(Queue::poll);
    }

    /** A connection of the largest on which a request has been under way, for long if there is one, for the caller to end. */
    Optional<Object> nextUnderWay() {
        return Optional.ofNullable(underWay.poll());
    }
}
