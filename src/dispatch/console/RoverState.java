package depot.dispatch.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.UUID;

/**
 * A rover as consoles see it. Immutable.
 *
 * @param task null when it has none
 * @param contested whether two rovers seem to use this id
 * @param outOfService whether it gets no task until an operator puts it back into service
 */
record RoverState(String rover, boolean connected, UUID task, boolean contested, boolean outOfService) {
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "rover_update");
        json.writeStringField("rover_id", rover);
        json.writeBooleanField("connected", connected);
        json.writeStringField("task_id", task == null ? null : task.toString());
        if (contested) {
            json.writeStringField("warning", "two rovers seem to call themselves " + rover);
        }
        if (outOfService) {
            json.writeBooleanField("outOfService", true);
        }
        json.writeEndObject();
    }
}
