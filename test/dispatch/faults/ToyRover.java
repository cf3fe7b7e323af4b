package depot.dispatch.faults;

import depot.common.websocket.WebSocketConnection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the toy dispatcher knows of a rover. Guarded by the book's monitor. */
final class ToyRover {
    final String id;
    WebSocketConnection connection; // null while it is away
    boolean acks;
    boolean settled; // its kept reports have come
    boolean gone; // its link ended
    /** Cancels that it has not confirmed. */
    final Set<String> owed = new LinkedHashSet<>();
    /** When it was last sent a cancel for a task that it is not on; nanoseconds. */
    final Map<String, Long> corrected = new HashMap<>();

    ToyRover(String id) {
        this.id = id;
    }
}
