package depot.dispatch.rover;

import depot.common.GuardedBy;
import depot.common.time.Time;
import depot.common.websocket.WebSocketConnection;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.RoverOrders;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One registered rover's connection: what was sent on it and what of that the rover confirmed. Each task and each
 * cancel is followed by a ping of its own, whose pong is the confirmation. Thread-safe.
 */
public final class RoverLink {
    private static final long BETWEEN_LATE_CANCELS_NANOS = 1_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MAX_LATE = 64;
    private static final int MAX_CONFIRMED = 64;

    private final WebSocketConnection connection;
    private final String rover;
    private final boolean acks;
    private final Time time;
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<RoverOrders.Sending> offered = new AtomicReference<>();
    @GuardedBy("this") private final Map<Long, Sent> awaited = new HashMap<>();
    @GuardedBy("this") private final Map<UUID, Long> lateCancels = new LinkedHashMap<>();
    // kept when they are stored: code that read the database before may still ask
    @GuardedBy("this") private final Set<UUID> confirmedCancels = new LinkedHashSet<>();
    @GuardedBy("this") private long pings;
    @GuardedBy("this") private UUID sent;
    @GuardedBy("this") private UUID written; // the task that was written last, whether it has ended or not
    @GuardedBy("this") private int writtenAttempt;
    @GuardedBy("this") private int finished; // of that task: the attempt that the rover said an outcome of; 0 for none
    @GuardedBy("this") private int read; // of the task sent last: the attempt that the rover has read
    @GuardedBy("this") private StatedTask stated;
    @GuardedBy("this") private UUID begun; // the task of the first report on this link, and the next: on which run of it
    @GuardedBy("this") private Integer begunAttempt;
    private volatile long greetedAtNanos = NEVER; // written by the reading thread
    private volatile long number; // 0 until it is claimed; written by the registrar's thread
    private volatile long newerThan; // written once, before anything is heard
    private volatile boolean closed;

    /** What a pong confirms. */
    sealed interface Sent {
        /** @param attempt the number of this sending of the task */
        record Task(UUID task, int attempt) implements Sent {}

        record Cancel(UUID task) implements Sent {}

        /** Nothing but that the rover is there. */
        record Greeting() implements Sent {}
    }

    /** How far the cancel of a task has come on this link. */
    public enum CancelState { UNSENT, SENT, CONFIRMED }

    RoverLink(WebSocketConnection connection, String rover, boolean acks, StatedTask stated, Time time) {
        this.connection = connection;
        this.rover = rover;
        this.acks = acks;
        this.stated = stated;
        this.time = time;
    }

    public String rover() {
        return rover;
    }

    /** Which of this rover's links it is: the greatest is the rover. 0 until the database said so. */
    long number() {
        return number;
    }

    /** Notes that links up to this number were known when it registered: it is newer than those. */
    void newerThan(long known) {
        newerThan = known;
    }

    /** Where something was heard on it, for what is stored now. */
    TaskChange.Heard heard(Integer attempt) {
        long given = number; // may come meanwhile
        return given == 0 ? new TaskChange.Heard(newerThan + 1, false, attempt) : new TaskChange.Heard(given, true, attempt);
    }

    /** The database has given it its number. */
    void claimed(long given) {
        number = given;
    }

    /** Whether the rover has answered since it registered. */
    boolean isGreeted() {
        return greetedAtNanos != NEVER;
    }

    /**
     * How long the reports that the rover kept for its return are still waited for; zero or less when that is over. They come in a burst
     * behind its register message, so the time begins when it has answered a ping that was sent at that message. By a clock that nobody
     * sets.
     */
    Duration settling(Duration settle) {
        return settle.minusNanos(time.nanos() - greetedAtNanos);
    }

    String peer() {
        return connection.peer();
    }

    boolean isOpen() {
        return !closed && connection.isOpen();
    }

    /** The connection has ended. */
    void closed() {
        closed = true;
    }

    void close(int code, String reason) {
        connection.close(code, reason);
    }

    /** The number of looks asked for and not yet done; looks at one link follow each other. */
    AtomicInteger looks() {
        return looks;
    }

    synchronized StatedTask stated() {
        return stated;
    }

    /** What it said is no longer so. */
    synchronized void restate(StatedTask now) {
        stated = now;
    }

    /**
     * Which attempt of a task a report counts for that is heard now: a rover reads a task before it answers the ping behind it.
     * Null where the task was not sent on this link.
     */
    synchronized Integer attemptOf(UUID task) {
        return task.equals(sent) ? read : null;
    }

    /**
     * Whether a report that is of this attempt is of what the rover was sent last, and not of a run before that. @param attempt as
     * {@link #attemptOf}
     */
    synchronized boolean isOfLastRun(UUID task, Integer attempt) {
        return attempt != null ? attempt == writtenAttempt : !task.equals(written);
    }

