package depot.discovery;

import java.util.function.UnaryOperator;

/**
 * One rover's place in the {@link Roster}, with a lock of its own under which its changes take turns: whoever calls what is
 * not said to be anybody's holds it. What is shown of the rover is encoded once for each state.
 */
final class RosterEntry {
    final String id;
    private volatile Rover rover; // written under the lock, as is all below that is not said otherwise
    private volatile RoverDetail detail = RoverDetail.NOTHING;
    private volatile long heardNanos;
    private volatile long onlineSinceNanos;
    private boolean watched; // stands in the offline watch
    private boolean pending; // stands among what changed
    private boolean removed;
    private volatile Encoded encoded; // written by whoever needs it first
    private volatile Detailed detailed; // likewise

    private record Encoded(Rover rover, byte[] json) {}

    private record Detailed(byte[] plain, RoverDetail detail, byte[] json) {}

    RosterEntry(Rover rover, long heardNanos) {
        this.id = rover.id();
        this.rover = rover;
        this.heardNanos = heardNanos;
        onlineSinceNanos = heardNanos;
        notePose();
    }

    /** Anybody's. */
    Rover rover() {
        return rover;
    }

    /** Anybody's. */
    Roster.Presence presence() {
        return new Roster.Presence(rover, onlineSinceNanos);
    }

    /** Anybody's. */
    byte[] json() {
        Rover now = rover;
        Encoded known = encoded;
        if (known == null || known.rover != now) {
            known = new Encoded(now, RoverJson.encode(now));
            encoded = known;
        }
        return known.json;
    }

    /** Anybody's: with what only those see who ask for it. */
    byte[] detailedJson() {
        byte[] plain = json();
        RoverDetail now = detail;
        Detailed known = detailed;
        if (known == null || known.plain != plain || known.detail != now) {
            known = new Detailed(plain, now, RoverJson.detailed(plain, now));
            detailed = known;
        }
        return known.json;
    }

    /** Whether that changed anything. */
    boolean changeDetail(UnaryOperator<RoverDetail> change) {
        RoverDetail changed = change.apply(detail);
        if (removed || changed.equals(detail)) {
            return false;
        }
        detail = changed;
        return true;
    }

    private void notePose() {
        if (!rover.pose().isOrigin()) {
            detail = detail.withPoseKnown();
        }
    }

    long heardNanos() {
        return heardNanos;
    }

    /** False when it was removed, which is for good. */
    boolean hear(UnaryOperator<Rover> change, long nowNanos) {
        if (removed) {
            return false;
        }
        if (!rover.online()) {
            onlineSinceNanos = nowNanos;
        }
        rover = change.apply(rover);
        heardNanos = nowNanos;
        notePose();
        return true;
    }

    void goOffline() {
        rover = rover.offline();
    }

    /** Whether it is to be put into the offline watch now, where it then stands. */
    boolean beginWatch() {
        if (watched || !rover.online()) {
            return false;
        }
        watched = true;
        return true;
    }

    void endWatch() {
        watched = false;
    }

    boolean isRemoved() {
        return removed;
    }

    /** False when it was before. */
    boolean remove() {
        boolean first = !removed;
        removed = true;
        return first;
    }

    /** Whether it is to be put among what changed, where it then stands. */
    boolean beginPending() {
        boolean first = !pending;
        pending = true;
        return first;
    }

    void endPending() {
        pending = false;
    }
}
