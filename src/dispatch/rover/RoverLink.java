package depot.dispatch.rover;

import depot.common.websocket.WebSocketConnection;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.OrderTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One registered rover's connection: what was sent on it and what of that the rover confirmed. Each task and each
 * cancel is followed by a ping of its own, whose pong is the confirmation. Thread-safe.
 */
public final class RoverLink {
    private static final long BETWEEN_LATE_CANCELS_NANOS = 1_000_000_000L;
    private static final int MAX_LATE = 64;
    private static final int MAX_CONFIRMED = 64;

    private final WebSocketConnection connection;
    private final String rover;
    private final boolean acks;
    private final AtomicInteger looks = new AtomicInteger();
    // guarded by this, down to told
    private final Map<Long, Sent> awaited = new HashMap<>();
    private final Map<UUID, Long> lateCancels = new LinkedHashMap<>();
    private final Set<UUID> confirmedCancels = new LinkedHashSet<>(); // kept when they are stored: who read the database before may ask yet
    private long pings;
    private UUID cleared;
    private UUID sent;
    private UUID unwritten;
    private UUID lastOutcome;
    private StatedTask told;
    private volatile long number; // 0 until it is claimed; written by the book's thread, as is the next
    private volatile long settledAtNanos;
    private volatile boolean closed;

    /** What a pong confirms. */
    sealed interface Sent {
        /**
         * @param again it was sent before
         * @param overtaken the rover's outcome of the run before came before this was confirmed: it is on it for nothing
         */
        record Task(UUID task, boolean again, boolean overtaken) implements Sent {}

        record Cancel(UUID task) implements Sent {}

        /** A cancel of a task that is to be sent anew. */
        record Clearing(UUID task) implements Sent {}
    }

    /** How far the cancel of a task has come on this link. */
    public enum CancelState { UNSENT, SENT, CONFIRMED }

    RoverLink(WebSocketConnection connection, String rover, boolean acks, StatedTask told) {
        this.connection = connection;
        this.rover = rover;
        this.acks = acks;
        this.told = told;
    }

    public String rover() {
        return rover;
    }

    /** Which of this rover's links it is: the greatest is the rover. 0 until the database said so. */
    long number() {
        return number;
    }

    /**
     * @param settle how long the rover's kept reports are waited for, from now; by a clock that nobody sets, as a depot
     *     without internet may learn the time hours after its start
     */
    void claimed(long newNumber, Duration settle) {
        settledAtNanos = System.nanoTime() + settle.toNanos();
        number = newNumber;
    }

    /** How long its kept reports are still waited for; negative or zero when that is over. */
    Duration settling() {
        return Duration.ofNanos(settledAtNanos - System.nanoTime());
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

    synchronized StatedTask told() {
        return told;
    }

    synchronized void tells(StatedTask now) {
        told = now;
    }

    synchronized UUID cleared() {
        return cleared;
    }

    /** The rover says that it has finished a task, or failed. What was sent again, and is not confirmed yet, it then does once more. */
    synchronized void outcome(UUID task) {
        lastOutcome = task;
        awaited.replaceAll((ping, what) -> what instanceof Sent.Task waiting && waiting.again() && waiting.task().equals(task)
                ? new Sent.Task(task, true, true) : what);
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

    /** A task that the database may say was written to this link, and was not; null for none. */
    synchronized UUID unwritten() {
        return unwritten;
    }

    /** The database broke off when it was to note that the task is written, which it then was not. */
    synchronized void notWritten(UUID task) {
        unwritten = task;
    }

    /**
     * Waits for room where the rover reads slowly: a route may be long, and is followed by its ping. Nothing is sent
     * again to a rover whose outcome has come meanwhile.
     *
     * @param again whether it was sent before
     */
    void sendTask(UUID task, UUID mission, OrderTable.Route route, boolean again) {
        long ping;
        synchronized (this) {
            confirmedCancels.remove(task); // a later cancel is a new one
            unwritten = null;
            cleared = null;
            if (again && task.equals(lastOutcome)) {
                return;
            }
            awaited.values().remove(new Sent.Cancel(task));
            sent = task;
            ping = ++pings;
            awaited.put(ping, new Sent.Task(task, again, false));
        }
        connection.reply(RoverMessages.task(task, mission, route));
        connection.reply(RoverMessages.ping(ping));
    }

    /** As above. */
    public void sendCancel(UUID task) {
        cancelledAt(task, System.nanoTime());
        connection.reply(RoverMessages.cancel(task));
        ping(new Sent.Cancel(task));
    }

    void sendClearing(UUID task) {
        connection.reply(RoverMessages.cancel(task));
        ping(new Sent.Clearing(task));
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

    synchronized boolean clearing(UUID task) {
        return awaited.containsValue(new Sent.Clearing(task));
    }

    /** What a pong with this number confirms; empty for one that was not awaited. */
    synchronized Optional<Sent> confirm(long ping) {
        Sent confirmed = awaited.remove(ping);
        if (confirmed instanceof Sent.Clearing clearing) {
            cleared = clearing.task();
        } else if (confirmed instanceof Sent.Cancel cancel) {
            if (confirmedCancels.size() >= MAX_CONFIRMED) {
                confirmedCancels.remove(confirmedCancels.iterator().next());
            }
            confirmedCancels.add(cancel.task());
        }
        return Optional.ofNullable(confirmed);
    }

    /** The answer to a report on a task that is not the rover's: a cancel, at most once a second for each task. */
    void cancelLate(UUID task, long now) {
        synchronized (this) {
            Long last = lateCancels.get(task);
            if (last != null && now - last < BETWEEN_LATE_CANCELS_NANOS) {
                return;
            }
            cancelledAt(task, now);
        }
        connection.send(RoverMessages.cancel(task));
    }

    private synchronized void cancelledAt(UUID task, long now) {
        lateCancels.remove(task);
        if (lateCancels.size() >= MAX_LATE) {
            lateCancels.remove(lateCancels.keySet().iterator().next());
        }
        lateCancels.put(task, now);
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
