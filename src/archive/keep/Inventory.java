package depot.archive.keep;

import depot.common.time.Time;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** What the last run found, and when each rover last uploaded something. Any thread. */
public final class Inventory {
    private static final int MAX_ROVERS = 10_000;

    private final Time time;
    private final Map<String, Long> lastArrival = new ConcurrentHashMap<>(); // Unix milliseconds by rover
    private volatile Counts counts = Counts.NONE; // written by the thread that looks
    private volatile boolean looked; // written after counts

    /**
     * @param bytes of the recordings, as they came
     * @param storedBytes of them, on the disk
     * @param oldestMillis Unix time of the oldest recording; empty where there is none
     */
    public record Counts(int recordings, int small, long bytes, long storedBytes, OptionalLong oldestMillis) {
        static final Counts NONE = new Counts(0, 0, 0, 0, OptionalLong.empty());
    }

    public Inventory(Time time) {
        this.time = time;
    }

    /** A rover's file is whole. */
    public void arrived(String rover) {
        arrived(rover, time.millis());
    }

    /** @param atMillis Unix time */
    void arrived(String rover, long atMillis) {
        if (lastArrival.size() < MAX_ROVERS || lastArrival.containsKey(rover)) {
            lastArrival.merge(rover, atMillis, Math::max);
        }
    }

    void found(Counts counts) {
        this.counts = counts;
        looked = true;
    }

    /** Empty before the first look is over. */
    public Optional<Counts> counts() {
        return looked ? Optional.of(counts) : Optional.empty();
    }

    /** Unix milliseconds of each rover's last file, by this machine's clock. */
    public Map<String, Long> lastArrivals() {
        return Map.copyOf(lastArrival);
    }
}
