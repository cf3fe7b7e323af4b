package depot.dispatch.rover;

import depot.dispatch.model.TaskChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reports and confirmations that are stored together. While it gathers it is guarded by the lock of {@link Reports}; once
 * taken, it is its writer's, and does not change.
 */
final class ReportBatch {
    /** Of which task of which rover it is. */
    record Key(String rover, UUID task) {}

    /** One report; {@code atNanos} is when the first of those that it stands for came. */
    record Entry(RoverLink link, TaskChange change, long atNanos) {}

    record Confirmed(RoverLink link, UUID task) {}

    final Map<Key, Entry> progress = new LinkedHashMap<>();
    final Map<Key, Entry> outcomes = new LinkedHashMap<>();
    final Set<Confirmed> tasks = new LinkedHashSet<>();
    final Set<Confirmed> cancels = new LinkedHashSet<>();
    final Set<String> rovers = new HashSet<>(); // whose task is not yet in the database as it is

    int size() {
        return progress.size() + outcomes.size() + tasks.size() + cancels.size();
    }

    /** The same, each in a batch of its own. */
    List<ReportBatch> singly() {
        List<ReportBatch> singly = new ArrayList<>(size());
        tasks.forEach(each -> add(singly).tasks.add(each));
        cancels.forEach(each -> add(singly).cancels.add(each));
        progress.forEach((key, entry) -> add(singly).progress.put(key, entry));
        outcomes.forEach((key, entry) -> add(singly).outcomes.put(key, entry));
        return singly;
    }

    private static ReportBatch add(List<ReportBatch> batches) {
        batches.add(new ReportBatch());
        return batches.getLast();
    }

    /** The change entries of a map, as a list. */
    static List<TaskChange> changes(Map<Key, Entry> entries) {
        List<TaskChange> changes = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> changes.add(entry.change));
        return changes;
    }
}
