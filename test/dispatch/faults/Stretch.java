package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * A body's time with a task: from the message until it is over for it. Immutable.
 *
 * @param until {@link Long#MAX_VALUE} while it goes on
 * @param worksUntil when its controller failed, or {@code until}
 */
record Stretch(Event.TaskCame came, long until, long worksUntil) {
    String task() {
        return came.task();
    }

    boolean goesOn() {
        return until == Long.MAX_VALUE;
    }

    boolean works() {
        return worksUntil == Long.MAX_VALUE;
    }

    /** The stretches in what a body saw, in order. */
    static List<Stretch> of(List<Event.OfRover> seen) {
        List<Stretch> found = new ArrayList<>();
        Event.TaskCame came = null;
        long worksUntil = Long.MAX_VALUE;
        for (Event.OfRover event : seen) {
            if (came != null && ends(event)) {
                found.add(new Stretch(came, event.at(), Math.min(event.at(), worksUntil)));
                came = null;
            }
            if (event instanceof Event.Finished finished && finished.failed()) {
                worksUntil = event.at();
            } else if (event instanceof Event.TaskCame next) {
                came = next;
                worksUntil = Long.MAX_VALUE;
            }
        }
        if (came != null) {
            found.add(new Stretch(came, Long.MAX_VALUE, worksUntil));
        }
        return found;
    }

    private static boolean ends(Event.OfRover event) {
        return switch (event) {
            case Event.TaskCame next -> true;
            case Event.CancelCame cancel -> cancel.heeded();
            case Event.Finished finished -> !finished.failed();
            default -> false;
        };
    }
}
