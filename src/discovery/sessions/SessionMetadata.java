package depot.discovery.sessions;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.json.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

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
    private static final DateTimeFormatter FOLDER_NAME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss", Locale.ROOT);

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
                text(json, "session_file").or(() -> text(json, "telemetry_file")).orElse(SessionLayout.RECORDING));
    }

    /**
     * Of a session that has a recording and no metadata.json, as the field's recorders leave them: its folder's name says when
     * it began. Where that says nothing, the recording's own time is shown.
     */
    static SessionMetadata ofFolder(String rover, String folder, Instant recorded) {
        Instant started;
        try {
            started = LocalDateTime.parse(folder, FOLDER_NAME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            started = recorded.truncatedTo(ChronoUnit.SECONDS);
        }
        UUID id = UUID.nameUUIDFromBytes((rover + '/' + folder).getBytes(StandardCharsets.UTF_8)); // no name has a slash
        return new SessionMetadata(id.toString(), rover, started.toString(), Optional.empty(), 0, Optional.empty(), 0, 0, 0,
                SessionLayout.RECORDING);
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

    /**
     * The session as consoles get it.
     *
     * @param roverDir the name of the rover's folder, and
     * @param sessionDir that of its own
     * @param sizes of its recording; empty when there is none
     */
    byte[] json(String roverDir, String sessionDir, Optional<KeptRecording.Sizes> sizes) {
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
            json.writeStringField("rover_dir", roverDir);
            writeSize(json, "bytes", sizes.map(KeptRecording.Sizes::bytes));
            writeSize(json, "storedBytes", sizes.map(KeptRecording.Sizes::stored));
            json.writeEndObject();
        });
    }

    private static void writeSize(JsonGenerator json, String name, Optional<Long> bytes) throws IOException {
        if (bytes.isPresent()) {
            json.writeNumberField(name, bytes.get());
        } else {
            json.writeNullField(name);
        }
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
