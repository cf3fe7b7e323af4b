package depot.dispatch.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** All that was seen and done in a run, in order, with times. Thread-safe. */
final class History {
    private final long began = System.nanoTime();
    private final Instant beganAt = Instant.now();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private volatile Event.TaskCame newestTask; // written by the fleet's thread

    /** A disturbance that goes on until it is closed. */
    interface Disturbance extends AutoCloseable {
        @Override
        void close();
    }

    /** Nanoseconds since this history began, for an event. */
    long now() {
        return System.nanoTime() - began;
    }

    /** The same for a moment that another process on this machine measured. */
    long at(Instant moment) {
        return Duration.between(beganAt, moment).toNanos();
    }

    void add(Event event) {
        events.add(event);
        if (event instanceof Event.TaskCame came) {
            newestTask = came;
        }
    }

    /** The newest task message that came after a moment, or null; cheap enough to be asked all the time. */
    Event.TaskCame newestTask(long after) {
        Event.TaskCame task = newestTask; // another thread may write it
        return task != null && task.at() > after ? task : null;
    }

    /** What there is so far, in order; not copied. */
    Stream<Event> stream() {
        return events.stream();
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** A body's link is broken for a moment. */
    void disturbedLink(String what, String body) {
        long now = now();
        add(new Event.Disturbed(now, now, Event.Scope.LINK, what, body));
    }

    /** A body's link is broken from now on, until the answer is closed. */
    Disturbance disturbLink(String what, String body) {
        return disturb(Event.Scope.LINK, what, body);
    }

    /** As above, and nothing that the body says is heard meanwhile. */
    Disturbance unheard(String what, String body) {
        return disturb(Event.Scope.UNHEARD, what, body);
    }

    /** What concerns all is broken from now on, until the answer is closed. */
    Disturbance disturbAll(Event.Scope scope, String what) {
        return disturb(scope, what, null);
    }

    private Disturbance disturb(Event.Scope scope, String what, String body) {
        long from = now();
        return () -> add(new Event.Disturbed(from, now(), scope, what, body));
    }
}
