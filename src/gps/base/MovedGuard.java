package depot.gps.base;

import depot.common.GuardedBy;
import depot.gnss.frames.Frame;
import depot.gps.source.StreamListener;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts on what {@link BaseWatch} notices: logs it once, and, where that is configured, stops the corrections until it is over.
 * It checks before each message is passed on, so that none gets out from a base that is known to be wrong. Any thread.
 */
public final class MovedGuard implements StreamListener {
    private static final Logger log = LoggerFactory.getLogger("depot.gps");
    private final BaseWatch watch;
    private final boolean stops;
    private final Consumer<String> stop;
    private final Runnable resume;
    @GuardedBy("this") private String loggedProblem;

    /** @param stops whether corrections are stopped, by {@code stop} and {@code resume} */
    public MovedGuard(BaseWatch watch, boolean stops, Consumer<String> stop, Runnable resume) {
        this.watch = watch;
        this.stops = stops;
        this.stop = stop;
        this.resume = resume;
    }

    @Override
    public void frame(Frame frame) {
        look();
    }

    /** Call this now and then, too, as a warning ends by not being repeated. */
    public synchronized void look() {
        Optional<String> problem = watch.problem();
        if (problem.isPresent() && loggedProblem == null) {
            log.warn("{}{}", problem.get(), stops ? "; corrections stop" : "; rovers get wrong positions from it");
            if (stops) {
                stop.accept(problem.get());
            }
        } else if (problem.isEmpty() && loggedProblem != null) {
            log.info("the base position is as it should be again");
            if (stops) {
                resume.run();
            }
        }
        loggedProblem = problem.orElse(null);
    }
}
