package depot.dispatch.rules;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;

/** The answer to a rover's report on a task. Pure. */
public enum ReportAnswer {
    NOTHING,
    /** It must drop the task, and is not free until it has confirmed that. */
    CANCEL;

    /**
     * The rule.
     *
     * @param rover the reporting rover
     * @param reported what it says the task is: active, done or failed
     * @param task as it is after the report; null for one that was deleted
     * @param applied whether the report changed it
     */
    public static ReportAnswer of(String rover, TaskStatus reported, Task task, boolean applied) {
        if (task == null || !rover.equals(task.roverId())) {
            return CANCEL;
        }
        if (reported == TaskStatus.FAILED) {
            // it repeats that until it hears a cancel, or another task; of an attempt that was sent anew, the task is on its way
            return applied || task.status().hasEnded() ? CANCEL : onlyIfNeverSent(task);
        }
        if (applied || task.status() == TaskStatus.DONE) {
            return NOTHING; // a complete may overtake the last progress
        }
        return task.status().hasEnded() ? CANCEL : onlyIfNeverSent(task);
    }

    /**
     * The task is the rover's own and open, but the report is not of this attempt: a cancel would stop the present one. Only if the task
     * was never sent is the report of an older run.
     */
    private static ReportAnswer onlyIfNeverSent(Task task) {
        return task.delivery() == null ? CANCEL : NOTHING;
    }
}
