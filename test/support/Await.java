package depot.support;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by asking again, until a deadline that is an error. Any thread. */
public final class Await {
    /** For what takes milliseconds on a quiet machine: what it is set to costs nothing but where something is wrong. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 5_000_000;

    private Await() {}

    /** @throws AssertionError saying {@code what} did not come to be within {@link #PATIENCE} */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, PATIENCE, condition);
    }

    public static void until(String what, Duration within, Callable<Boolean> condition) throws Exception {
        value(what, within, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** The first value that is there. */
    public static <T> T value(String what, Duration within, Callable<Optional<T>> source) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            // asked once more after the deadline: a machine that stood still is no failure
            boolean last = System.nanoTime() - deadline > 0;
            Optional<T> value = source.call();
            if (value.isPresent()) {
                return value.get();
            }
            if (last) {
                throw new AssertionError(what + ": not within " + within.toMillis() + " ms");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
