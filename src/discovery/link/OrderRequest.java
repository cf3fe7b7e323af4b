package depot.discovery.link;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An e-stop or a release of several rovers: each either showed in its frames that it obeyed, or did not within the time that callers
 * wait. Callers may share one; for those that come later it is given to the rovers once more, in another pass through the links.
 * Thread-safe.
 */
final class OrderRequest {
    /** How long rovers are waited for. */
    static final Duration ANSWER_WITHIN = Duration.ofMillis(850);

    private final Consumer<String> listener;
    private final Time time;
    private final long begunNanos;
    @GuardedBy("this") private final Set<String> waiting;
    @GuardedBy("this") private final Map<String, Long> obeyed = new HashMap<>(); // milliseconds that it took
    @GuardedBy("this") private final Map<String, String> unreached = new HashMap<>(); // why
    @GuardedBy("this") private boolean queued; // a pass that has not begun yet
    @GuardedBy("this") private int passes; // that have not ended yet
    @GuardedBy("this") private boolean awaited; // the outcome is being made: nobody can join any more
    @GuardedBy("this") private OrderOutcome outcome; // null until it is over

    /** @param listener gets the id of each rover that obeyed */
    OrderRequest(Set<String> roverIds, Consumer<String> listener, Time time) {
        waiting = new HashSet<>(roverIds);
        this.listener = listener;
        this.time = time;
        begunNanos = time.nanos();
    }

    long begunNanos() {
        return begunNanos;
    }

    /** What a pass for one more caller needs. */
    enum Pass { TO_BE_QUEUED, IS_QUEUED, TOO_LATE }

    /** Asks for a pass for a caller that comes now: one that has not begun yet is for that caller, too. */
    synchronized Pass queuePass() {
        if (awaited) {
            return Pass.TOO_LATE;
        }
        if (queued) {
            return Pass.IS_QUEUED;
        }
        queued = true;
        passes++;
        return Pass.TO_BE_QUEUED;
    }

    synchronized void passBegins() {
        queued = false;
    }

    synchronized void passEnds() {
        passes--;
        notifyIfDone();
    }

    /** It is given to this rover, perhaps once more: what the rover showed before is of no use to whom it is given for now. */
    synchronized void given(String id) {
        if (outcome == null) {
            obeyed.remove(id);
            unreached.remove(id);
            waiting.add(id);
        }
    }

    void obeyed(String id) {
        synchronized (this) {
            if (outcome != null || !waiting.remove(id)) {
                return;
            }
            obeyed.put(id, Math.max(0, (time.nanos() - begunNanos) / 1_000_000));
            notifyIfDone();
        }
        listener.accept(id);
    }

    /** There is no point in waiting for this rover. @param why for a person */
    synchronized void hopeless(String id, String why) {
        if (outcome == null && waiting.remove(id)) {
            unreached.put(id, why);
            notifyIfDone();
        }
    }

    @GuardedBy("this")
    private void notifyIfDone() {
        if (waiting.isEmpty() && passes == 0) { // not for each rover: thousands of callers may wait
            notifyAll();
        }
    }

    /** Whether no caller waits for it any more. */
    synchronized boolean isOver(long now) {
        return outcome != null || now - begunNanos > ANSWER_WITHIN.toNanos();
    }

    /** Waits until every rover obeyed, or the time is up. @return the rovers that have not obeyed yet */
    synchronized List<String> await() throws InterruptedException {
        long left = leftNanos();
        while ((!waiting.isEmpty() || passes > 0) && left > 0) {
            wait(left / 1_000_000 + 1);
            left = leftNanos();
        }
        awaited = true;
        return List.copyOf(waiting);
    }

    /** Waits for the outcome that the first caller makes; where that one does not, for {@code grace} beyond the time, it is made here. */
    synchronized OrderOutcome outcome(Duration grace) throws InterruptedException {
        long left = leftNanos() + grace.toNanos();
        while (outcome == null && left > 0) {
            wait(left / 1_000_000 + 1);
            left = leftNanos() + grace.toNanos();
        }
        return end(Map.of());
    }

    private long leftNanos() {
        return begunNanos + ANSWER_WITHIN.toNanos() - time.nanos();
    }

    /** Ends it, unless it has ended: rovers that are still waited for count as unreached. @param whys reasons by rover id */
    synchronized OrderOutcome end(Map<String, String> whys) {
        if (outcome == null) {
            waiting.forEach(id -> unreached.put(id, whys.getOrDefault(id, "it has not shown that it obeyed")));
            waiting.clear();
            outcome = new OrderOutcome(obeyed, unreached); // which nothing changes any more
            notifyAll();
        }
        return outcome;
    }
}
