package depot.discovery;

import depot.discovery.link.LinkState;
import depot.discovery.link.RoverFrame;
import depot.discovery.link.RoverMode;
import depot.discovery.registry.Registered;
import depot.discovery.registry.Word;
import java.util.Optional;
import java.util.UUID;
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
    private boolean linked; // its own link is up, here or elsewhere: pose and mode are what that tells
    private Word.Link link; // as it is here; null before that was told, as is the next
    private Elsewhere elsewhere;
    private boolean presumed; // when it was heard is not known
    private volatile boolean here; // it said to this process what it said last
    private boolean posesTold; // a heartbeat or a registration has told a pose other than zeros
    private boolean watched; // stands in the offline watch
    private boolean pending; // stands among what changed
    private boolean removed;
    private volatile Encoded encoded; // written by whoever needs it first
    private volatile Detailed detailed; // likewise

    /** Its own link as another discovery holds it. */
    private record Elsewhere(UUID process, Word.Link link) {}

    private record Encoded(Rover rover, byte[] json) {}

    private record Detailed(byte[] plain, RoverDetail detail, byte[] json) {}

    /** @param presumed whether it is as something else knew it, and has said nothing yet itself */
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

    /** What its own link tells here. Whether it changed what lists show. */
    boolean linked(Word.Link told) {
        link = told;
        return showLink();
    }

    /** What its own link tells another discovery; null when that tells nothing more. Whether it changed what lists show. */
    boolean linkedElsewhere(UUID process, Word.Link told) {
        if (elsewhere == null ? told == null : !elsewhere.process.equals(process) && (told == null || isLess(told, elsewhere.link))) {
            return false;
        }
        elsewhere = told == null ? null : new Elsewhere(process, told);
        return showLink();
    }

    /** Which other discovery tells of its link; null for none. */
    UUID linkedBy() {
        return elsewhere == null ? null : elsewhere.process;
    }

    /** As it is here, or elsewhere where it is more of a link. Null where none is known. */
    Word.Link shownLink() {
        return elsewhere == null || link != null && !isLess(link, elsewhere.link) ? link : elsewhere.link;
    }

    /** How its link is here; null before that was told. */
    Word.Link link() {
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

    private static boolean isUp(Word.Link link) {
        return link != null && link.state().state() == LinkState.State.UP;
    }

    private static boolean isLess(Word.Link one, Word.Link other) {
        return one.state().state().compareTo(other.state().state()) > 0;
    }

    private boolean showLink() {
        Word.Link shown = shownLink();
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

    /** False when it was removed, which is for good. @param told a pose that the rover itself has told just now */
    boolean hear(UnaryOperator<Rover> change, Optional<Pose> told, long nowNanos) {
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

    /** What it said to another discovery. False when that is old news here. */
    boolean hearElsewhere(Word.Heard said, long nowNanos) {
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

    /** Anybody's: whether it said to this process what it said last. */
    boolean isHere() {
        return here;
    }

    /** What others are to be told of it. @param said whether that is what it said. @param linkToo whether that is how its link is here */
    Optional<Word> word(boolean said, boolean linkToo, long nowNanos) {
        Optional<Word.Heard> heard = said && here && rover.online() ? Optional.of(new Word.Heard((nowNanos - heardNanos) / 1_000_000,
                rover.lastSeenMillis(), rover.batteryVoltage(), rover.mode(), rover.pose().x(), rover.pose().y(), rover.pose().theta(),
                detail.poseKnown())) : Optional.empty();
        Optional<Word.Link> told = linkToo ? Optional.ofNullable(link) : Optional.empty();
        return removed || heard.isEmpty() && told.isEmpty() ? Optional.empty() : Optional.of(new Word(id, heard, told));
    }

    /** It is registered like this. False when it was so before. */
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
