package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistogramTest {

    @Test
    void everyValueLiesInItsBucketAndBucketsLieInARow() {
        int before = -1;
        for (long value : new long[] {0, 1, 127, 128, 129, 130, 255, 256, 1_000, 1_000_000, Long.MAX_VALUE / 2, Long.MAX_VALUE}) {
            int bucket = Histogram.bucketOf(value);
            assertTrue(bucket >= before, "of " + value);
            assertTrue(value <= Histogram.highestIn(bucket), "top of " + value);
            assertTrue(bucket == 0 || value > Histogram.highestIn(bucket - 1), "bottom of " + value);
            before = bucket;
        }
    }

    @Test
    void percentilesAreNeverTooLowAndHardlyTooHigh() {
        Random random = new Random(1);
        long[] values = random.longs(100_000, 1, 5_000_000_000L).map(value -> value >> random.nextInt(20)).toArray();
        Histogram histogram = new Histogram();
        Arrays.stream(values).forEach(histogram::record);
        Arrays.sort(values);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.9999}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            long reported = histogram.percentile(share);
            assertTrue(reported >= exact && reported <= exact + exact / 64 + 1, share + ": " + exact + " reported as " + reported);
        }
        assertEquals(values[values.length - 1], histogram.percentile(1));
        assertEquals(values[values.length - 1], histogram.max());
    }

    @Test
    void twoAddUp() {
        Histogram one = new Histogram();
        Histogram other = new Histogram();
        one.record(10);
        other.record(20);
        other.record(-5);
        one.add(other);
        assertEquals(3, one.count());
        assertEquals(20, one.max());
        assertEquals(0, one.percentile(0.1), "a negative value counts as 0");
        assertEquals(10, one.percentile(0.5));
    }

    @Test
    void anEmptyOneSaysZero() {
        assertEquals(0, new Histogram().percentile(0.99));
        assertEquals(0, new Histogram().max());
    }
}
