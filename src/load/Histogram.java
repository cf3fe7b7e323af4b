package depot.load;

import java.util.Arrays;

/**
 * Counts of delays in buckets that widen with the delay: 64 for each power of two. A percentile is reported as the upper
 * end of its bucket, so it is never too good and at most 1/64 (1.6 %) too high; below 128 ns, and for the maximum, it is exact.
 *
 * <p>Takes any number of values in 30 KB. Nanoseconds throughout. Not for use by several threads.
 */
public final class Histogram {

    private static final int PRECISION_BITS = 6;
    private static final int BUCKETS_PER_POWER = 1 << PRECISION_BITS;
    private static final int EXACT_BELOW = 2 * BUCKETS_PER_POWER;
    private static final int BUCKETS = EXACT_BELOW + (63 - PRECISION_BITS - 1) * BUCKETS_PER_POWER;

    private final long[] counts = new long[BUCKETS];
    private long total;
    private long max;

    /** @param nanos a negative one (two clocks that do not quite agree) counts as 0 */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucketOf(value)]++;
        total++;
        max = Math.max(max, value);
    }

    public void add(Histogram other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    /** What was recorded since the last call; from then on it begins anew. */
    Histogram drain() {
        Histogram drained = new Histogram();
        drained.add(this);
        Arrays.fill(counts, 0);
        total = 0;
        max = 0;
        return drained;
    }

    public long count() {
        return total;
    }

    /** The largest value; 0 when there is none. */
    public long max() {
        return max;
    }

    /** The value that this share of all values does not exceed; 0 when there is none. @param share 0 to 1 */
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, highestIn(i));
            }
        }
        return max;
    }

    /** The first 128 values have a bucket each; after that the 7 leading bits choose it. */
    static int bucketOf(long value) {
        if (value < EXACT_BELOW) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - PRECISION_BITS;
        int leading = (int) (value >>> shift);
        return shift * BUCKETS_PER_POWER + leading;
    }

    static long highestIn(int bucket) {
        if (bucket < EXACT_BELOW) {
            return bucket;
        }
        int shift = bucket / BUCKETS_PER_POWER - 1;
        long leading = BUCKETS_PER_POWER + bucket % BUCKETS_PER_POWER;
        return ((leading + 1) << shift) - 1;
    }
}
