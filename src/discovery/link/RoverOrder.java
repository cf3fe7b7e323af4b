package depot.discovery.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An e-stop or a release under way to one rover: sent at once, and again every 100 ms until a frame shows that it was obeyed, or its
 * time is up. A release that could not be sent soon is dropped, so that it does not follow the next e-stop. Pure; one thread.
 */
final class RoverOrder {
    static final Duration EVERY = Duration.ofMillis(100);
    static final Duration STOP_FOR = Duration.ofSeconds(10);
    static final Duration RELEASE_FOR = Duration.ofMillis(800);
    private static final Duration EARLY = Duration.ofMillis(5);

    private record Asked(OrderRequest request, long atNanos) {}

    private final RoverCommand command;
    private final List<Asked> asked = new ArrayList<>(1);
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

    /** The order is given, perhaps once more: it must be sent now. */
    void ask(OrderRequest request, long now) {
        asked.removeIf(earlier -> earlier.request.isOver());
        asked.add(new Asked(request, now));
        untilNanos = now + (command == RoverCommand.EMERGENCY_STOP ? STOP_FOR : RELEASE_FOR).toNanos();
        said = false;
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
        return asked.isEmpty() || now - untilNanos >= 0;
    }

    /**
     * A frame came. @param noEarlierThan when, at the earliest: one that was there before the order shows nothing
     *
     * @return for how many of the callers this frame shows that the rover obeyed
     */
    int heard(String roverId, RoverMode mode, long noEarlierThan, long now) {
        boolean shows = command == RoverCommand.EMERGENCY_STOP ? mode.isStopped() : mode != RoverMode.EMERGENCY_STOP
                && mode != RoverMode.UNKNOWN;
        if (!shows) {
            return 0;
        }
        int shown = 0;
        for (Iterator<Asked> each = asked.iterator(); each.hasNext();) {
            Asked one = each.next();
            if (noEarlierThan - one.atNanos >= 0) {
                one.request.obeyed(roverId, Math.max(0, (now - one.atNanos) / 1_000_000));
                each.remove();
                shown++;
            }
        }
        return shown;
    }

    /** Another order has taken its place, or there is no hope. */
    void drop(String roverId, String why) {
        asked.forEach(each -> each.request.hopeless(roverId, why));
        asked.clear();
    }
}
