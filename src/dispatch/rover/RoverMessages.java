package depot.dispatch.rover;

import depot.common.json.JsonText;
import depot.common.websocket.Frame;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.RoverOrders;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What is sent to rovers, in the contract's snake_case. */
final class RoverMessages {
    private RoverMessages() {}

    static Frame task(RoverOrders.Sending sending) {
        return Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "task");
            json.writeStringField("task_id", sending.task().id().toString());
            json.writeStringField("mission_id", sending.task().missionId().toString());
            json.writeObjectFieldStart("zone");
            json.writeFieldName("waypoints");
            json.writeRawValue(sending.waypoints());
            json.writeBooleanField("loop", sending.loop());
            json.writeEndObject();
            json.writeEndObject();
        }));
    }

    static Frame cancel(UUID task) {
        return Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "cancel");
            json.writeStringField("task_id", task.toString());
            json.writeEndObject();
        }));
    }

    static Frame ack(UUID task, TaskStatus status) {
        return Frame.text(JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("type", "ack");
            json.writeStringField("task_id", task.toString());
            json.writeStringField("status", status.text());
            json.writeEndObject();
        }));
    }

    /** The ping behind a task or a cancel: its pong, which brings the number back, says that the rover read both. */
    static Frame ping(long number) {
        return Frame.ping(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
