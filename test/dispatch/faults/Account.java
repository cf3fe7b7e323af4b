package depot.dispatch.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run's history and books side by side, in the order and by the names that the rules ask for. Made once a check; after
 * that it does not change.
 */
final class Account {
    private static final long LONGEST_CALL = Duration.ofSeconds(10).toNanos();

    private final List<Event> events;
    private final Books books;
    private final long end;
    private final long grace;
    private final Map<String, List<Event.OfRover>> byBody = new LinkedHashMap<>();
    private final Map<String, List<Event.OfTask>> byTask = new HashMap<>();
    private final Map<String, Set<String>> bodies = new LinkedHashMap<>();
    private final Map<String, List<Stretch>> stretches = new LinkedHashMap<>();
    private final Map<String, List<Books.Change>> changes = new LinkedHashMap<>();
    private final List<Event.Disturbed> disturbances;

    /**
     * @param end when the history was read
     * @param grace what is sent has arrived, and is dealt with, this long after, unless something was broken meanwhile
     */
    Account(List<Event> history, long end, Books books, Duration grace) {
        this.books = books;
        this.end = end;
        this.grace = grace.toNanos();
        this.events = history.stream().sorted(Comparator.comparingLong(Event::at)).toList();
        this.disturbances = only(Event.Disturbed.class).toList();
        only(Event.OfRover.class).forEach(event -> {
            byBody.computeIfAbsent(event.body(), body -> new ArrayList<>()).add(event);
            bodies.computeIfAbsent(event.rover(), rover -> new LinkedHashSet<>()).add(event.body());
        });
        only(Event.OfTask.class).forEach(event -> byTask.computeIfAbsent(event.task(), task -> new ArrayList<>()).add(event));
        byBody.forEach((body, seen) -> stretches.put(body, Stretch.of(seen)));
        books.changes().forEach(change -> changes.computeIfAbsent(change.task(), task -> new ArrayList<>()).add(change));
    }

    Books books() {
        return books;
    }

    long end() {
        return end;
    }

    /** In nanoseconds. */
    long grace() {
        return grace;
    }

    /** All events of a kind, in order. */
    <T> Stream<T> only(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** What rovers saw and said of a task, in order. */
    <T> Stream<T> of(String task, Class<T> kind) {
        return byTask.getOrDefault(task, List.of()).stream().filter(kind::isInstance).map(kind::cast);
    }

    /** What a body saw and did, in order. */
    List<Event.OfRover> by(String body) {
        return byBody.getOrDefault(body, List.of());
    }

    Map<String, List<Stretch>> stretches() {
        return stretches;
    }

    /** The rovers that were there, with their bodies. */
    Map<String, Set<String>> bodies() {
        return bodies;
    }

    /** Whether this rover id is one machine: of two that share an id, dispatch cannot know which it talks to. */
    boolean single(String rover) {
        return bodies.getOrDefault(rover, Set.of()).size() == 1;
    }

    /** The tasks in the books' history, with their changes in order. */
    Map<String, List<Books.Change>> changes() {
        return changes;
    }

    /** What the books say a task is; null when they do not know it. */
    String status(String task) {
        TaskView row = books.tasks().get(task);
        return row != null ? row.status() : changes.containsKey(task) ? changes.get(task).getLast().to() : null;
    }

    /** The rover that the task was last given to, or null. */
    String holder(String task) {
        TaskView row = books.tasks().get(task);
        return changes.getOrDefault(task, List.of()).stream().filter(change -> change.to().equals("assigned")).map(Books.Change::rover)
                .reduce(row == null ? null : row.rover(), (first, last) -> last);
    }

    /** Whether it was taken from its rover, to be given to another. */
    boolean requeued(String task) {
        return changes.getOrDefault(task, List.of()).stream().anyMatch(change -> change.to().equals("pending") && change.from() != null);
    }

    /** Whether it was taken from its rover without the rover's doing: then nobody sends the rover a cancel before it asks. */
    boolean lost(String task) {
        return requeued(task) || "failed".equals(status(task))
                && of(task, Event.Reported.class).noneMatch(report -> report.report() == Event.Report.FAILED);
    }

    /** The assigned or active task that the books say the rover has, or null. */
    String openTask(String rover) {
        return books.tasks().values().stream().filter(task -> rover.equals(task.rover())
                && (task.status().equals("assigned") || task.status().equals("active")))
                .map(TaskView::id).findFirst().orElse(null);
    }

    /** Nothing that could lose a message of this body was broken between the two. */
    boolean calm(String body, long from, long until) {
        return disturbances.stream().noneMatch(d -> d.at() <= until && d.until() >= from
                && (d.scope() == Event.Scope.PROCESS || body.equals(d.body())));
    }

    /** Whether what a body said then was lost for certain. */
    boolean unheard(String body, long at) {
        return disturbances.stream().anyMatch(d -> d.scope() == Event.Scope.UNHEARD && body.equals(d.body()) && d.at() <= at
                && d.until() >= at);
    }

    /** Nothing was broken between the two but links and clocks. */
    boolean quiet(long from, long until) {
        return disturbances.stream().noneMatch(d -> d.at() <= until && d.until() >= from
                && (d.scope() == Event.Scope.PROCESS || d.scope() == Event.Scope.DATABASE));
    }

    /** What was broken, in order. */
    List<Event.Disturbed> disturbances() {
        return disturbances;
    }

    /** Calls of operators to have the task sent again that were, or may have been, carried out. */
    List<Resend> resends(String task) {
        return Stream.concat(only(Event.Answered.class).filter(call -> call.call().equals("resend") && call.about().equals(task)
                                && (call.status() / 100 == 2 || call.status() / 100 == 5))
                        .map(call -> new Resend(call.at() - call.tookMillis() * 1_000_000, call.at())),
                only(Event.Unanswered.class).filter(call -> call.call().equals("resend") && call.about().equals(task))
                        .map(call -> new Resend(call.at() - LONGEST_CALL, call.at() + LONGEST_CALL))).toList();
    }

    /** An operator had a task sent again, at some moment between the two. */
    record Resend(long from, long at) {}

    /** The newest registration before a moment, or null. */
    Event.Registered registered(String body, long before) {
        return by(body).stream().filter(event -> event instanceof Event.Registered && event.at() < before).map(Event.Registered.class::cast)
                .reduce(null, (first, second) -> second);
    }

    /** When this link ended; {@link Long#MAX_VALUE} while it lives. */
    long endOf(String body, int link) {
        return by(body).stream().filter(event -> event instanceof Event.Dropped && event.link() == link).mapToLong(Event::at)
                .findFirst().orElse(Long.MAX_VALUE);
    }

    /** The registration on the link that the body has now, or null while it has none. */
    Event.Registered present(String body) {
        Event.Registered last = by(body).stream().filter(Event.Registered.class::isInstance).map(Event.Registered.class::cast)
                .reduce(null, (first, second) -> second);
        return last == null || endOf(body, last.link()) != Long.MAX_VALUE ? null : last;
    }

    /** What was sent then on that link has reached dispatch, and it had time to act. */
    boolean arrived(String body, int link, long at) {
        return at + grace <= end && endOf(body, link) > at + grace && calm(body, at, at + grace);
    }

    /** What happened to a task, for a person; nothing where it is null. */
    List<String> story(String task) {
        return task == null ? List.of() : Story.of(task, events, changes.getOrDefault(task, List.of()), books.tasks().get(task));
    }
}
