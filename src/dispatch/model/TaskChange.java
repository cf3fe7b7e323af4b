package depot.dispatch.model;

import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * A change of one task, made only if the task is then as expected.
 *
 * @param from the states expected; where {@code to} is among them, the task may also stay in it
 * @param heldBy the rover that must have it; null for any
 * @param heard where a report was heard, which must be of the task's present attempt; null for other changes
 * @param unsentOnly whether it must not have been written to any rover
 * @param giveTo the rover that gets it, for a change to assigned
 * @param report what the rover said; its nulls change nothing
 * @param error null to leave it as it is
 * @param who {@code rover <id>}, {@code operator}, {@code schedule} or {@code dispatch}
 * @param why for the history; null where {@code who} says enough
 * @param recall whether to send a cancel to the rover that has it, where it may have got the task
 */
public record TaskChange(UUID id, Set<TaskStatus> from, TaskStatus to, String heldBy, Heard heard, boolean unsentOnly, String giveTo,
        Report report, String error, String who, String why, boolean recall) {
    public static final String OPERATOR = "operator";
    public static final String DISPATCH = "dispatch";

    /**
     * Where a report was heard. Each sending of a task is an attempt; a report on an earlier attempt changes nothing.
     *
     * @param link the number of the link; of one that never got its own, the first that is not known to be older than it
     * @param numbered whether it got its own. If not, and the task was sent on a link that may be newer, a report counts only where
     *     there was one attempt in all
     * @param attempt the attempt that was sent on that very link and that the rover had read; null where none was: then it is
     *     of what was sent on an older link
     */
    public record Heard(long link, boolean numbered, Integer attempt) {}

    public TaskChange {
        for (TaskStatus state : from) {
            if (state != to && !state.mayBecome(to)) {
                throw new IllegalArgumentException("no task goes from " + state + " to " + to);
            }
        }
    }

    /** The states expected, as SQL is given them. */
    public String fromText() {
        if (from.equals(TaskStatus.ON_ROVER)) {
            return "assigned,active"; // of every report
        }
        StringJoiner text = new StringJoiner(",");
        from.forEach(state -> text.add(state.text()));
        return text.toString();
    }

    /** A progress report: from assigned to active, or still active. */
    public static TaskChange progress(UUID id, String rover, Report report) {
        return report(id, TaskStatus.ACTIVE, rover, report, null, null, false);
    }

    /** The rover has finished it. */
    public static TaskChange complete(UUID id, String rover, Integer laps) {
        return report(id, TaskStatus.DONE, rover, new Report(100, null, laps), null, null, false);
    }

    /** The rover says that it failed, and repeats that until it hears a cancel. */
    public static TaskChange failed(UUID id, String rover, String error) {
        return report(id, TaskStatus.FAILED, rover, Report.NONE, error, error, true);
    }

    private static TaskChange report(UUID id, TaskStatus to, String rover, Report report, String error, String why, boolean recall) {
        return new TaskChange(id, TaskStatus.ON_ROVER, to, rover, null, false, null, report, error, "rover " + rover, why, recall);
    }

    /** The same report, with where it was heard. */
    public TaskChange heardOn(Heard where) {
        return new TaskChange(id, from, to, heldBy, where, unsentOnly, giveTo, report, error, who, why, recall);
    }

    /** A pending task gets a rover. */
    public static TaskChange assign(UUID id, String rover) {
        return new TaskChange(id, Set.of(TaskStatus.PENDING), TaskStatus.ASSIGNED, null, null, false, rover, Report.NONE, null, DISPATCH,
                null, false);
    }

    /** Cancels a task in any open state. */
    public static TaskChange cancel(UUID id, String who, String why) {
        return new TaskChange(id, TaskStatus.OPEN, TaskStatus.CANCELLED, null, null, false, null, Report.NONE, null, who, why, true);
    }

    /** Cancels a task that a rover has; one that waits stays. */
    public static TaskChange takeFromRover(UUID id, String who, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.CANCELLED, null, null, false, null, Report.NONE, null, who, why, true);
    }

    /** Its rover stays away, or its state stays unknown: it fails. */
    public static TaskChange lost(UUID id, String rover, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.FAILED, rover, null, false, null, Report.NONE, why, DISPATCH, why, true);
    }

    /** As above, but another may have it. */
    public static TaskChange requeue(UUID id, String rover, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.PENDING, rover, null, false, null, Report.NONE, null, DISPATCH, why,
                true);
    }

    /** It was never written to its rover, which has left: it waits again. */
    public static TaskChange giveBack(UUID id, String rover, String why) {
        return new TaskChange(id, Set.of(TaskStatus.ASSIGNED), TaskStatus.PENDING, rover, null, true, null, Report.NONE, null, DISPATCH,
                why, false);
    }
}
