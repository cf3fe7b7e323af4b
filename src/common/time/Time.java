package depot.common.time;

/** The monotonic clock and the wall clock, passed to constructors so that tests can set them. Thread-safe. */
public interface Time {
    /** Counts on steadily, also when the wall clock is set; for durations and deadlines. */
    long nanos();

    /** Unix time in milliseconds, for what is shown. */
    long millis();

    Time SYSTEM = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    };
}
