package depot.dispatch.web;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.dispatch.model.Alarm;
import java.io.IOException;
import java.time.Instant;

/** Alarms as clients see them. */
public final class AlarmJson {
    private AlarmJson() {}

    public static void write(Alarm alarm, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", alarm.id().toString());
        json.writeStringField("kind", alarm.kind().text());
        json.writeStringField("roverId", alarm.roverId());
        json.writeStringField("taskId", alarm.taskId() == null ? null : alarm.taskId().toString());
        json.writeStringField("text", alarm.text());
        json.writeStringField("since", text(alarm.since()));
        json.writeStringField("endedAt", text(alarm.endedAt()));
        json.writeStringField("acknowledgedAt", text(alarm.acknowledgedAt()));
        json.writeStringField("acknowledgedBy", alarm.acknowledgedBy());
        json.writeEndObject();
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
