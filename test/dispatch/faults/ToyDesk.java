package depot.dispatch.faults;

import depot.common.http.Refused;
import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the toy dispatcher knows, and how it decides: the design's rules in a few lines, under one lock, with a fault at the
 * place where such a fault would be. Thread-safe.
 */
final class ToyDesk implements AutoCloseable {
    /** The time for the reports that a rover kept. */
    private static final Duration SETTLE = Duration.ofMillis(100);
    private static final Duration CORRECT_EVERY = Duration.ofSeconds(1);

    private record Mission(String id, String rover, int waypoints, boolean loop) {}

    private final Fault fault;
    private final History history; // for its clock
    private final Map<String, Integer> zones = new HashMap<>();
    private final Map<String, Mission> missions = new LinkedHashMap<>();
    private final Map<String, ToyTask> tasks = new LinkedHashMap<>();
    private final List<Books.Change> changes = new ArrayList<>();
    private final Map<String, ToyRover> rovers = new LinkedHashMap<>();
    private final Map<String, ToyTask> answers = new HashMap<>(); // by Idempotency-Key
    private final Set<WebSocketConnection> consoles = new LinkedHashSet<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    ToyDesk(Fault fault, History history) {
        this.history = history;
        this.fault = fault;
    }

    synchronized Books books() {
        Map<String, TaskView> rows = new LinkedHashMap<>();
        tasks.values().forEach(task -> rows.put(task.id, task.row()));
        Map<String, String> named = new HashMap<>();
        missions.values().forEach(mission -> named.put(mission.id, mission.rover));
        return new Books(rows, List.copyOf(changes), named);
    }

    // ---- operators

    synchronized Map<String, Object> addZone(int waypoints) {
        String id = UUID.randomUUID().toString();
        zones.put(id, waypoints);
        return Map.of("id", id);
    }

    synchronized Map<String, Object> addMission(String zone, String rover, boolean loop) {
        Mission mission = new Mission(UUID.randomUUID().toString(), rover, zones.get(zone), loop);
        missions.put(mission.id, mission);
        return Map.of("id", mission.id);
    }

    synchronized void deleteMission(String id) {
        List<ToyTask> its = tasks.values().stream().filter(task -> task.mission.equals(id)).toList();
        its.stream().filter(ToyTask::open).filter(task -> fault != Fault.DROPS_WITH_MISSION).forEach(this::end);
        its.forEach(task -> tasks.remove(task.id));
        missions.remove(id);
    }

    synchronized Map<String, Object> start(String id, boolean queue, String key) {
        if (key != null && answers.containsKey(key) && fault != Fault.DOUBLES_A_KEY) {
            return answers.get(key).json();
        }
        if (fault == Fault.BREAKS_INSIDE && queue) {
            throw new Refused(500, "a toy broke");
        }
        Mission mission = mission(id);
        ToyRover rover = rovers.values().stream().filter(r -> mission.rover == null || mission.rover.equals(r.id)).filter(this::free).findFirst().orElse(null);
        if (rover == null && !queue) {
            throw new Refused(409, "no rover is free");
        }
        ToyTask task = new ToyTask(id);
        answers.put(key, task);
        if (fault == Fault.LOSES_STARTED && mission.rover != null && mission.waypoints == 3) {
            task.status = "assigned";
            return task.json();
        }
        tasks.put(task.id, task);
        change(task, "pending", "operator");
        if (rover != null) {
            give(task, rover);
        } else if (fault == Fault.GIVES_TWO) {
            give(task, rovers.get(mission.rover));
        }
        return task.json();
    }

    synchronized Map<String, Object> stop(String mission) {
        ToyTask task = tasks.values().stream().filter(t -> t.mission.equals(mission) && t.rover != null && t.open()).findFirst()
                .orElseThrow(() -> Refused.notFound("nothing runs"));
        end(task);
        return task.json();
    }

    synchronized Map<String, Object> cancel(String id) {
        ToyTask task = found(id);
        if (!task.open()) {
            throw Refused.notFound("it has ended");
        }
        if (fault == Fault.ANSWERS_CANCEL_AND_FORGETS) {
            Map<String, Object> json = task.json();
            json.put("status", "cancelled");
            return json;
        }
        end(task);
        return task.json();
    }

    synchronized Map<String, Object> resend(String id) {
        ToyTask task = found(id);
        if (task.rover == null || !task.open()) {
            throw new Refused(409, "it is on no rover");
        }
        task.delivered = false;
        advance(rovers.get(task.rover));
        return task.json();
    }

