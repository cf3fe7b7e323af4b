package depot.recordings;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes a {@link SessionSummary}. One thread. */
final class SummaryJson {
    private final JsonGenerator json;

    SummaryJson(JsonGenerator json) {
        this.json = json;
    }

    void write(SessionSummary summary) throws IOException {
        json.writeStartObject();
        json.writeNumberField("recordingBytes", summary.recordingBytes());
        json.writeStringField("applicationId", summary.applicationId());
        json.writeStringField("startedAt", summary.startedAt().map(Object::toString).orElse(null)); // null is written as null
        json.writeStringField("endedAt", summary.endedAt().map(Object::toString).orElse(null));
        json.writeNumberField("durationSeconds", summary.durationSeconds());
        json.writeNumberField("poses", summary.poses());
        json.writeNumberField("distanceMetres", summary.distanceMetres());
        writeBattery(summary);
        write("motorCelsiusMax", summary.motorCelsiusMax());
        write("motorAmperesMax", summary.motorAmperesMax());
        write("systemAmperesMax", summary.systemAmperesMax());
        json.writeArrayFieldStart("modes");
        for (SessionSummary.Mode mode : summary.modes()) {
            json.writeStartObject();
            json.writeStringField("at", mode.at().toString());
            json.writeStringField("mode", mode.mode());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("events");
        for (SessionSummary.Event event : summary.events()) {
            json.writeStartObject();
            json.writeStringField("at", event.at().toString());
            json.writeStringField("level", event.level());
            json.writeStringField("text", event.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("lidarFrames", summary.lidarFrames());
        json.writeNumberField("lidarPoints", summary.lidarPoints());
        json.writeNumberField("cameraFrames", summary.cameraFrames());
        GpsBounds.write(json, "gpsBounds", summary.gpsBounds());
        writeBounds(summary.bounds());
        json.writeBooleanField("complete", summary.complete());
        json.writeStringField("fault", summary.fault().orElse(null));
        json.writeArrayFieldStart("notes");
        for (String note : summary.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("series");
        for (SessionSummary.Series series : summary.series()) {
            json.writeStartObject();
            json.writeStringField("entity", series.entity());
            json.writeNumberField("values", series.values());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeBattery(SessionSummary summary) throws IOException {
        if (summary.batteryVolts().isEmpty()) {
            json.writeNullField("batteryVolts");
            return;
        }
        json.writeObjectFieldStart("batteryVolts");
        json.writeNumberField("min", summary.batteryVolts().get().min());
        json.writeNumberField("max", summary.batteryVolts().get().max());
        write("lowestKnown", summary.batteryLowestKnown());
        json.writeEndObject();
    }

    private void writeBounds(Optional<SessionSummary.Bounds> bounds) throws IOException {
        if (bounds.isEmpty()) {
            json.writeNullField("bounds");
            return;
        }
        json.writeObjectFieldStart("bounds");
        json.writeNumberField("minX", bounds.get().minX());
        json.writeNumberField("maxX", bounds.get().maxX());
        json.writeNumberField("minY", bounds.get().minY());
        json.writeNumberField("maxY", bounds.get().maxY());
        json.writeEndObject();
    }

    private void write(String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsDouble());
        } else {
            json.writeNullField(field);
        }
    }
}
