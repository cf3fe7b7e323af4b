package depot.gps.corrections;

import depot.gnss.rtcm.RtcmType;
import java.time.Duration;

/** When the last few messages of one type came. One thread at a time. */
final class MessageTally {
    /** Enough to even out a jitter, few enough to follow a new setting soon. */
    private static final int KEPT = 8;
    private static final Duration GONE_AFTER = Duration.ofSeconds(60);

    private final RtcmType type;
    private final long[] arrivals = new long[KEPT];
    private long count;
    private long firstAt;
    private int bytes;
    private int signals;

    MessageTally(RtcmType type) {
        this.type = type;
    }

    void add(Correction correction, int signalCount) {
        firstAt = count == 0 ? correction.arrivedNanos() : firstAt;
        arrivals[(int) (count++ % KEPT)] = correction.arrivedNanos();
        bytes = correction.bytes().length;
        signals = signalCount;
    }

    /** Whether it no longer comes: silent for a minute, and for three of its own intervals. */
    boolean gone(long now) {
        return now - newest() > Math.max(GONE_AFTER.toNanos(), 3 * intervalNanos());
    }

    MessageFlow flow(long now) {
        return new MessageFlow(type, intervalNanos() / 1e9, bytes, signals, (now - newest()) / 1e9, (now - firstAt) / 1e9);
    }

    private long newest() {
        return arrivals[(int) ((count - 1) % KEPT)];
    }

    private long intervalNanos() {
        long kept = Math.min(count, KEPT);
        long oldest = arrivals[(int) ((count - kept) % KEPT)];
        return kept < 2 ? 0 : (newest() - oldest) / (kept - 1);
    }
}