    /** Whether this report is the first of its run on this link; asked once for each. @param attempt as {@link #attemptOf} */
    synchronized boolean begins(UUID task, Integer attempt) {
        boolean first = !task.equals(begun) || !Objects.equals(attempt, begunAttempt);
        begun = task;
        begunAttempt = attempt;
        return first;
    }

    /** The rover has said an outcome. @param attempt as {@link #attemptOf} */
    synchronized void finished(UUID task, Integer attempt) {
        if (attempt != null && task.equals(written)) {
            finished = attempt;
        }
    }

    /** The task has ended. */
    synchronized void ended(UUID task) {
        if (task.equals(sent)) {
            sent = null;
        }
    }

    /** The task that was sent last on this link and is not known to have ended; null for none. */
    public synchronized UUID lastSent() {
        return sent;
    }

    /** Whether this attempt of a task, or a later one, was written to this link. */
    synchronized boolean wrote(UUID task, int attempt) {
        return task.equals(written) && writtenAttempt >= attempt;
    }

    /**
     * Waits for room where the rover reads slowly: a route may be long, and is followed by its ping.
     *
     * @param again whether the rover may have been on it before: until it has read this, its reports are of that
     */
    void sendTask(RoverOrders.Sending sending, boolean again) {
        UUID task = sending.task().id();
        long ping;
        synchronized (this) {
            confirmedCancels.remove(task); // a later cancel is a new one
            written = task;
            writtenAttempt = sending.attempt();
            finished = 0;
            awaited.values().remove(new Sent.Cancel(task));
            read = again ? sending.attempt() - 1 : sending.attempt();
            sent = task;
            ping = ++pings;
            awaited.put(ping, new Sent.Task(task, sending.attempt()));
        }
        connection.reply(RoverMessages.task(sending));
        connection.reply(RoverMessages.ping(ping));
    }

    /** As above. */
    public void sendCancel(UUID task) {
        connection.reply(RoverMessages.cancel(task));
        ping(new Sent.Cancel(task));
    }

    /** Sent as soon as it registers: its pong says that the rover is there and talks. */
    void greet() {
        ping(new Sent.Greeting());
    }

    private void ping(Sent sent) {
        long ping;
        synchronized (this) {
            ping = ++pings;
            awaited.put(ping, sent);
        }
        connection.reply(RoverMessages.ping(ping));
    }

    /** How far a cancel of this task that was sent on this link has come. */
    public synchronized CancelState cancelState(UUID task) {
        if (confirmedCancels.contains(task)) {
            return CancelState.CONFIRMED;
        }
        return awaited.containsValue(new Sent.Cancel(task)) ? CancelState.SENT : CancelState.UNSENT;
    }

    /** Leaves a task that is marked as written to this link, to be written by the next look at it. */
    void offer(RoverOrders.Sending sending) {
        offered.set(sending);
    }

    /** Null for none. */
    RoverOrders.Sending takeOffered() {
        return offered.getAndSet(null);
    }

    /**
     * What a pong with this number confirms; empty for one that was not awaited, and for a task that its rover has finished: that says
     * more.
     */
    synchronized Optional<Sent> confirm(long ping) {
        Sent confirmed = awaited.remove(ping);
        switch (confirmed) {
            case null -> { }
            case Sent.Task task when task.task().equals(written) && task.attempt() == finished -> confirmed = null;
            case Sent.Task task when task.task().equals(sent) -> read = Math.max(read, task.attempt());
            case Sent.Task other -> { }
            case Sent.Greeting greeting -> greetedAtNanos = time.nanos();
            case Sent.Cancel cancel -> {
                if (confirmedCancels.size() >= MAX_CONFIRMED) {
                    confirmedCancels.remove(confirmedCancels.iterator().next());
                }
                confirmedCancels.add(cancel.task());
                if (stated instanceof StatedTask.On on && on.task().equals(cancel.task())) {
                    stated = new StatedTask.Idle(); // it has dropped what it said it was on
                }
            }
        }
        return Optional.ofNullable(confirmed);
    }

    /** Whether a cancel is due for a report on a task that is not the rover's: at most once a second for each task. */
    synchronized boolean lateCancelDue(UUID task, long nowNanos) {
        Long last = lateCancels.get(task);
        boolean due = last == null || nowNanos - last >= BETWEEN_LATE_CANCELS_NANOS;
        if (due) {
            confirmedCancels.remove(task); // the rover has said since that it is on it
        }
        return due;
    }

    /** Such a cancel is written down, and will be sent. */
    synchronized void lateCancelled(UUID task, long nowNanos) {
        lateCancels.remove(task);
        if (lateCancels.size() >= MAX_LATE) {
            lateCancels.remove(lateCancels.keySet().iterator().next());
        }
        lateCancels.put(task, nowNanos);
    }

    /** For a rover that asked for them: its report is stored. */
    void ack(UUID task, TaskStatus status) {
        if (acks) {
            connection.send(RoverMessages.ack(task, status));
        }
    }

    @Override
    public String toString() {
        return rover + " at " + peer();
    }
}
