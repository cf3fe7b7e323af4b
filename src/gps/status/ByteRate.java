package depot.gps.status;

/** Bytes a second over the last whole seconds. Not thread-safe: {@link ReceiverState} guards it. */
final class ByteRate {
    private static final int SECONDS = 5;
    private static final long SECOND = 1_000_000_000L;
    private final long[] bytes = new long[SECONDS + 1]; // by second; the newest is not over
    private long second = Long.MIN_VALUE;
    private long began = Long.MIN_VALUE;

    void take(int count, long now) {
        turn(now);
        bytes[slot(second)] += count;
    }

    /** Rounded down; over what has passed, while that is less than five seconds. */
    long perSecond(long now) {
        if (second == Long.MIN_VALUE) {
            return 0;
        }
        turn(now);
        long whole = Math.min(SECONDS, second - began);
        long sum = 0;
        for (long s = second - whole; s < second; s++) {
            sum += bytes[slot(s)];
        }
        return whole == 0 ? bytes[slot(second)] : sum / whole;
    }

    private void turn(long now) {
        long to = Math.floorDiv(now, SECOND);
        if (second == Long.MIN_VALUE || to - second > SECONDS) {
            java.util.Arrays.fill(bytes, 0);
            began = second == Long.MIN_VALUE ? to : began;
        } else {
            for (long s = second + 1; s <= to; s++) {
                bytes[slot(s)] = 0;
            }
        }
        second = Math.max(second, to);
    }

    private int slot(long s) {
        return (int) Math.floorMod(s, (long) bytes.length);
    }
}
