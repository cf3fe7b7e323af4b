package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.dispatch.model.Task;
import depot.dispatch.rules.StallRule;
import java.io.IOException;

/** A task as clients see it. */
public final class TaskJson {
    private TaskJson() {}

    /** {@code waitingFor}, {@code silentSince} and {@code stalled} are there only when they say something. */
    public static void write(Task task, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", task.id().toString());
        json.writeStringField("missionId", task.missionId().toString());
        json.writeStringField("roverId", task.roverId());
        json.writeStringField("status", task.status().text());
        json.writeNumberField("progress", task.progress());
        json.writeNumberField("waypoint", task.waypoint());
        json.writeNumberField("lap", task.lap());
        json.writeStringField("error", task.error());
        json.writeStringField("createdAt", task.createdAt().toString());
        json.writeStringField("startedAt", task.startedAt() == null ? null : task.startedAt().toString());
        json.writeStringField("endedAt", task.endedAt() == null ? null : task.endedAt().toString());
        if (task.waitingFor() != null) {
            json.writeStringField("waitingFor", task.waitingFor());
        }
        if (task.silentSince() != null) {
            json.writeStringField("silentSince", task.silentSince().toString());
        }
        if (task.stalled() != null) {
            json.writeObjectFieldStart("stalled");
            json.writeStringField("since", task.stalled().since().toString());
            json.writeStringField("why", "rover " + task.roverId() + " " + task.stalled().why());
            json.writeStringField("helps", StallRule.HELP);
            json.writeEndObject();
        }
        json.writeStringField("delivery", task.delivery() == null ? null : task.delivery().text());
        json.writeEndObject();
    }
}
