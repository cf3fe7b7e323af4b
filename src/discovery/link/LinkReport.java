package depot.discovery.link;

import java.time.Duration;
import java.util.Optional;

/** Tells the listener of one rover's link: its state when that changes, its frames ten times a second at most. On the links' thread. */
final class LinkReport {
    private static final Duration EVERY = Duration.ofMillis(100);

    private final String id;
    private final LinkParts parts;
    private LinkState told; // null before the first
    private RoverFrame toldFrame;
    private long toldNanos;
    private RoverFrame lastFinite;
    private long frameSinceMillis;
    private boolean repeat;

    LinkReport(String id, LinkParts parts) {
        this.id = id;
        this.parts = parts;
    }

    /** A frame came. @param startedAnew whether its rover has, since the one before */
    void heard(RoverFrame frame, boolean startedAnew) {
        if (frame.isFinite()) {
            lastFinite = frame;
        }
        if (startedAnew || frameSinceMillis == 0 && frame.isFinite()) {
            frameSinceMillis = parts.time().millis();
        }
    }

    /** Who listens may have forgotten: the state is told again. */
    void again() {
        repeat = true;
    }

    /** Tells what is new. @param why empty while it is up */
    void tell(LinkState.State state, String why, long now) {
        boolean up = state == LinkState.State.UP;
        boolean moved = told == null || told.state() != state;
        boolean changed = moved || !told.why().equals(why) || told.frameSinceMillis() != frameSinceMillis;
        RoverFrame frame = up ? lastFinite : null;
        if (!changed && !repeat && (frame == toldFrame || now - toldNanos < EVERY.toNanos())) {
            return;
        }
        if (moved) {
            parts.metrics().moved(told == null ? null : told.state(), state);
        }
        if (changed) {
            told = new LinkState(state, moved ? parts.time().millis() : told.sinceMillis(), why, frameSinceMillis);
        }
        repeat = false;
        toldFrame = frame;
        toldNanos = now;
        parts.listener().told(id, told, Optional.ofNullable(frame));
    }

    /** There is no such rover any more. */
    void end() {
        if (told != null) {
            parts.metrics().moved(told.state(), null);
            told = null;
        }
    }
}
