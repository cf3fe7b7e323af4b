package depot.discovery.link;

import java.time.Duration;
import java.util.Optional;

/** Reports one rover's link to the listener: its state at every change, its frames at most ten times a second. On the links' thread. */
final class LinkReport {
    private static final Duration EVERY = Duration.ofMillis(100);

    private final String id;
    private final LinkParts parts;
    private LinkState lastState; // null before the first
    private RoverFrame lastFrame;
    private long sentNanos;
    private RoverFrame lastFinite;
    private long frameSinceMillis;
    private boolean repeat;

    LinkReport(String id, LinkParts parts) {
        this.id = id;
        this.parts = parts;
    }

    /** A frame came. @param startedAnew whether its rover has restarted since the frame before */
    void heard(RoverFrame frame, boolean startedAnew) {
        if (frame.isFinite()) {
            lastFinite = frame;
        }
        if (startedAnew || frameSinceMillis == 0 && frame.isFinite()) {
            frameSinceMillis = parts.time().millis();
        }
    }

    /** The listener may have forgotten the rover: the state is reported once more. */
    void again() {
        repeat = true;
    }

    /** Reports what changed since the last report. @param why why the link is not up, for a person; empty while it is */
    void update(LinkState.State state, String why, long now) {
        boolean up = state == LinkState.State.UP;
        boolean moved = lastState == null || lastState.state() != state;
        boolean changed = moved || !lastState.why().equals(why) || lastState.frameSinceMillis() != frameSinceMillis;
        RoverFrame frame = up ? lastFinite : null;
        if (!changed && !repeat && (frame == lastFrame || now - sentNanos < EVERY.toNanos())) {
            return;
        }
        if (moved) {
            parts.metrics().moved(lastState == null ? null : lastState.state(), state);
        }
        if (changed) {
            lastState = new LinkState(state, moved ? parts.time().millis() : lastState.sinceMillis(), why, frameSinceMillis);
        }
        repeat = false;
        lastFrame = frame;
        sentNanos = now;
        parts.listener().linkChanged(id, lastState, Optional.ofNullable(frame));
    }

    /** There is no such rover any more. */
    void end() {
        if (lastState != null) {
            parts.metrics().moved(lastState.state(), null);
            lastState = null;
        }
    }
}
