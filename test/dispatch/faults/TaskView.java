package depot.dispatch.faults;

import depot.support.Json;
import java.util.Map;
import java.util.Set;

/**
 * A task as a client was shown it. Immutable.
 *
 * @param rover may be null, as may {@code delivery}, {@code waitingFor} and {@code silentSince}
 */
record TaskView(String id, String mission, String rover, String status, int progress, int waypoint, int lap, String delivery,
        String waitingFor, String silentSince) {
    private static final Set<String> ENDED = Set.of("done", "failed", "cancelled");

    static TaskView of(Map<String, Object> json) {
        return new TaskView((String) json.get("id"), (String) json.get("missionId"), (String) json.get("roverId"),
                (String) json.get("status"), (int) Json.number(json.get("progress")), (int) Json.number(json.get("waypoint")),
                (int) Json.number(json.get("lap")), (String) json.get("delivery"), (String) json.get("waitingFor"),
                        (String) json.get("silentSince"));
    }

    /** Whether nobody knows if its rover is on it. */
    boolean unknown() {
        return "unknown".equals(delivery);
    }

    boolean ended() {
        return ended(status);
    }

    static boolean ended(String status) {
        return ENDED.contains(status);
    }

    @Override
    public String toString() {
        return status + (unknown() ? ", unknown" : "") + (rover == null ? "" : " on " + rover) + ", " + progress + " %, waypoint "
                + waypoint + ", lap " + lap;
    }
}
