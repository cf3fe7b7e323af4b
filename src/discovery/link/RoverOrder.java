package depot.discovery.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An e-stop or a release under way to one rover: sent at once, and again every 100 ms until a frame shows that it was obeyed, or its
 * time is up. A release that could not be sent soon is dropped, so that it does not follow the next e-stop. It is sent for every caller;
 * of callers at the same time, only so many learn whether it was obeyed. Pure; one thread.
 */
final class RoverOrder {
    static final Duration EVERY = Duration.ofMillis(100);
    static final Duration STOP_FOR = Duration.ofSeconds(10);
    static final Duration RELEASE_FOR = Duration.ofMillis(800);
    private static final Duration EARLY = Duration.ofMillis(5);
    /** More than there are e-stops of the whole fleet at a time, as {@link FleetOrders} joins them. */
    private static final int MOST_ASKED = 16;

    private record Asked(OrderRequest request, long atNanos) {}

    private final RoverCommand command;
    private final List<Asked> asked = new ArrayList<>(1);
    private boolean more; // somebody asked who is not among those
    private long moreNanos; // when that was, the last time
    private long untilNanos;
    private long saidNanos;
    private boolean said;

    /** @param command e-stop or release */
    RoverOrder(RoverCommand command) {
        this.command = command;
    }

    RoverCommand command() {
        return command;
    }

    /** The order is given, perhaps once more: it must be sent now. @return whether by a request that is not waited for already */
    boolean ask(String roverId, OrderRequest request, long now) {
        untilNanos = now + (command == RoverCommand.EMERGENCY_STOP ? STOP_FOR : RELEASE_FOR).toNanos();
        said = false;
        asked.removeIf(earlier -> earlier.request != request && earlier.request.isOver(now));
        boolean again = asked.removeIf(earlier -> earlier.request == request);
        if (asked.size() < MOST_ASKED) {
            asked.add(new Asked(request, now));
        } else {
            more = true;
            moreNanos = now;
            request.hopeless(roverId, "too many wait for it at once: the order was sent, and whether it is obeyed is not awaited");
        }
        return !again;
    }

    /** Whether to send it now; it then counts as sent. */
    boolean due(long now) {
        if (said && now - saidNanos < EVERY.minus(EARLY).toNanos()) {
            return false;
        }
        said = true;
        saidNanos = now;
        return true;
    }

    /** The connection has ended: what was said may be lost. */
    void linkLost() {
        said = false;
    }

    boolean isOver(long now) {
        return asked.isEmpty() && !more || now - untilNanos >= 0;
    }

    boolean isObeyedIn(RoverMode mode) {
        return command == RoverCommand.EMERGENCY_STOP ? mode.isStopped() : mode != RoverMode.EMERGENCY_STOP && mode != RoverMode.UNKNOWN;
    }

    /**
     * A frame came. @param noEarlierThan when, at the earliest: one that was there before the order shows nothing
     *
     * @return for how many of the callers this frame shows that the rover obeyed
     */
    int heard(String roverId, RoverMode mode, long noEarlierThan) {
        if (!isObeyedIn(mode)) {
            return 0;
        }
        int shown = 0;
        for (Iterator<Asked> each = asked.iterator(); each.hasNext();) {
            Asked one = each.next();
            if (noEarlierThan - one.atNanos >= 0) {
                one.request.obeyed(roverId);
                each.remove();
                shown++;
            }
        }
        more &= noEarlierThan - moreNanos < 0;
        return shown;
    }

    /** Another order has taken its place, or there is no hope. */
    void drop(String roverId, String why) {
        asked.forEach(each -> each.request.hopeless(roverId, why));
        asked.clear();
        more = false;
    }
}
