package depot.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this process when its time is up or its parent is gone: no load, and nothing a benchmark starts, outlives its purpose.
 */
public final class Lifeline {

    public static final int EXIT_TIME_IS_UP = 3;
    public static final int EXIT_PARENT_IS_GONE = 4;

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private Lifeline() {}

    /** Starts to watch, on a daemon thread. */
    public static void hold(Duration limit) {
        ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
        long end = System.nanoTime() + limit.toNanos();
        Thread.ofPlatform().daemon().name("lifeline").start(() -> watch(parent, end));
    }

    /** Halts rather than exits: a shutdown hook that hangs must not keep it alive. */
    private static void watch(ProcessHandle parent, long end) {
        while (true) {
            if (System.nanoTime() - end > 0) {
                System.err.println("load: the time is up");
                Runtime.getRuntime().halt(EXIT_TIME_IS_UP);
            }
            if (parent != null && !parent.isAlive()) {
                Runtime.getRuntime().halt(EXIT_PARENT_IS_GONE);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
