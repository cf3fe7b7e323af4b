package depot.archive.sessions;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.recordings.GpsBounds;
import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * What a metadata.json says. Immutable.
 *
 * @param sessionId empty where it is no UUID
 * @param recording the name of the recording, or the usual one
 * @param wrong why it cannot be used; then all else is as if there were none
 */
record RecordedMetadata(boolean present, Optional<UUID> sessionId, Optional<String> roverId, Optional<Instant> startedAt,
        Optional<Instant> endedAt, Optional<GpsBounds> bounds, int lidarFrames, int cameraFrames, String recording,
        Optional<String> wrong) {
    static final String FILE = "metadata.json";
    private static final int MAX_BYTES = 1024 * 1024;

    private static RecordedMetadata none(boolean present, Optional<String> wrong) {
        return new RecordedMetadata(present, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0,
                KeptNames.RECORDING, wrong);
    }

    static RecordedMetadata read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return none(false, Optional.empty());
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                return none(true, Optional.of("its metadata.json is too large"));
            }
            return parse(JsonObject.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return none(false, Optional.empty());
        } catch (BadInput e) {
            return none(true, Optional.of("its metadata.json cannot be used: " + e.getMessage()));
        }
    }

    private static RecordedMetadata parse(JsonObject json) {
        String name = json.anyText("session_file").or(() -> json.anyText("telemetry_file")).filter(text -> !text.isEmpty())
                .orElse(KeptNames.RECORDING);
        boolean usable = !KeptNames.isOwn(name) && name.indexOf('/') < 0 && !name.equals("..") && !name.equals(".") && isPath(name);
        return new RecordedMetadata(true, json.anyText("session_id").flatMap(RecordedMetadata::uuid), json.anyText("rover_id"),
                json.anyText("started_at").flatMap(RecordedMetadata::time), json.anyText("ended_at").flatMap(RecordedMetadata::time),
                GpsBounds.from(json, "gps_bounds"), json.optionalInteger("lidar_frames", 0, Integer.MAX_VALUE).orElse(0),
                json.optionalInteger("camera_frames", 0, Integer.MAX_VALUE).orElse(0), usable ? name : KeptNames.RECORDING,
                Optional.empty());
    }

    /** A zero is in no name, nor what this system's file names cannot spell: half of a pair of surrogates, under LANG=C an umlaut. */
    private static boolean isPath(String name) {
        try {
            return Path.of(name).getNameCount() == 1;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
