package depot.dispatch.console;

import depot.dispatch.model.Report;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Progress that came to this process and is not stored yet, merged into the stored tasks, so that consoles see it at once, and a task does
 * not jump back when an older stored state is read. Only for active tasks of the reporting rover; other effects of a report are shown when
 * they are stored. For one thread.
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
     * @return what to show; null where it changes nothing that is shown
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

    /** A task was stored like this. @return what to show; null where it is older than what was known */
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

    /** Reports up to this number are stored, or were refused. @return what to show; null where there is nothing new to show */
    Task settle(UUID task, long number) {
        Laid before = laid.get(task);
        if (before == null || before.heard.number() > number) {
            return null;
        }
        laid.remove(task);
        return before.stored;
    }

    /** Nothing that was heard is known any more: what is stored is shown. */
    void clear() {
        laid.clear();
    }
}
