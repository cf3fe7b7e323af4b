package depot.discovery.link;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The outcome of an e-stop or a release for several rovers: each either showed in its frames that it obeyed, or did not within the
 * time that the caller waits. Thread-safe.
 */
final class OrderRequest {
    private final Set<String> waiting;
    private final Map<String, Long> obeyed = new TreeMap<>(); // milliseconds that it took
    private final Map<String, String> unreached = new TreeMap<>(); // why
    private final Consumer<String> listener;
    private boolean over;

    /** @param listener gets the id of each rover that obeyed */
    OrderRequest(Collection<String> roverIds, Consumer<String> listener) {
        waiting = new TreeSet<>(roverIds);
        this.listener = listener;
    }

    /** @param obeyed by id, in milliseconds after the order. @param unreached by id, why */
    record Outcome(Map<String, Long> obeyed, Map<String, String> unreached) {}

    void obeyed(String id, long afterMillis) {
        synchronized (this) {
            if (over || !waiting.remove(id)) {
                return;
            }
            obeyed.put(id, afterMillis);
            notifyAll();
        }
        listener.accept(id);
    }

    /** This rover cannot be reached: there is no point in waiting for it. */
    synchronized void hopeless(String id, String why) {
        if (!over && waiting.remove(id)) {
            unreached.put(id, why);
            notifyAll();
        }
    }

    /** Whether no caller waits for it any more. */
    synchronized boolean isOver() {
        return over;
    }

    /** Waits until every rover obeyed, or the time is up. @return the rovers that have not obeyed yet */
    synchronized List<String> await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long left = atMost.toMillis();
        while (!waiting.isEmpty() && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return List.copyOf(waiting);
    }

    /** Ends it: rovers that are still waited for count as unreached. @param whys reasons by rover id */
    synchronized Outcome end(Map<String, String> whys) {
        over = true;
        waiting.forEach(id -> unreached.put(id, whys.getOrDefault(id, "it has not shown that it obeyed")));
        waiting.clear();
        return new Outcome(Map.copyOf(obeyed), Map.copyOf(unreached));
    }
}
