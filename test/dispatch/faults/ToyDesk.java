package depot.dispatch.faults;

import depot.common.websocket.WebSocketConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What rovers say to the toy dispatcher, and what follows. Thread-safe: all under the book's monitor. */
final class ToyDesk implements AutoCloseable {
    /** The time for the reports that a rover kept. */
    private static final Duration SETTLE = Duration.ofMillis(100);
    private static final Duration CORRECT_EVERY = Duration.ofSeconds(1);
    /** The waypoints of the task that is sent again as it ends, and how late a wrong dispatcher notices that end. */
    static final int RESENT = 36;
    private static final Duration LATE = Duration.ofMillis(400);

    private final ToyBook book;
    private final ToyDelivery delivery;
    private final int slower;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    ToyDesk(ToyBook book, ToyDelivery delivery, int slower) {
        this.book = book;
        this.delivery = delivery;
        this.slower = slower;
    }

    /** @param doing the task that a rover on the new protocol says it is on, or null */
    ToyRover register(String id, WebSocketConnection connection, boolean acks, String doing) {
        synchronized (book) {
            ToyRover rover = delivery.rover(id);
            if (rover.connection != null) {
                rover.connection.close(1008, "a newer connection took over");
            }
            if (rover.connection != null) {
                delivery.linkEnded(rover);
            }
            rover.connection = connection;
            rover.gone = false;
            rover.acks = acks;
            rover.settled = false;
            lookAtTask(rover, doing);
            delivery.show(rover);
            if (book.does(Fault.FREES_BEFORE_CANCEL_IS_HEARD)) {
                settle(rover, connection);
            }
            rover.owed.forEach(task -> delivery.sendCancel(rover, task));
            timer.schedule(() -> settle(rover, connection), SETTLE.toMillis(), TimeUnit.MILLISECONDS);
            return rover;
        }
    }

    private void lookAtTask(ToyRover rover, String doing) {
        ToyTask has = book.open(rover);
        if (has == null) {
            return;
        }
        if (book.does(Fault.SENDS_AGAIN_AT_REGISTER) && book.isLong(has)) {
            delivery.send(has, rover);
        } else if (rover.acks && has.id.equals(doing)) {
            has.delivered = true;
            book.unknown(has, false);
        } else if (rover.acks && !book.does(Fault.NEVER_SENDS_LATER)) {
            has.sent = false;
        } else if (book.does(Fault.FORGETS_UNKNOWN)) {
            book.unknown(has, false);
        }
    }

    private void settle(ToyRover rover, WebSocketConnection connection) {
        synchronized (book) {
            if (rover.connection == connection) {
                rover.settled = true;
                delivery.advance(rover);
            }
        }
    }

    void left(ToyRover rover, WebSocketConnection connection) {
        synchronized (book) {
            if (rover.connection == connection) {
                rover.connection = null;
                rover.gone = true;
                delivery.linkEnded(rover);
                if (!book.does(Fault.SHOWS_LEFT_AS_CONNECTED) || !rover.id.equals("e")) {
                    delivery.show(rover);
                }
            }
        }
    }

    void ponged(ToyRover rover, WebSocketConnection connection, String what) {
        synchronized (book) {
            delivery.ponged(rover, connection, what);
        }
    }

    void progress(ToyRover rover, String id, int progress, int waypoint, int lap) {
        synchronized (book) {
            ToyTask task = book.task(id);
            if (task == null || !task.under(rover.id)) {
                if (task == null || !task.status.equals("done")) {
                    correct(rover, id);
                }
                return;
            }
            if (task.earlier(rover.connection)) {
                return;
            }
            task.at(progress, waypoint, lap);
            task.silentSince = book.does(Fault.SHOWS_SILENT) && book.isLong(task) && progress > 20 ? "2026-01-01T00:00:00Z" : null;
            boolean first = task.status.equals("assigned");
            book.change(task, first && book.does(Fault.ENDS_UNASKED) && book.isLong(task) ? "done" : "active", rover);
            if (first) {
                delivery.advance(rover);
            }
        }
    }

    void outcome(ToyRover rover, String id, String status) {
        synchronized (book) {
            ToyTask task = book.task(id);
            if (task == null || !accepts(rover, task)) {
                answerLate(rover, id, task, status);
                return;
            }
            if (book.does(Fault.IGNORES_OUTCOME) && book.isLong(task) || task.earlier(rover.connection)) {
                return;
            }
            if (book.does(Fault.COUNTS_EARLIER_ATTEMPT) && book.mission(task.mission).waypoints() == RESENT) {
                timer.schedule(() -> endLate(task, status, rover), slower * LATE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            if (!book.does(Fault.LOSES_ACKED_OUTCOME) || !rover.id.equals("c")) {
                book.change(task, status, rover);
            }
            ack(rover, id, status);
            delivery.advance(rover);
        }
    }

    private void endLate(ToyTask task, String status, ToyRover rover) {
        synchronized (book) {
            if (task.open()) {
                book.change(task, status, rover);
                delivery.advance(rover);
            }
        }
    }

    private boolean accepts(ToyRover rover, ToyTask task) {
        return task.under(rover.id) || book.does(Fault.TAKES_ANOTHERS_REPORT) && task.open()
                || book.does(Fault.LATE_COMPLETE_WINS) && task.status.equals("cancelled");
    }

    private void answerLate(ToyRover rover, String id, ToyTask task, String status) {
        if (rover.acks && task != null && task.status.equals(status)) {
            ack(rover, id, status); // said again
        } else {
            correct(rover, id);
        }
    }

    private static void ack(ToyRover rover, String task, String status) {
        if (rover.acks) {
            rover.connection.send(BrokenDispatcher.frame(Map.of("type", "ack", "task_id", task, "status", status)));
        }
    }

    /** It reports on a task that is not its own: it is sent a cancel, once a second at most. */
    private void correct(ToyRover rover, String task) {
        long now = System.nanoTime();
        Long last = rover.corrected.get(task);
        if (!delivery.forgets(rover) && (last == null || now - last > CORRECT_EVERY.toNanos())) {
            rover.corrected.put(task, now);
            delivery.sendCancel(rover, task);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
