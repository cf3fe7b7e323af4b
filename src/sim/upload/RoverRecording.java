package depot.sim.upload;

import depot.sim.motion.Pose;
import depot.sim.recording.DriveRecording;
import depot.sim.recording.Yard;
import depot.sim.rover.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What a rover has recorded: one session after the other, each a file that grows, of which the last few are kept; and its log. They
 * are in the field's own form, of what it drove and of what stands in a made-up yard. A megabyte at most. Thread-safe.
 */
public final class RoverRecording {
    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss").withZone(ZoneOffset.UTC);
    private static final int KEPT = 3;
    private static final int MOST_LOG = 64 * 1024; // characters

    private static final Yard YARD = new Yard(20);

    private final String rover;
    private final Duration length;
    private final Deque<Growing> sessions = new ArrayDeque<>(); // guarded by this, as all below
    private final StringBuilder log = new StringBuilder();
    private Instant logged = Instant.EPOCH;
    private Mode mode; // the last that was logged

    /** A file, as it is now. {@code changed} has no fraction of a second, as SFTP's times have none. */
    public record Copy(String name, byte[] bytes, Instant changed) {}

    private static final class Growing {
        private final Instant started;
        private final DriveRecording drive;
        private Mode mode; // the last that was noted
        private Instant changed;

        Growing(String rover, Instant started) {
            this.started = started;
            drive = new DriveRecording(rover + "-" + FOLDER.format(started), YARD);
            changed = started;
        }
    }

    /** @param rover its id @param length of a session */
    public RoverRecording(String rover, Duration length) {
        this.rover = rover;
        this.length = length;
    }

    /** Notes where the rover is; to be called about once a second. */
    public synchronized void add(Instant now, Pose pose, double volts, Mode inMode) {
        Growing session = sessions.peekLast();
        if (session == null || Duration.between(session.started, now).compareTo(length) >= 0 || now.isBefore(session.started)) {
            session = new Growing(rover, now);
            sessions.addLast(session);
            if (sessions.size() > KEPT) {
                sessions.removeFirst(); // as a rover's disk is small, too
            }
            log(now, "recording " + FOLDER.format(now));
        }
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        session.drive.add(nanos, pose.x(), pose.y(), pose.theta(), volts);
        if (inMode != session.mode) {
            session.mode = inMode;
            session.drive.mode(nanos, inMode.name().charAt(0) + inMode.name().substring(1).toLowerCase(Locale.ROOT));
        }
        session.changed = now;
        if (inMode != mode) {
            mode = inMode;
            log(now, "mode " + inMode.name().toLowerCase(Locale.ROOT));
        }
    }

    private void log(Instant now, String what) {
        if (log.length() < MOST_LOG) {
            log.append(now.truncatedTo(ChronoUnit.SECONDS)).append(' ').append(what).append('\n');
            logged = now;
        }
    }

    /** The recordings, each by the name of its session's folder, the oldest first. */
    public synchronized List<Copy> sessions() {
        return sessions.stream().map(session -> copy(FOLDER.format(session.started), session.drive.bytes(), session.changed)).toList();
    }

    /** A copy of its log. */
    public synchronized Copy log() {
        return copy("bvrd.log", log.toString().getBytes(StandardCharsets.UTF_8), logged);
    }

    private static Copy copy(String name, byte[] bytes, Instant changed) {
        return new Copy(name, bytes, changed.truncatedTo(ChronoUnit.SECONDS));
    }
}
