package depot.discovery.telemetry;

import depot.common.threads.GrowingPause;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a writer does about a disk that fails, a full one among them: it says so once until writing works again, and tries after growing
 * pauses. For the one thread that writes.
 */
final class DiskTrouble {
    static final Duration PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String what;
    private final Consumer<String> log;
    private final GrowingPause pauses = new GrowingPause(PAUSE, LONGEST_PAUSE);
    private boolean failing;

    /** @param what is written, as the beginning of a sentence */
    DiskTrouble(String what, Consumer<String> log) {
        this.what = what;
        this.log = log;
    }

    /** @return how long to wait until the next try */
    Duration failed(IOException why) {
        if (!failing) {
            failing = true;
            log.accept(what + " cannot be kept (said once until it can): " + why);
        }
        return pauses.next();
    }

    /** Something was written. @return as {@link #failed} */
    Duration worked() {
        if (failing) {
            failing = false;
            pauses.reset();
            log.accept(what + " is kept again");
        }
        return PAUSE;
    }
}