    synchronized Map<String, Object> task(String id) {
        return found(id).json();
    }

    private ToyTask found(String id) {
        ToyTask task = tasks.get(id);
        if (task == null) {
            throw Refused.notFound("no such task");
        }
        return task;
    }

    private Mission mission(String id) {
        Mission mission = missions.get(id);
        if (mission == null) {
            throw Refused.notFound("no such mission");
        }
        return mission;
    }

    // ---- rovers

    synchronized ToyRover register(String id, WebSocketConnection connection, boolean acks, String doing) {
        ToyRover rover = rovers.computeIfAbsent(id, ToyRover::new);
        if (rover.connection != null) {
            rover.connection.close(1008, "a newer connection took over");
        }
        rover.connection = connection;
        rover.acks = acks;
        rover.settled = false;
        ToyTask has = open(rover);
        if (has != null && fault == Fault.SENDS_AGAIN_AT_REGISTER) {
            send(has, rover);
        } else if (has != null && acks && doing == null) {
            has.delivered = false;
        } else if (has != null && has.id.equals(doing)) {
            has.delivered = true;
        }
        show(rover);
        if (fault == Fault.FREES_BEFORE_CANCEL_IS_HEARD) {
            settle(rover, connection);
        }
        rover.owed.forEach(task -> tell(rover, "cancel", task));
        timer.schedule(() -> settle(rover, connection), SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        return rover;
    }

    private synchronized void settle(ToyRover rover, WebSocketConnection connection) {
        if (rover.connection == connection) {
            rover.settled = true;
            advance(rover);
        }
    }

    synchronized void left(ToyRover rover, WebSocketConnection connection) {
        if (rover.connection == connection) {
            rover.connection = null;
            show(rover);
        }
    }

    synchronized void ponged(ToyRover rover, WebSocketConnection connection, String what) {
        String task = what.substring(1);
        if (what.startsWith("c")) {
            rover.owed.remove(task);
            advance(rover);
        } else if (tasks.containsKey(task) && rover.connection == connection) {
            tasks.get(task).delivered = true;
        }
    }

    synchronized void progress(ToyRover rover, String id, int progress, int waypoint, int lap) {
        ToyTask task = tasks.get(id);
        if (task == null || !task.under(rover.id)) {
            if (task == null || !task.status.equals("done")) {
                correct(rover, id);
            }
            return;
        }
        task.delivered = true;
        task.progress = progress;
        task.waypoint = waypoint;
        task.lap = lap;
        if (task.status.equals("assigned")) {
            change(task, fault == Fault.ENDS_UNASKED && isLong(task) ? "done" : "active", rover.id);
            advance(rover);
        } else {
            tell(task);
        }
    }

    synchronized void outcome(ToyRover rover, String id, String status) {
        ToyTask task = tasks.get(id);
        boolean anothers = task != null && task.open() && fault == Fault.TAKES_ANOTHERS_REPORT;
        boolean late = task != null && task.status.equals("cancelled") && fault == Fault.LATE_COMPLETE_WINS;
        if (task == null || !(task.under(rover.id) || anothers || late)) {
            if (rover.acks && task != null && task.status.equals(status)) {
                ack(rover, task.id, status);
            } else {
                correct(rover, id);
            }
            return;
        }
        if (fault == Fault.IGNORES_OUTCOME && isLong(task)) {
            return;
        }
        if (fault != Fault.LOSES_ACKED_OUTCOME || !rover.acks) {
            change(task, status, rover.id);
        }
        ack(rover, id, status);
        advance(rover);
    }

    private void ack(ToyRover rover, String task, String status) {
        if (rover.acks) {
            rover.connection.send(BrokenDispatcher.frame(Map.of("type", "ack", "task_id", task, "status", status)));
        }
    }

    /** It reports on what is not its own; told once a second at most. */
    private void correct(ToyRover rover, String task) {
        long now = System.nanoTime();
        Long last = rover.corrected.get(task);
        if (!forgets(rover) && (last == null || now - last > CORRECT_EVERY.toNanos())) {
            rover.corrected.put(task, now);
            tell(rover, "cancel", task);
        }
    }

    private boolean forgets(ToyRover rover) {
        return fault == Fault.FORGETS_CANCEL && rover.id.equals("d");
    }

    /** Most faults show once, so that they do not drown in what follows from them. */
    private boolean isLong(ToyTask task) {
        return mission(task.mission).waypoints == 60;
    }

    // ---- what the rules are about

    private ToyTask open(ToyRover rover) {
        return tasks.values().stream().filter(task -> task.under(rover.id)).findFirst().orElse(null);
    }

    private boolean free(ToyRover rover) {
        return rover.connection != null && open(rover) == null && (rover.owed.isEmpty() || fault == Fault.FREES_BEFORE_CANCEL_IS_HEARD);
    }

    private void give(ToyTask task, ToyRover rover) {
        task.rover = rover.id;
        if (fault == Fault.SKIPS_AN_EDGE) {
            change(task, "active", "operator");
        } else {
            change(task, "assigned", "operator");
        }
        show(rover);
        if (fault == Fault.GIVES_TO_TWO && isLong(task)) {
            send(task, rovers.get("d"));
        }
        if (rover.settled) {
            send(task, rover);
        }
    }

    private void send(ToyTask task, ToyRover rover) {
        Mission mission = mission(task.mission);
        List<Map<String, Object>> waypoints = new ArrayList<>();
        for (int i = 0; i < mission.waypoints; i++) {
            waypoints.add(Map.of("x", i, "y", -i));
        }
        task.sent = true;
        if (rover.connection != null) {
            rover.connection.send(BrokenDispatcher.frame(Map.of("type", "task", "task_id", task.id, "mission_id", mission.id,
                    "zone", Map.of("waypoints", waypoints, "loop", mission.loop))));
            rover.connection.send(ping("t" + task.id));
        }
    }

    private static Frame ping(String payload) {
        return Frame.ping(payload.getBytes(StandardCharsets.US_ASCII));
    }

    private void tell(ToyRover rover, String type, String task) {
        if (rover.connection != null) {
            rover.connection.send(BrokenDispatcher.frame(Map.of("type", type, "task_id", task)));
            rover.connection.send(ping("c" + task));
        }
    }

    private void end(ToyTask task) {
        ToyRover rover = task.rover == null ? null : rovers.get(task.rover);
        boolean was = rover != null && task.sent;
        change(task, "cancelled", "operator");
        if (rover != null) {
            if (was && !forgets(rover)) {
                rover.owed.add(task.id);
                tell(rover, "cancel", task.id);
            }
            advance(rover);
        }
    }

    /** What is next for the rover: its undelivered task, or one that waits. */
    private void advance(ToyRover rover) {
        show(rover);
        if (rover.connection == null || !rover.settled) {
            return;
        }
        ToyTask has = open(rover);
        if (has != null && !has.delivered && (!has.sent || fault != Fault.NEVER_SENDS_LATER)) {
            send(has, rover);
        } else if (free(rover) && fault != Fault.LEAVES_QUEUED) {
            tasks.values().stream().filter(task -> task.status.equals("pending"))
                    .filter(task -> mission(task.mission).rover == null || mission(task.mission).rover.equals(rover.id))
                    .findFirst().ifPresent(task -> give(task, rover));
        }
    }

    private void change(ToyTask task, String to, String who) {
        if (!(fault == Fault.WRITES_NO_HISTORY && to.equals("done") && rovers.get(who).acks)) {
            changes.add(new Books.Change(history.now(), task.id, task.mission, task.status, to, task.rover == null || who.equals("operator") ? task.rover : who, who, null));
        }
        task.status = to;
        if (!(fault == Fault.TELLS_NO_END && to.equals("done"))) {
            tell(task);
        }
    }

    // ---- consoles

    synchronized void watch(WebSocketConnection console) {
        consoles.add(console);
        rovers.values().stream().filter(rover -> rover.connection != null).forEach(rover -> console.send(shown(rover)));
        tasks.values().stream().filter(ToyTask::open).forEach(task -> console.send(shown(task)));
    }

    synchronized void unwatch(WebSocketConnection console) {
        consoles.remove(console);
    }

    private void tell(ToyTask task) {
        Frame frame = shown(task);
        consoles.forEach(console -> console.send(frame));
    }

    private void show(ToyRover rover) {
        Frame frame = shown(rover);
        consoles.forEach(console -> console.send(frame));
    }

    private static Frame shown(ToyTask task) {
        return BrokenDispatcher.frame(Map.of("type", "task_update", "task", task.json()));
    }

    private Frame shown(ToyRover rover) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "rover_update");
        json.put("rover_id", rover.id);
        json.put("connected", rover.connection != null);
        ToyTask task = open(rover);
        json.put("task_id", task == null || fault == Fault.SHOWS_ROVER_FREE ? null : task.id);
        return BrokenDispatcher.frame(json);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
