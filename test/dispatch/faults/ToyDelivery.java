package depot.dispatch.faults;

import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which rover gets which task of the toy dispatcher, and what is written to it. Guarded by the book's monitor. */
final class ToyDelivery {
    private final ToyBook book;
    private final ToyBoard board;
    private final Map<String, ToyRover> rovers = new LinkedHashMap<>();

    ToyDelivery(ToyBook book, ToyBoard board) {
        this.book = book;
        this.board = board;
    }

    /** The rover of that name, which may be new. */
    ToyRover rover(String id) {
        return rovers.computeIfAbsent(id, ToyRover::new);
    }

    /** @param named null for any */
    ToyRover free(String named) {
        return rovers.values().stream().filter(rover -> named == null || named.equals(rover.id)).filter(this::isFree).findFirst()
                .orElse(null);
    }

    private boolean isFree(ToyRover rover) {
        boolean there = rover.connection != null || book.does(Fault.GIVES_TO_ABSENT) && rover.gone;
        return there && (!book.held || book.does(Fault.SENDS_WHILE_HELD)) && book.open(rover) == null && (rover.owed.isEmpty()
                || book.does(Fault.FREES_BEFORE_CANCEL_IS_HEARD));
    }

    void give(ToyTask task, ToyRover rover) {
        task.rover = rover.id;
        book.change(task, book.does(Fault.SKIPS_AN_EDGE) ? "active" : "assigned", null);
        show(rover);
        if (book.does(Fault.GIVES_TO_TWO) && book.isLong(task)) {
            send(task, rovers.get("d"));
        }
        if (rover.settled) {
            send(task, rover);
        }
    }

    void send(ToyTask task, ToyRover rover) {
        if (rover.connection == null) {
            return;
        }
        ToyBook.Mission mission = book.mission(task.mission);
        List<Map<String, Object>> waypoints = new ArrayList<>();
        for (int i = 0; i < mission.waypoints(); i++) {
            waypoints.add(Map.of("x", i, "y", -i));
        }
        task.sent = true;
        task.attempt++;
        task.delivered = false;
        task.sentOn = rover.connection;
        book.unknown(task, false);
        rover.connection.send(BrokenDispatcher.frame(Map.of("type", "task", "task_id", task.id, "mission_id", mission.id(),
                "zone", Map.of("waypoints", waypoints, "loop", mission.loop()))));
        rover.connection.send(ping("t" + task.id + "." + task.attempt));
    }

    void sendCancel(ToyRover rover, String task) {
        if (rover.connection != null) {
            rover.connection.send(BrokenDispatcher.frame(Map.of("type", "cancel", "task_id", task)));
            rover.connection.send(ping("c" + task));
        }
    }

    private static Frame ping(String payload) {
        return Frame.ping(payload.getBytes(StandardCharsets.US_ASCII));
    }

    void ponged(ToyRover rover, WebSocketConnection connection, String what) {
        String[] parts = what.substring(1).split("\\.");
        ToyTask task = book.task(parts[0]);
        if (what.startsWith("c")) {
            rover.owed.remove(parts[0]);
            advance(rover);
        } else if (task != null && rover.connection == connection && parts[1].equals(Integer.toString(task.attempt))) {
            task.delivered = true;
        }
    }

    /** The rover's link is gone: what was never written goes back, of what was not confirmed nobody knows. */
    void linkEnded(ToyRover rover) {
        ToyTask has = book.open(rover);
        if (has == null) {
            return;
        }
        boolean longOne = book.isLong(has);
        if (!has.sent || book.does(Fault.TAKES_TOO_SOON) && longOne) {
            book.change(has, "pending", null);
            has.rover = null;
            has.sent = false;
        } else if (!has.delivered && !book.does(Fault.SENDS_UNDELIVERED_AGAIN) || book.does(Fault.CALLS_UNKNOWN) && longOne) {
            book.unknown(has, true);
        }
    }

    /** An operator has it sent again: a new attempt. */
    void resend(ToyTask task, ToyRover rover) {
        task.sent = false;
        advance(rover);
    }

    /** An operator releases what was stopped. */
    void release() {
        book.held = false;
        rovers.values().forEach(this::advance);
    }

    /** An operator ends a task; its rover is to hear of it. */
    void cancel(ToyTask task) {
        book.change(task, "cancelled", null);
        if (task.rover != null) {
            ToyRover rover = rovers.get(task.rover);
            if (task.sent && !forgets(rover)) {
                rover.owed.add(task.id);
                sendCancel(rover, task.id);
            }
            advance(rover);
        }
    }

    boolean forgets(ToyRover rover) {
        return book.does(Fault.FORGETS_CANCEL) && rover.id.equals("k");
    }

    /** What is next for the rover: its undelivered task, or one that waits. */
    void advance(ToyRover rover) {
        show(rover);
        if (rover.connection == null || !rover.settled) {
            return;
        }
        ToyTask has = book.open(rover);
        boolean guess = has != null && book.does(Fault.SENDS_UNDELIVERED_AGAIN) && !has.delivered && has.sentOn != rover.connection;
        if (has != null && (!has.sent || guess)) {
            send(has, rover);
        } else if (isFree(rover) && !book.does(Fault.LEAVES_QUEUED)) {
            book.tasks().stream().filter(task -> task.status.equals("pending"))
                    .filter(task -> book.mission(task.mission).rover() == null || book.mission(task.mission).rover().equals(rover.id))
                    .findFirst().ifPresent(task -> give(task, rover));
        }
    }

    void show(ToyRover rover) {
        board.send(rover, shownTask(rover));
    }

    /** A console joins: rovers that are connected, and open tasks. */
    void sendAll(WebSocketConnection console) {
        board.add(console);
        rovers.values().stream().filter(rover -> rover.connection != null)
                .forEach(rover -> console.send(ToyBoard.shown(rover, shownTask(rover))));
        book.tasks().stream().filter(ToyTask::open).forEach(task -> console.send(ToyBoard.shown(task)));
    }

    private String shownTask(ToyRover rover) {
        ToyTask task = book.open(rover);
        return task == null || book.does(Fault.SHOWS_ROVER_FREE) ? null : task.id;
    }
}
