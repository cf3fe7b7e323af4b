package depot.dispatch.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What happened to one task, in order, for a person. Stateless. */
final class Story {
    private static final int LONGEST = 40;

    private Story() {}

    /** @param changes as stored; @param row as stored, or null */
    static List<String> of(String task, List<Event> events, List<Books.Change> changes, TaskView row) {
        TreeMap<Long, String> lines = new TreeMap<>();
        events.stream().filter(event -> concerns(event, task)).forEach(event -> add(lines, event.at(), event.toString()));
        changes.forEach(change -> add(lines, change.at(), "stored: " + change));
        List<String> story = new ArrayList<>(lines.values().stream().limit(LONGEST).toList());
        story.add("row: " + row);
        return story;
    }

    private static void add(TreeMap<Long, String> lines, long at, String what) {
        long free = at;
        while (lines.containsKey(free)) {
            free++;
        }
        lines.put(free, Event.time(at) + "  " + what);
    }

    private static boolean concerns(Event event, String task) {
        return switch (event) {
            case Event.OfTask of -> of.task().equals(task) || of instanceof Event.TaskCame came && task.equals(came.doing());
            case Event.Registered registered -> task.equals(registered.statedTask());
            case Event.Answered answered -> task.equals(answered.about()) || answered.task() != null && answered.task().id().equals(task);
            case Event.Unanswered unanswered -> task.equals(unanswered.about());
            case Event.SawTask saw -> saw.task().id().equals(task) && saw.task().unknown();
            default -> false;
        };
    }
}
