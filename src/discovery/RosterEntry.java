package depot.discovery;

import depot.discovery.link.LinkState;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import depot.discovery.registry.Registered;
import depot.discovery.registry.RoverUpdate;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * One rover's place in the {@link Roster}, with a lock of its own under which its changes take turns. The caller holds that lock,
 * except for methods marked “any thread”. The JSON that consoles get is encoded once for each state of the rover.
 */
final class RosterEntry {
    final String id;
    private volatile Rover rover; // written under the lock, as are all below without a remark of their own
    private volatile RoverDetail detail = RoverDetail.NOTHING;
    private volatile long heardNanos;
    private volatile long onlineSinceNanos;
    private boolean linked; // its own link is up, here or elsewhere: pose and mode come from that link
    private RoverUpdate.Link link; // as this process holds it; null before its first report, as is the next
    private Elsewhere elsewhere;
    private boolean presumed; // when it was last heard is not known
    private volatile boolean here; // this process heard its last message itself
    private boolean poseReported; // a heartbeat or a registration had a pose other than zeros
    private OfflineWatch.Deadline deadline; // in the offline watch; null while it is not watched
    private boolean pending; // is among the changed rovers
    private boolean removed;
    private volatile Encoded encoded; // written by the first thread that needs it
    private volatile Detailed detailed; // likewise

    /** Its own link as another discovery holds it. */
    private record Elsewhere(UUID process, RoverUpdate.Link link) {}

    private record Encoded(Rover rover, byte[] json) {}

    private record Detailed(byte[] plain, RoverDetail detail, byte[] json) {}

    /** @param presumed whether this comes from a file or another process, and the rover has said nothing yet itself */
    RosterEntry(Rover rover, long heardNanos, boolean presumed) {
        this.presumed = presumed;
        here = !presumed;
        this.id = rover.id();
        this.rover = rover;
        this.heardNanos = heardNanos;
        onlineSinceNanos = heardNanos;
        detail = detail.withLink(LinkDetail.untried(rover.lastSeenMillis()), null);
        notePose(rover.pose());
    }

    /** Any thread. */
    Rover rover() {
        return rover;
    }

    /** Any thread. */
    Roster.Known known() {
        return new Roster.Known(rover, onlineSinceNanos);
    }

    /** Any thread. */
    byte[] json() {
        Rover now = rover;
        Encoded known = encoded;
        if (known == null || known.rover != now) {
            known = new Encoded(now, RoverJson.encode(now));
            encoded = known;
        }
        return known.json;
    }

    /** As {@link #json}, with the details that only some clients ask for. Any thread. */
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

    /** Returns whether that changed anything. */
    boolean changeDetail(UnaryOperator<RoverDetail> change) {
        RoverDetail changed = change.apply(detail);
        if (removed || changed.equals(detail)) {
            return false;
        }
        detail = changed;
        return true;
    }

    private void notePose(Pose reported) {
        if (!reported.isOrigin()) {
            poseReported = true;
            detail = detail.withPoseKnown();
        }
    }

    /** Takes a report of its own link in this process. Returns whether that changed what lists show. */
    boolean linked(RoverUpdate.Link reported) {
        link = reported;
        return showLink();
    }

    /** Takes what another discovery reports of its own link; null when that one is gone. Returns whether that changed what lists show. */
    boolean linkedElsewhere(UUID process, RoverUpdate.Link reported) {
        if (elsewhere == null ? reported == null
                : !elsewhere.process.equals(process) && (reported == null || isLess(reported, elsewhere.link))) {
            return false;
        }
        elsewhere = reported == null ? null : new Elsewhere(process, reported);
        return showLink();
    }

    /** The other discovery that reports its link; null when none does. */
    UUID linkedBy() {
        return elsewhere == null ? null : elsewhere.process;
    }

    /** Its link as this process holds it, or as another does where it is closer to up there. Null where none is known. */
    RoverUpdate.Link shownLink() {
        return elsewhere == null || link != null && !isLess(link, elsewhere.link) ? link : elsewhere.link;
    }

    /** How this process holds its link; null before the first report. */
    RoverUpdate.Link link() {
        return link;
    }

    /** Whether its link is up here and nowhere else: it is kept until it is up where it should be. */
    boolean isUpHereAlone() {
        return isUp(link) && (elsewhere == null || !isUp(elsewhere.link));
    }

