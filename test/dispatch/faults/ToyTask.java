package depot.dispatch.faults;

import depot.common.websocket.WebSocketConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A task of the toy dispatcher. Guarded by the book's monitor. */
final class ToyTask {
    final String id = UUID.randomUUID().toString();
    final String mission;
    String rover;
    String status;
    int progress;
    int waypoint;
    int lap;
    boolean sent; // on some link, in this attempt
    WebSocketConnection sentOn;
    int attempt; // how often it was sent
    boolean delivered;
    boolean unknown; // whether its rover has it
    String silentSince;
    String waitingFor;

    ToyTask(String mission) {
        this.mission = mission;
    }

    /** Its rover has come on, and so has the task to it. */
    void at(int newProgress, int newWaypoint, int newLap) {
        progress = newProgress;
        waypoint = newWaypoint;
        lap = newLap;
        delivered = true;
        unknown = false;
    }

    /** Whether what is said on this link now is of an attempt before the last. */
    boolean earlier(WebSocketConnection link) {
        return attempt > 1 && !delivered && sentOn == link;
    }

    boolean open() {
        return !TaskView.ended(status);
    }

    /** Whether a rover has it. */
    boolean under(String roverId) {
        return roverId.equals(rover) && (status.equals("assigned") || status.equals("active"));
    }

    TaskView row() {
        return new TaskView(id, mission, rover, status, progress, waypoint, lap, unknown ? "unknown" : null, null, null);
    }

    /** As the contract has it. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("missionId", mission);
        json.put("roverId", rover);
        json.put("status", status);
        json.put("progress", progress);
        json.put("waypoint", waypoint);
        json.put("lap", lap);
        json.put("delivery", unknown && open() ? "unknown" : null);
        json.put("waitingFor", status.equals("pending") || unknown ? waitingFor : null);
        json.put("silentSince", silentSince);
        return json;
    }
}
