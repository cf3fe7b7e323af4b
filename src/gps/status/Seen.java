package depot.gps.status;

import java.time.Duration;

/** A message and when it came, on the steady clock. */
record Seen<T>(T value, long atNanos) {
    boolean within(Duration age, long now) {
        return now - atNanos < age.toNanos();
    }

    /** Whether there is one that is younger. */
    static boolean fresh(Seen<?> seen, Duration age, long now) {
        return seen != null && seen.within(age, now);
    }
}
