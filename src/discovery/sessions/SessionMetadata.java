package depot.discovery.sessions;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.json.Text;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a recorder wrote of a session. The times are as it wrote them. Immutable.
 *
 * @param gpsBounds where it went, in degrees
 * @param sessionFile the recording's name
 */
record SessionMetadata(String sessionId, String roverId, String startedAt, Optional<String> endedAt, double durationSeconds,
        Optional<GpsBounds> gpsBounds, int lidarFrames, int cameraFrames, int poseSamples, String sessionFile) {
    static final int MAX_BYTES = 1024 * 1024;
    // sessions are kept in memory by the thousand
    static final int MAX_CHARACTERS = 512;

    record GpsBounds(double minLat, double maxLat, double minLon, double maxLon) {}

    /** @throws BadInput saying what is wrong, for the log */
    static SessionMetadata parse(byte[] utf8) {
        JsonObject json = JsonObject.parse(utf8);
        return new SessionMetadata(
                json.text("session_id", MAX_CHARACTERS),
                json.text("rover_id", MAX_CHARACTERS),
                json.text("started_at", MAX_CHARACTERS),
                text(json, "ended_at"),
                json.optionalNumber("duration_secs").orElse(0),
                json.object("gps_bounds").map(SessionMetadata::bounds),
                count(json, "lidar_frames"),
                count(json, "camera_frames"),
                count(json, "pose_samples"),
                text(json, "session_file").orElse(SessionLayout.RECORDING));
    }

    /** An empty text says as little as none. */
    private static Optional<String> text(JsonObject json, String name) {
        return json.anyText(name).filter(text -> !text.isEmpty()).map(text -> Text.checked(name, text, MAX_CHARACTERS));
    }

    private static int count(JsonObject json, String name) {
        return json.optionalInteger(name, 0, Integer.MAX_VALUE).orElse(0);
    }

    private static GpsBounds bounds(JsonObject json) {
        return new GpsBounds(corner(json, "min_lat"), corner(json, "max_lat"), corner(json, "min_lon"), corner(json, "max_lon"));
    }

    private static double corner(JsonObject json, String name) {
        OptionalDouble degrees = json.optionalNumber(name);
        return degrees.orElseThrow(() -> BadInput.malformed("the field gps_bounds." + name + " is missing"));
    }

    /** The session as consoles get it. @param sessionDir the name of its folder */
    byte[] json(String sessionDir) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("session_id", sessionId);
            json.writeStringField("rover_id", roverId);
            json.writeStringField("started_at", startedAt);
            json.writeStringField("ended_at", endedAt.orElse(null)); // null is written as null
            json.writeNumberField("duration_secs", durationSeconds);
            writeBounds(json);
            json.writeNumberField("lidar_frames", lidarFrames);
            json.writeNumberField("camera_frames", cameraFrames);
            json.writeNumberField("pose_samples", poseSamples);
            json.writeStringField("session_file", sessionFile);
            json.writeStringField("session_dir", sessionDir);
            json.writeEndObject();
        });
    }

    private void writeBounds(JsonGenerator json) throws IOException {
        if (gpsBounds.isEmpty()) {
            json.writeNullField("gps_bounds");
            return;
        }
        GpsBounds bounds = gpsBounds.get();
        json.writeObjectFieldStart("gps_bounds");
        json.writeNumberField("min_lat", bounds.minLat);
        json.writeNumberField("max_lat", bounds.maxLat);
        json.writeNumberField("min_lon", bounds.minLon);
        json.writeNumberField("max_lon", bounds.maxLon);
        json.writeEndObject();
    }
}
