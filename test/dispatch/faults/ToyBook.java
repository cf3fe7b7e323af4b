package depot.dispatch.faults;

import depot.common.http.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the toy dispatcher knows, and the one place where its tasks change. Its own monitor guards it and all that stands on
 * it: whoever calls holds that, {@link #books} and {@link #status} aside.
 */
final class ToyBook {
    /** @param rover the one that it names, or null */
    record Mission(String id, String rover, int waypoints, boolean loop) {}

    /** Most faults show on the one long task only, so that they do not drown in what follows from them. */
    static final int LONG = 50;

    private final Fault fault;
    private final History history; // for its clock
    private final ToyBoard board;
    private final Map<String, Integer> zones = new HashMap<>();
    private final Map<String, Mission> missions = new LinkedHashMap<>();
    private final Map<String, ToyTask> tasks = new LinkedHashMap<>();
    private final List<Books.Change> changes = new ArrayList<>();
    boolean held; // until an operator releases it

    ToyBook(Fault fault, History history, ToyBoard board) {
        this.fault = fault;
        this.history = history;
        this.board = board;
    }

    synchronized Books books() {
        Map<String, TaskView> rows = new LinkedHashMap<>();
        tasks.values().forEach(task -> rows.put(task.id, task.row()));
        Map<String, String> named = new HashMap<>();
        missions.values().forEach(mission -> named.put(mission.id, mission.rover));
        return new Books(rows, List.copyOf(changes), named);
    }

    /** What a task is now; null for one that is not there. */
    synchronized String status(String id) {
        ToyTask task = tasks.get(id);
        return task == null ? null : task.status;
    }

    /** Whether the dispatcher is to do this wrong. */
    boolean does(Fault asked) {
        return fault == asked;
    }

    String addZone(int waypoints) {
        String id = UUID.randomUUID().toString();
        zones.put(id, waypoints);
        return id;
    }

    String addMission(String zone, String rover, boolean loop) {
        Mission mission = new Mission(UUID.randomUUID().toString(), rover, zones.get(zone), loop);
        missions.put(mission.id, mission);
        return mission.id;
    }

    void removeMission(String id) {
        tasks.values().removeIf(task -> task.mission.equals(id));
        missions.remove(id);
    }

    Mission mission(String id) {
        Mission mission = missions.get(id);
        if (mission == null) {
            throw Refused.notFound("no such mission");
        }
        return mission;
    }

    void add(ToyTask task) {
        tasks.put(task.id, task);
    }

    /** All tasks, the oldest first. */
    List<ToyTask> tasks() {
        return List.copyOf(tasks.values());
    }

    /** Null for one that is unknown. */
    ToyTask task(String id) {
        return tasks.get(id);
    }

    /** The task that a rover has, or null. */
    ToyTask open(ToyRover rover) {
        return tasks.values().stream().filter(task -> task.under(rover.id)).findFirst().orElse(null);
    }

    boolean isLong(ToyTask task) {
        return mission(task.mission).waypoints == LONG;
    }

    /** Nobody knows whether its rover has it, or that is known again. */
    void unknown(ToyTask task, boolean unknown) {
        if (task.unknown != unknown) {
            task.unknown = unknown;
            task.waitingFor = unknown && !does(Fault.SAYS_NOT_WHY_IT_IS_UNKNOWN) ? "its link ended before it was confirmed" : null;
            board.send(task);
        }
    }

    /** @param by the rover that reported it; null for an operator */
    void change(ToyTask task, String to, ToyRover by) {
        if (!(does(Fault.WRITES_NO_HISTORY) && to.equals("done") && by.id.equals("c"))) {
            changes.add(new Books.Change(history.now(), task.id, task.mission, task.status, to, by == null ? task.rover : by.id,
                    by == null ? "operator" : by.id, null));
        }
        task.status = to;
        if (!(does(Fault.TELLS_NO_END) && to.equals("done"))) {
            board.send(task);
        }
    }
}
