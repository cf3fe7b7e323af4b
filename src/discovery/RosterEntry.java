package depot.discovery;

import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import java.util.Optional;
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
    private boolean linked; // its own link is up: pose and mode are what that tells
    private boolean posesTold; // a heartbeat or a registration has told a pose other than zeros
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
        detail = detail.withLink(LinkDetail.untried(rover.lastSeenMillis()), null);
        notePose(rover.pose());
    }

    /** Anybody's. */
    Rover rover() {
        return rover;
    }

    /** Anybody's. */
    Roster.Known known() {
        return new Roster.Known(rover, onlineSinceNanos);
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

    private void notePose(Pose told) {
        if (!told.isOrigin()) {
            posesTold = true;
            detail = detail.withPoseKnown();
        }
    }

    /** What its own link tells; empty when that is not up. Whether it changed what lists show. */
    boolean linked(Optional<RoverFrame> newest) {
        linked = newest.isPresent();
        if (removed || newest.isEmpty()) {
            return false;
        }
        RoverFrame frame = newest.get();
        Pose pose = new Pose(frame.x(), frame.y(), frame.theta());
        int mode = frame.mode() == RoverMode.UNKNOWN ? rover.mode() : frame.mode().number();
        detail = detail.withPoseKnown();
        if (rover.pose().equals(pose) && rover.mode() == mode) {
            return false;
        }
        rover = rover.at(pose, mode);
        return true;
    }

    long heardNanos() {
        return heardNanos;
    }

    /** False when it was removed, which is for good. @param told a pose that the rover itself has told just now */
    boolean hear(UnaryOperator<Rover> change, Optional<Pose> told, long nowNanos) {
        if (removed) {
            return false;
        }
        if (!rover.online()) {
            onlineSinceNanos = nowNanos;
        }
        Rover before = rover;
        Rover after = change.apply(before);
        told.ifPresent(this::notePose);
        if (linked) {
            after = after.at(before.pose(), before.mode());
        } else if (!posesTold && after.pose().isOrigin()) {
            after = after.at(before.pose(), after.mode()); // it knows none; its link may have told one
        }
        rover = after;
        heardNanos = nowNanos;
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
