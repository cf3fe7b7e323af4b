package depot.dispatch.console;

import depot.dispatch.model.Report;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Progress that was heard here and is not stored yet, laid over tasks as they are stored: so that it is shown as soon as it is heard, and
 * that a task does not go back when what is stored is older. Only of tasks that are active and the reporting rover's: what else a report
 * changes is shown when it is stored. For one thread.
 */
final class HeardProgress {
    private final Map<UUID, Laid> laid = new HashMap<>(); // of tasks that are shown as active

    /** @param number as {@link depot.dispatch.rover.ProgressListener#heard} */
    record Heard(UUID task, String rover, Report report, long number) {}

    private record Laid(Task stored, Heard heard) {
        Task shown() {
            Report report = heard.report();
            return new Task(stored.id(), stored.missionId(), stored.roverId(), stored.status(), or(report.progress(), stored.progress()),
                    or(report.waypoint(), stored.waypoint()), or(report.lap(), stored.lap()), stored.error(), stored.createdAt(),
                    stored.startedAt(),
                    stored.endedAt(), stored.waitingFor(), stored.silentSince(), stored.stalled(), stored.delivery(), stored.version());
        }

        private static int or(Integer said, int otherwise) {
            return said == null ? otherwise : said;
        }

        boolean fits(Task task) {
            return task.status() == TaskStatus.ACTIVE && heard.rover().equals(task.roverId());
        }
    }

    /**
     * A report came.
     *
     * @param known the task as it is shown now; null where it is not
     * @return what is to be shown; null where it changes nothing that is shown
     */
    Task hear(Heard heard, Task known) {
        Laid before = laid.get(heard.task());
        Task stored = before != null ? before.stored : known;
        if (stored == null) {
            return null;
        }
        Laid now = new Laid(stored, heard);
        if (!now.fits(stored)) {
            return null;
        }
        laid.put(heard.task(), now);
        return now.shown();
    }

    /** A task is stored so. @return what is to be shown; null where it is older than what was known */
    Task store(Task task) {
        Laid before = laid.get(task.id());
        if (before == null) {
            return task;
        }
        if (task.version() < before.stored.version()) {
            return null;
        }
        Laid now = new Laid(task, before.heard);
        if (!now.fits(task)) {
            laid.remove(task.id());
            return task;
        }
        laid.put(task.id(), now);
        return now.shown();
    }

    /** What was heard up to this number is stored, or was refused. @return what is to be shown; null where there is nothing new to show */
    Task settle(UUID task, long number) {
        Laid before = laid.get(task);
        if (before == null || before.heard.number() > number) {
            return null;
        }
        laid.remove(task);
        return before.stored;
    }
}
