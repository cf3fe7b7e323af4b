package depot.sim.upload;

import depot.sim.motion.Pose;
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
 * What a rover has recorded: one session after the other, each a file that grows, of which the last few are kept; and its log. What is in
 * the files is made up and says so: no viewer opens them. A few hundred KB at most. Thread-safe.
 */
public final class RoverRecording {
    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss").withZone(ZoneOffset.UTC);
    private static final int KEPT = 3;
    private static final int MOST_LOG = 64 * 1024; // characters

    private final Duration length;
    private final Deque<Growing> sessions = new ArrayDeque<>(); // guarded by this, as all below
    private final StringBuilder log = new StringBuilder();
    private Instant logged = Instant.EPOCH;
    private Mode mode; // the last that was logged

    /** A file, as it is now. {@code changed} has no fraction of a second, as SFTP's times have none. */
    public record Copy(String name, byte[] bytes, Instant changed) {}

    private static final class Growing {
        private final Instant started;
        private final StringBuilder text = new StringBuilder("A made-up recording of a simulated rover: seconds, metres east, metres north, volts\n");
        private Instant changed;

        Growing(Instant started) {
            this.started = started;
            changed = started;
        }
    }

    /** @param length of a session */
    public RoverRecording(Duration length) {
        this.length = length;
    }

    /** Notes where the rover is; to be called about once a second. */
    public synchronized void add(Instant now, Pose pose, double volts, Mode inMode) {
        Growing session = sessions.peekLast();
        if (session == null || Duration.between(session.started, now).compareTo(length) >= 0 || now.isBefore(session.started)) {
            session = new Growing(now);
            sessions.addLast(session);
            if (sessions.size() > KEPT) {
                sessions.removeFirst(); // as a rover's disk is small, too
            }
            log(now, "recording " + FOLDER.format(now));
        }
        session.text.append(String.format(Locale.ROOT, "%d,%.3f,%.3f,%.2f%n", Duration.between(session.started, now).toSeconds(), pose.x(), pose.y(), volts));
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
        return sessions.stream().map(session -> copy(FOLDER.format(session.started), session.text, session.changed)).toList();
    }

    /** Its log. */
    public synchronized Copy log() {
        return copy("bvrd.log", log, logged);
    }

    private static Copy copy(String name, StringBuilder text, Instant changed) {
        return new Copy(name, text.toString().getBytes(StandardCharsets.UTF_8), changed.truncatedTo(ChronoUnit.SECONDS));
    }
}
