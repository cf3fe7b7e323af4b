package depot.dispatch.faults;

import depot.support.Json;

/** What a rover says, as text. Immutable state only: there is none. */
final class Messages {
    private Messages() {}

    /** @param doing for the new protocol: the task it is on, or null */
    static String register(String id, boolean acks, String doing) {
        String register = "{\"type\":\"register\",\"rover_id\":" + Json.quoted(id);
        return acks ? register + ",\"task_id\":" + (doing == null ? "null" : "\"" + doing + "\"") + ",\"acks\":true}" : register + "}";
    }

    static String progress(String task, int percent, int waypoint, int lap) {
        return "{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":" + percent + ",\"waypoint\":" + waypoint + ",\"lap\":"
                + lap + "}";
    }

    static String complete(String task, int laps) {
        return "{\"type\":\"complete\",\"task_id\":\"" + task + "\",\"laps\":" + laps + "}";
    }

    static String failed(String task, String error) {
        return "{\"type\":\"failed\",\"task_id\":\"" + task + "\",\"error\":" + Json.quoted(error) + "}";
    }
}
