package depot.dispatch.model;

import java.util.Set;
import java.util.UUID;

/**
 * A change of one task, made only if the task is then in one of the states expected.
 *
 * @param from the states expected; where {@code to} is among them, the task may also stay in it
 * @param heldBy the rover that must have it; null for any
 * @param giveTo the rover that gets it, for a change to assigned
 * @param report what the rover said; its nulls change nothing
 * @param error null to leave it as it is
 * @param who {@code rover <id>}, {@code operator}, {@code schedule} or {@code dispatch}
 * @param why for the history; null where {@code who} says it all
 * @param recall whether the rover that has it, if it may have heard of it, is to be sent a cancel
 */
public record TaskChange(UUID id, Set<TaskStatus> from, TaskStatus to, String heldBy, String giveTo, Report report,
        String error, String who, String why, boolean recall) {
    public static final String OPERATOR = "operator";
    public static final String DISPATCH = "dispatch";

    public TaskChange {
        for (TaskStatus state : from) {
            if (state != to && !state.mayBecome(to)) {
                throw new IllegalArgumentException("no task goes from " + state + " to " + to);
            }
        }
    }

    /** From assigned or active, or still active: what a progress report does. */
    public static TaskChange progress(UUID id, String rover, Report report) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.ACTIVE, rover, null, report, null, "rover " + rover, null, false);
    }

    /** The rover has finished it. */
    public static TaskChange complete(UUID id, String rover, Integer laps) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.DONE, rover, null, new Report(100, null, laps), null, "rover " + rover, null, false);
    }

    /** The rover says that it failed. */
    public static TaskChange failed(UUID id, String rover, String error) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.FAILED, rover, null, Report.NONE, error, "rover " + rover, error, false);
    }

    /** A pending task gets a rover. */
    public static TaskChange assign(UUID id, String rover) {
        return new TaskChange(id, Set.of(TaskStatus.PENDING), TaskStatus.ASSIGNED, null, rover, Report.NONE, null, DISPATCH, null, false);
    }

    /** From any open state. */
    public static TaskChange cancel(UUID id, String who, String why) {
        return new TaskChange(id, TaskStatus.OPEN, TaskStatus.CANCELLED, null, null, Report.NONE, null, who, why, true);
    }

    /** From the states in which a rover has it: what waits stays. */
    public static TaskChange takeFromRover(UUID id, String who, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.CANCELLED, null, null, Report.NONE, null, who, why, true);
    }

    /** Its rover stayed away: it fails. */
    public static TaskChange lost(UUID id, String rover, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.FAILED, rover, null, Report.NONE, why, DISPATCH, why, true);
    }

    /** Its rover stayed away: another may have it. */
    public static TaskChange requeue(UUID id, String rover, String why) {
        return new TaskChange(id, TaskStatus.ON_ROVER, TaskStatus.PENDING, rover, null, Report.NONE, null, DISPATCH, why, true);
    }
}
