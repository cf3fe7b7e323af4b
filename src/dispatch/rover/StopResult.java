package depot.dispatch.rover;

import depot.common.http.Response;
import depot.common.json.JsonText;
import java.util.List;
import java.util.UUID;

/**
 * What came of an emergency stop.
 *
 * @param tasks each that was open
 * @param stored whether it is written down; if not, it will be when the database is back
 */
record StopResult(List<OfRover> tasks, boolean stored) {
    /** A task, the rover that it was given to (null for none), and whether that confirmed its cancel, or never heard of the task. */
    record OfRover(UUID task, String rover, boolean told) {}

    private List<String> unreached() {
        return tasks.stream().filter(each -> !each.told).map(OfRover::rover).distinct().sorted().toList();
    }

    Response answer() {
        return Response.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("stopped");
            for (OfRover each : tasks) {
                json.writeStartObject();
                json.writeStringField("taskId", each.task.toString());
                json.writeStringField("roverId", each.rover);
                json.writeBooleanField("told", each.told);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unreached");
            for (String rover : unreached()) {
                json.writeString(rover);
            }
            json.writeEndArray();
            json.writeBooleanField("stored", stored);
            json.writeEndObject();
        }));
    }
}
