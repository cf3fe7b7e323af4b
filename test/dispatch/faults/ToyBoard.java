package depot.dispatch.faults;

import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the toy dispatcher sends to consoles. Guarded by the book's monitor. */
final class ToyBoard {
    private final Set<WebSocketConnection> consoles = new LinkedHashSet<>();

    void add(WebSocketConnection console) {
        consoles.add(console);
    }

    void remove(WebSocketConnection console) {
        consoles.remove(console);
    }

    void send(ToyTask task) {
        Frame frame = shown(task);
        consoles.forEach(console -> console.send(frame));
    }

    /** @param task the id of the rover's task, or null */
    void send(ToyRover rover, String task) {
        Frame frame = shown(rover, task);
        consoles.forEach(console -> console.send(frame));
    }

    static Frame shown(ToyTask task) {
        return BrokenDispatcher.frame(Map.of("type", "task_update", "task", task.json()));
    }

    static Frame shown(ToyRover rover, String task) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "rover_update");
        json.put("rover_id", rover.id);
        json.put("connected", rover.connection != null);
        json.put("task_id", task);
        return BrokenDispatcher.frame(json);
    }
}
