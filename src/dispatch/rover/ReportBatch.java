package depot.dispatch.rover;

import depot.dispatch.model.TaskChange;
import depot.dispatch.store.RoverCancelTable;
import depot.dispatch.store.RoverOrders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reports and confirmations of rovers that are stored together. While it is filled it is guarded by the lock of {@link Reports}; once
 * taken, it belongs to its writer and does not change.
 */
final class ReportBatch {
    /** The rover and the task that a report is about. */
    record Key(String rover, UUID task) {}

    /** One report. */
    static final class Entry {
        /** What one takes in memory with its key and its place, its error text aside: measured, and rounded up. */
        private static final int BYTES = 512;

        private final RoverLink link; // null for one that an earlier process heard
        private final TaskChange change;
        private final TaskChange.Heard heard; // for one of an earlier process
        private final Integer attempt;
        private final long atNanos;
        private final long number;
        private boolean spooled; // guarded by the Spool

        /**
         * @param attempt as {@link RoverLink#attemptOf}
         * @param atNanos when the first of those that it stands for came
         * @param number of progress, see {@link ProgressListener}
         */
        Entry(RoverLink link, TaskChange change, Integer attempt, long atNanos, long number) {
            this.link = link;
            this.change = change;
            this.heard = null;
            this.attempt = attempt;
            this.atNanos = atNanos;
            this.number = number;
        }

        /** A report that an earlier process heard, and kept. */
        Entry(TaskChange change, TaskChange.Heard heard, long atNanos) {
            this.link = null;
            this.change = change;
            this.heard = heard;
            this.attempt = heard.attempt();
            this.atNanos = atNanos;
            this.number = 0;
            this.spooled = true;
        }

        /** Null for one of an earlier process. */
        RoverLink link() {
            return link;
        }

        /** The change, with where it was heard. */
        TaskChange change() {
            if (heard != null) {
                return change.heardOn(heard);
            }
            return change.heardOn(link.heard(attempt));
        }

        TaskChange said() {
            return change;
        }

        long atNanos() {
            return atNanos;
        }

        long number() {
            return number;
        }

        boolean sameAttempt(Integer other) {
            return Objects.equals(attempt, other);
        }

        /** What it takes in memory, about. */
        int bytes() {
            return BYTES + (change.error() == null ? 0 : 2 * change.error().length());
        }

        boolean isSpooled() {
            return spooled;
        }

        void spooled() {
            spooled = true;
        }
    }

    final Map<Key, Entry> progress = new LinkedHashMap<>();
    final Map<Key, Entry> outcomes = new LinkedHashMap<>();
    final Set<RoverOrders.Confirmed> tasks = new LinkedHashSet<>();
    final Set<RoverCancelTable.Cancel> cancels = new LinkedHashSet<>();
    final Set<Long> ended = new LinkedHashSet<>(); // numbers of links that nothing more is heard on
    final Set<String> rovers = new HashSet<>(); // whose task is not yet in the database as it is
    private long bytes; // of the reports that were put
    private final Map<RoverLink, Integer> bytesByLink = new HashMap<>();

    /** Takes progress, in place of what it had of that task. */
    void putProgress(Key key, Entry entry) {
        put(progress, key, entry);
    }

    /** Takes an outcome, in place of what it had of that task. */
    void putOutcome(Key key, Entry entry) {
        put(outcomes, key, entry);
    }

    private void put(Map<Key, Entry> entries, Key key, Entry entry) {
        Entry before = entries.put(key, entry);
        if (before != null) {
            count(before, -before.bytes());
        }
        count(entry, entry.bytes());
        rovers.add(key.rover());
    }

    private void count(Entry entry, int more) {
        bytes += more;
        if (entry.link != null) {
            // a link that has ended, and of which a newer one says the same, is not kept
            bytesByLink.merge(entry.link, more, (before, change) -> before + change == 0 ? null : Integer.valueOf(before + change));
        }
    }

    /** Takes what an older batch has, but for reports that it has newer ones of. */
    void addOlder(ReportBatch older) {
        older.progress.forEach((key, entry) -> {
            if (!progress.containsKey(key)) {
                putProgress(key, entry);
            }
        });
        older.outcomes.forEach((key, entry) -> {
            if (!outcomes.containsKey(key)) {
                putOutcome(key, entry);
            }
        });
        tasks.addAll(older.tasks);
        cancels.addAll(older.cancels);
        ended.addAll(older.ended);
        rovers.addAll(older.rovers);
    }

    /** What its reports take in memory, about. */
    long bytes() {
        return bytes;
    }

    /** What those of one link take of that. */
    int bytesOf(RoverLink link) {
        return bytesByLink.getOrDefault(link, 0);
    }

    int size() {
        return progress.size() + outcomes.size() + tasks.size() + cancels.size() + ended.size();
    }

    /** All that it is about. */
    Set<UUID> taskIds() {
        return timesChanged().keySet();
    }

    /** What rovers confirmed of such tasks. */
    List<RoverOrders.Confirmed> confirmed(Predicate<UUID> which) {
        return tasks.stream().filter(each -> which.test(each.task())).toList();
    }

    /** Those that may be changed more than once, as there is progress, an outcome or a confirmation of each, or two of these. */
    Set<UUID> severalTimes() {
        Map<UUID, Integer> times = timesChanged();
        times.values().removeIf(count -> count == 1);
        return times.keySet();
    }

    private Map<UUID, Integer> timesChanged() {
        Map<UUID, Integer> times = new HashMap<>();
        Stream.of(progress.keySet().stream().map(Key::task), outcomes.keySet().stream().map(Key::task),
                tasks.stream().map(RoverOrders.Confirmed::task))
                .flatMap(Stream::distinct).forEach(task -> times.merge(task, 1, Integer::sum));
        return times;
    }

    /** Whether some of it was heard on a link that has no number yet. */
    boolean hasUnnumbered() {
        return isAnyUnnumbered(progress) || isAnyUnnumbered(outcomes);
    }

    private static boolean isAnyUnnumbered(Map<Key, Entry> entries) {
        for (Entry entry : entries.values()) {
            if (entry.link != null && entry.link.number() == 0) {
                return true;
            }
        }
        return false;
    }

    /** The report to answer for each task and rover: the outcome where there is one. */
    Map<Key, Entry> last() {
        Map<Key, Entry> last = new LinkedHashMap<>(progress);
        last.putAll(outcomes);
        return last;
    }

    /** The same, each in a batch of its own; ends of links last, as they stand for all that was heard before. */
    List<ReportBatch> singly() {
        List<ReportBatch> singly = new ArrayList<>(size());
        tasks.forEach(each -> add(singly).tasks.add(each));
        cancels.forEach(each -> add(singly).cancels.add(each));
        progress.forEach((key, entry) -> add(singly).putProgress(key, entry));
        outcomes.forEach((key, entry) -> add(singly).putOutcome(key, entry));
        ended.forEach(each -> add(singly).ended.add(each));
        return singly;
    }

    private static ReportBatch add(List<ReportBatch> batches) {
        batches.add(new ReportBatch());
        return batches.getLast();
    }

    /** The changes of a map, as a list. */
    static List<TaskChange> changes(Map<Key, Entry> entries) {
        List<TaskChange> changes = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> changes.add(entry.change()));
        return changes;
    }
}