    /** Whether another discovery holds its link, and it is up there. */
    boolean isUpElsewhere() {
        return elsewhere != null && isUp(elsewhere.link);
    }

    private static boolean isUp(RoverUpdate.Link link) {
        return link != null && link.state().state() == LinkState.State.UP;
    }

    private static boolean isLess(RoverUpdate.Link one, RoverUpdate.Link other) {
        return one.state().state().compareTo(other.state().state()) > 0;
    }

    private boolean showLink() {
        RoverUpdate.Link shown = shownLink();
        linked = shown != null && shown.newest().isPresent();
        if (removed || !linked) {
            return false;
        }
        RoverFrame frame = shown.newest().get();
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

    /** Returns false when the rover was removed, which is for good. @param reported a pose that the rover itself has just sent */
    boolean hear(UnaryOperator<Rover> change, Optional<Pose> reported, long nowNanos) {
        if (removed) {
            return false;
        }
        if (!rover.online()) {
            onlineSinceNanos = nowNanos;
        }
        here = true;
        presumed = false;
        Rover before = rover;
        Rover after = change.apply(before);
        reported.ifPresent(this::notePose);
        if (linked) {
            after = after.at(before.pose(), before.mode());
        } else if (!poseReported && after.pose().isOrigin()) {
            after = after.at(before.pose(), after.mode()); // it sends none; one may have come over its link
        }
        rover = after;
        heardNanos = nowNanos;
        return true;
    }

    /** Takes what the rover said to another discovery. Returns false when something newer is known here. */
    boolean hearElsewhere(RoverUpdate.Heard said, long nowNanos) {
        long at = nowNanos - said.ageMillis() * 1_000_000;
        if (removed || !presumed && at - heardNanos <= 0 || nowNanos - at >= OfflineWatch.OFFLINE_AFTER.toNanos()) {
            return false;
        }
        if (!rover.online()) {
            onlineSinceNanos = at;
        }
        here = false;
        presumed = false;
        heardNanos = at;
        Pose pose = said.poseKnown() ? new Pose(said.x(), said.y(), said.theta()) : rover.pose();
        rover = linked ? rover.seen(said.volts(), rover.mode(), rover.pose(), said.lastSeenMillis())
                : rover.seen(said.volts(), said.mode(), pose, said.lastSeenMillis());
        if (said.poseKnown()) {
            detail = detail.withPoseKnown();
        }
        return true;
    }

    /** Whether this process heard its last message itself. Any thread. */
    boolean isHere() {
        return here;
    }

    /** The update for other discoveries. @param said whether with its last message. @param linkToo whether with its link's state */
    Optional<RoverUpdate> currentUpdate(boolean said, boolean linkToo, long nowNanos) {
        Optional<RoverUpdate.Heard> heard = said && here && rover.online() ? Optional.of(new RoverUpdate.Heard(
                (nowNanos - heardNanos) / 1_000_000, rover.lastSeenMillis(), rover.batteryVoltage(), rover.mode(), rover.pose().x(),
                rover.pose().y(), rover.pose().theta(), detail.poseKnown())) : Optional.empty();
        Optional<RoverUpdate.Link> ownLink = linkToo ? Optional.ofNullable(link) : Optional.empty();
        return removed || heard.isEmpty() && ownLink.isEmpty() ? Optional.empty()
                : Optional.of(new RoverUpdate(id, heard, ownLink));
    }

    /** Takes its registration as the registry has it. Returns false when that changes nothing. */
    boolean rename(Registered registered) {
        Rover named = rover.named(registered);
        if (removed || named.sameIdentity(rover)) {
            return false;
        }
        rover = named;
        return true;
    }

    void goOffline() {
        rover = rover.offline();
    }

    /** Whether it is to be put into the offline watch. */
    boolean isToBeWatched() {
        return deadline == null && !removed && rover.online();
    }

    /** @param until its deadline in the offline watch; null where it is not watched any more */
    void watched(OfflineWatch.Deadline until) {
        deadline = until;
    }

    /** Null while it is not watched. */
    OfflineWatch.Deadline deadline() {
        return deadline;
    }

    boolean isRemoved() {
        return removed;
    }

    /** Returns false when it was removed before. */
    boolean remove() {
        boolean first = !removed;
        removed = true;
        return first;
    }

    /** Returns true when the caller must now add it to the changed rovers; it then counts as added. */
    boolean beginPending() {
        boolean first = !pending;
        pending = true;
        return first;
    }

    void endPending() {
        pending = false;
    }
}
