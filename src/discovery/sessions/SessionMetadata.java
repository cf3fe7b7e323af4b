package depot.discovery.sessions;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.common.json.Text;
import depot.recordings.GpsBounds;
import depot.recordings.SessionFolder;
import depot.recordings.SessionSummary;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A session's metadata, as its recorder wrote it. The times are unchanged, too. Immutable.
 *
 * @param gpsBounds where it went, in degrees
 * @param sessionFile the recording's name
 */
record SessionMetadata(String sessionId, String roverId, String startedAt, Optional<String> endedAt, double durationSeconds,
        Optional<GpsBounds> gpsBounds, int lidarFrames, int cameraFrames, int poseSamples, String sessionFile) {
    static final int MAX_BYTES = 1024 * 1024;
    // sessions are kept in memory by the thousand
    static final int MAX_CHARACTERS = 512;

    /** @throws BadInput saying what is wrong, for the log */
    static SessionMetadata parse(byte[] utf8) {
        JsonObject json = JsonObject.parse(utf8);
        return new SessionMetadata(
                json.text("session_id", MAX_CHARACTERS),
                json.text("rover_id", MAX_CHARACTERS),
                json.text("started_at", MAX_CHARACTERS),
                text(json, "ended_at"),
                json.optionalNumber("duration_secs").orElse(0),
                GpsBounds.from(json, "gps_bounds"),
                count(json, "lidar_frames"),
                count(json, "camera_frames"),
                count(json, "pose_samples"),
                text(json, "session_file").or(() -> text(json, "telemetry_file")).orElse(SessionLayout.RECORDING));
    }

    /**
     * Of a session that has a recording and no metadata.json, as the field's recorders leave them: its folder's name says when
     * it began. Where that says nothing, the recording's own time is shown. All else is what archive found in it.
     */
    static SessionMetadata ofFolder(String rover, String folder, Instant recorded, Optional<SessionSummary> summary) {
        Instant started = SessionFolder.startedAt(folder).orElse(recorded.truncatedTo(ChronoUnit.SECONDS));
        return new SessionMetadata(SessionFolder.id(rover, folder).toString(), rover, started.toString(),
                summary.flatMap(SessionSummary::endedAt).map(Instant::toString), summary.map(SessionSummary::durationSeconds).orElse(0.0),
                summary.flatMap(SessionSummary::gpsBounds), summary.map(SessionSummary::lidarFrames).orElse(0),
                summary.map(SessionSummary::cameraFrames).orElse(0), summary.map(SessionSummary::poses).orElse(0), SessionLayout.RECORDING);
    }

    /** An empty text says as little as none. */
    private static Optional<String> text(JsonObject json, String name) {
        return json.anyText(name).filter(text -> !text.isEmpty()).map(text -> Text.checked(name, text, MAX_CHARACTERS));
    }

    private static int count(JsonObject json, String name) {
        return json.optionalInteger(name, 0, Integer.MAX_VALUE).orElse(0);
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
            GpsBounds.write(json, "gps_bounds", gpsBounds);
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
}
