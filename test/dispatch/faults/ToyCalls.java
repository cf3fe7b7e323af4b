package depot.dispatch.faults;

import depot.common.http.Refused;
import java.util.HashMap;
import java.util.Map;

/** The toy dispatcher's answers to operators. Thread-safe: all under the book's monitor. */
final class ToyCalls {
    private static final int SHORT = 3;

    private final ToyBook book;
    private final ToyDelivery delivery;
    private final Map<String, ToyTask> answers = new HashMap<>(); // by Idempotency-Key

    ToyCalls(ToyBook book, ToyDelivery delivery) {
        this.book = book;
        this.delivery = delivery;
    }

    Map<String, Object> addZone(int waypoints) {
        synchronized (book) {
            return Map.of("id", book.addZone(waypoints));
        }
    }

    Map<String, Object> addMission(String zone, String rover, boolean loop) {
        synchronized (book) {
            return Map.of("id", book.addMission(zone, rover, loop));
        }
    }

    void deleteMission(String id) {
        synchronized (book) {
            if (!book.does(Fault.DROPS_WITH_MISSION)) {
                book.tasks().stream().filter(task -> task.mission.equals(id) && task.open()).forEach(delivery::cancel);
            }
            book.removeMission(id);
        }
    }

    Map<String, Object> start(String id, boolean queue, String key) {
        synchronized (book) {
            if (key != null && answers.containsKey(key) && !book.does(Fault.DOUBLES_A_KEY)) {
                return answers.get(key).json();
            }
            if (book.does(Fault.BREAKS_INSIDE) && queue) {
                throw new Refused(500, "a toy broke");
            }
            ToyBook.Mission mission = book.mission(id);
            ToyRover rover = delivery.free(mission.rover());
            if (rover == null && !queue) {
                throw new Refused(409, "no rover is free");
            }
            ToyTask task = new ToyTask(id);
            answers.put(key, task);
            begin(task, mission, rover);
            return task.json();
        }
    }

    private void begin(ToyTask task, ToyBook.Mission mission, ToyRover rover) {
        if (book.does(Fault.LOSES_STARTED) && mission.waypoints() == SHORT) {
            task.status = "assigned";
            return;
        }
        book.add(task);
        task.waitingFor = book.does(Fault.SAYS_NOT_WHY_IT_WAITS) ? null : "a rover is not free";
        book.change(task, "pending", null);
        if (rover != null) {
            delivery.give(task, rover);
        } else if (book.does(Fault.GIVES_TWO) && !book.held) {
            delivery.give(task, delivery.rover(mission.rover()));
        }
    }

    Map<String, Object> stop(String mission) {
        synchronized (book) {
            ToyTask task = book.tasks().stream().filter(each -> each.mission.equals(mission) && each.rover != null && each.open())
                    .findFirst()
                    .orElseThrow(() -> Refused.notFound("nothing runs"));
            delivery.cancel(task);
            return task.json();
        }
    }

    Map<String, Object> cancel(String id) {
        synchronized (book) {
            ToyTask task = found(id);
            if (!task.open()) {
                throw Refused.notFound("it has ended");
            }
            if (book.does(Fault.ANSWERS_CANCEL_AND_FORGETS)) {
                Map<String, Object> json = task.json();
                json.put("status", "cancelled");
                return json;
            }
            delivery.cancel(task);
            return task.json();
        }
    }

    Map<String, Object> resend(String id) {
        synchronized (book) {
            ToyTask task = found(id);
            ToyRover rover = task.rover == null ? null : delivery.rover(task.rover);
            if (rover == null || !task.under(rover.id) || rover.connection == null) {
                throw new Refused(409, "it is on no rover that is there");
            }
            delivery.resend(task, rover);
            return task.json();
        }
    }

    /** Stops everything, and holds it. */
    Map<String, Object> stopAll() {
        synchronized (book) {
            book.held = true;
            book.tasks().stream().filter(ToyTask::open).filter(task -> !book.does(Fault.STOP_OVERLOOKS) || !"a".equals(task.rover))
                    .forEach(delivery::cancel);
            return Map.of("stored", true);
        }
    }

    Map<String, Object> release() {
        synchronized (book) {
            delivery.release();
            return Map.of("held", false);
        }
    }

    Map<String, Object> task(String id) {
        synchronized (book) {
            return found(id).json();
        }
    }

    private ToyTask found(String id) {
        ToyTask task = book.task(id);
        if (task == null) {
            throw Refused.notFound("no such task");
        }
        return task;
    }
}
