package depot.gps.corrections;

import depot.common.GuardedBy;
import depot.common.broadcast.Broadcaster;
import depot.common.broadcast.Subscription;
import depot.common.time.Time;
import depot.gnss.frames.Frame;
import depot.gnss.rtcm.MsmHeader;
import depot.gnss.rtcm.RtcmDecoder;
import depot.gnss.rtcm.RtcmMessage;
import depot.gnss.rtcm.RtcmType;
import depot.gnss.rtcm.StationPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The receiver's corrections on their way to their subscribers: the caster's rovers and outside casters.
 *
 * <pre>
 *   receiver ─→ accept ─→ ring ─→ each subscriber, at its own pace
 *                  └────→ the newest 1005/1006 and 1230, which a new subscriber gets at once: they come seldom
 * </pre>
 *
 * <p>Only the reading thread calls {@link #accept}; any thread may call the rest. While stopped, nothing passes and the kept
 * messages are forgotten: a base that has moved must not send its old position to any rover.
 */
public final class Corrections {
    /** About two minutes of a base's messages; a subscriber further behind has lost some. */
    static final int RING = 1024;
    /** A position or biases older than this may no longer be valid. */
    static final Duration KEPT_FOR = Duration.ofSeconds(60);
    /** Without a message for this long, corrections, or measurements, do not flow. */
    static final Duration FLOWING_WITHIN = Duration.ofSeconds(10);
    /** The stream may come from a stranger, who could use any message number. */
    static final int MOST_TYPES = 100;
    private static final int BIASES = 1230;

    private final Time time;
    private final Broadcaster<Correction> ring = new Broadcaster<>(RING);
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private final Map<RtcmType, MessageTally> tallies = new LinkedHashMap<>();
    @GuardedBy("lock") private Correction position;
    @GuardedBy("lock") private Correction biases;
    @GuardedBy("lock") private Correction newest;
    @GuardedBy("lock") private String stopped;
    private final Sighting observations; // of something to work with: these may be older, or none, while messages come
    private final Sighting place;

    /** When a part that rovers need last came, on both clocks. */
    private static final class Sighting {
        private long nanos;
        private long millis; // that of the start, until it comes
        private boolean came;

        Sighting(Time time) {
            millis = time.millis();
        }

        void now(long nowNanos, long nowMillis) {
            nanos = nowNanos;
            millis = nowMillis;
            came = true;
        }

        boolean within(Duration age, long now) {
            return came && now - nanos < age.toNanos();
        }
    }

    public Corrections(Time time) {
        this.time = time;
        observations = new Sighting(time);
        place = new Sighting(time);
    }

    /** Where a new subscriber begins: the newest position and biases, as far as they came, and all that comes after. */
    public record Joined(List<Correction> first, Subscription<Correction> then) {}

    /** @param rtcmFrame an RTCM 3 frame, valid until this returns: it is copied */
    public void accept(Frame rtcmFrame) {
        long now = time.nanos();
        Correction correction = new Correction(rtcmFrame.bytes(), RtcmType.of(rtcmFrame), now);
        RtcmMessage message = RtcmDecoder.decode(rtcmFrame);
        int signals = message instanceof MsmHeader msm ? msm.signalCount() : 0;
        lock.lock();
        try {
            if (stopped != null) {
                return;
            }
            see(message, now);
            count(correction, signals);
            remember(correction, message);
            ring.publish(correction);
        } finally {
            lock.unlock();
        }
    }

    private void see(RtcmMessage message, long now) {
        switch (message) {
            case MsmHeader msm when msm.cellCount() > 0 -> observations.now(now, time.millis());
            case StationPosition station when station.isPlace() -> place.now(now, time.millis());
            case StationPosition _ -> place.came = false; // rovers get this message now, and no longer the position before
            default -> { }
        }
    }

    @GuardedBy("lock")
    private void count(Correction correction, int signals) {
        if (correction.type().number() < 0) {
            return; // an empty frame is no type
        }
        MessageTally tally = tallies.get(correction.type());
        if (tally == null) {
            if (tallies.size() == MOST_TYPES) {
                tallies.values().removeIf(old -> old.gone(correction.arrivedNanos()));
            }
            if (tallies.size() == MOST_TYPES) {
                return;
            }
            tally = new MessageTally(correction.type());
            tallies.put(correction.type(), tally);
        }
        tally.add(correction, signals);
    }

    @GuardedBy("lock")
    private void remember(Correction correction, RtcmMessage message) {
        newest = correction;
        if (message instanceof StationPosition station) {
            position = station.isPlace() ? correction : null;
        } else if (correction.type().number() == BIASES) {
            biases = correction;
        }
    }

    /** Lets nothing pass from now on, for this reason. */
    public void stop(String why) {
        Objects.requireNonNull(why);
        lock.lock();
        try {
            stopped = why;
            position = null;
            biases = null;
            newest = null;
            observations.came = false;
            place.came = false;
            tallies.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The base is being set up anew: a rover that connects must not get its old position. */
    public void forgetPosition() {
        lock.lock();
        try {
            position = null;
            place.came = false;
        } finally {
            lock.unlock();
        }
    }

    public void resume() {
        lock.lock();
        try {
            stopped = null;
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing passes; empty while it does. */
    public Optional<String> stopped() {
        lock.lock();
        try {
            return Optional.ofNullable(stopped);
        } finally {
            lock.unlock();
        }
    }

    /** Whether they come and pass. */
    public boolean flowing() {
        lock.lock();
        try {
            return newest != null && time.nanos() - newest.arrivedNanos() < FLOWING_WITHIN.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Whether rovers can work with what passes. */
    public Usability usability() {
        lock.lock();
        try {
            long now = time.nanos();
            List<Usability.Part> missing = new ArrayList<>();
            long since = Long.MAX_VALUE;
            if (!observations.within(FLOWING_WITHIN, now)) {
                missing.add(Usability.Part.OBSERVATIONS);
                since = observations.millis;
            }
            if (!place.within(KEPT_FOR, now)) {
                missing.add(Usability.Part.POSITION);
                since = Math.min(since, place.millis);
            }
            return new Usability(missing, missing.isEmpty() ? 0 : since);
        } finally {
            lock.unlock();
        }
    }

    /** All that passes; only the owner, which ends the service, closes it. */
    public Broadcaster<Correction> stream() {
        return ring;
    }

    /** A subscription, and what came before it that is needed: nothing is missing between the two, nothing comes twice. */
    public Joined join() {
        lock.lock();
        try {
            long now = time.nanos();
            List<Correction> first = Stream.of(position, biases)
                    .filter(c -> c != null && now - c.arrivedNanos() < KEPT_FOR.toNanos()).toList();
            return new Joined(first, ring.subscribe());
        } finally {
            lock.unlock();
        }
    }

    /** The types of messages that come, by number. */
    public List<MessageFlow> flows() {
        lock.lock();
        try {
            long now = time.nanos();
            return tallies.values().stream().filter(tally -> !tally.gone(now)).map(tally -> tally.flow(now))
                    .sorted(Comparator.comparingInt((MessageFlow f) -> f.type().number())
                    .thenComparingInt(f -> f.type().subType().orElse(-1)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
