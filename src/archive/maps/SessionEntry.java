package depot.archive.maps;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.archive.place.Placement;
import depot.archive.sessions.KnownSession;
import depot.common.json.JsonObject;
import depot.recordings.GpsBounds;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A session in the books of maps. Immutable.
 *
 * @param mapId of the map that it is in, or will be
 * @param jobId of the job that it is in; empty where none is open
 * @param error why it failed, or is invalid
 * @param note a remark on one that was processed
 * @param placement where its frame is; empty where that is not known, and {@code unplaced} says why
 * @param bytes size of the recording when it was last examined
 */
record SessionEntry(UUID id, String roverId, String path, Instant startedAt, Optional<Instant> endedAt, Optional<GpsBounds> gpsBounds,
        int lidarFrames, int cameraFrames, Status status, Optional<UUID> mapId, Optional<UUID> jobId, Instant discoveredAt,
        Optional<Instant> processedAt, Optional<String> error, Optional<String> note, Optional<Placement> placement,
        Optional<String> unplaced, long bytes) {
    enum Status {
        PENDING, QUEUED, PROCESSING, PROCESSED, FAILED, INVALID;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** A status that is none of these, from another depot's books, becomes pending. */
        static Status of(String wire) {
            for (Status each : values()) {
                if (each.wire().equals(wire.toLowerCase(Locale.ROOT))) {
                    return each;
                }
            }
            return PENDING;
        }
    }

    static SessionEntry of(KnownSession session, Instant now) {
        return new SessionEntry(session.id(), session.roverId(), session.place().folder().toString(), session.startedAt(),
                session.endedAt(), session.gpsBounds(), session.lidarFrames(), session.cameraFrames(), Status.PENDING, Optional.empty(),
                Optional.empty(), now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                bytes(session));
    }

    static long bytes(KnownSession session) {
        return session.summary().map(KnownSession.Facts::recordingBytes).orElse(0L);
    }

    /** The same with what is known of it now. */
    SessionEntry known(KnownSession session) {
        return new SessionEntry(id, session.roverId(), session.place().folder().toString(), session.startedAt(), session.endedAt(),
                placement.isPresent() ? gpsBounds : session.gpsBounds().or(() -> gpsBounds), session.lidarFrames(), session.cameraFrames(),
                status, mapId, jobId, discoveredAt,
                processedAt, error, note, placement, unplaced, bytes);
    }

    /** It grew, or a client asked for it: it will be read again. */
    SessionEntry pending(long bytesNow) {
        return new SessionEntry(id, roverId, path, startedAt, endedAt, gpsBounds, lidarFrames, cameraFrames, Status.PENDING, mapId,
                Optional.empty(), discoveredAt, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                bytesNow);
    }

    /** Whether it was tried to find out where it is. */
    boolean isLookedFor() {
        return placement.isPresent() || unplaced.isPresent();
    }

    /** The same session, assigned to that map. */
    SessionEntry in(UUID map) {
        return new SessionEntry(id, roverId, path, startedAt, endedAt, gpsBounds, lidarFrames, cameraFrames, status, Optional.of(map),
                jobId,
                discoveredAt, processedAt, error, note, placement, unplaced, bytes);
    }

    SessionEntry placed(Optional<Placement> at, Optional<String> why, Optional<GpsBounds> bounds) {
        return new SessionEntry(id, roverId, path, startedAt, endedAt, bounds.or(() -> gpsBounds), lidarFrames, cameraFrames, status, mapId,
                jobId, discoveredAt, processedAt, error, note, at, why, bytes);
    }

    SessionEntry queued(UUID map, UUID job) {
        return new SessionEntry(id, roverId, path, startedAt, endedAt, gpsBounds, lidarFrames, cameraFrames, Status.QUEUED,
                Optional.of(map),
                Optional.of(job), discoveredAt, Optional.empty(), Optional.empty(), Optional.empty(), placement, unplaced, bytes);
    }

    /** @param map empty where it is in none */
    SessionEntry ended(Status as, Optional<UUID> map, Instant now, Optional<String> why, Optional<String> said) {
        return new SessionEntry(id, roverId, path, startedAt, endedAt, gpsBounds, lidarFrames, cameraFrames, as, map, Optional.empty(),
                discoveredAt, Optional.of(now), why, said, placement, unplaced, bytes);
    }

    boolean isOpen() {
        return status == Status.QUEUED || status == Status.PROCESSING;
    }

    /** @param shown its status now: a job's worker may be at it */
    void write(JsonGenerator json, Status shown) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("roverId", roverId);
        json.writeStringField("path", path);
        json.writeStringField("startedAt", startedAt.toString());
        json.writeStringField("endedAt", endedAt.map(Instant::toString).orElse(null)); // null is written as null
        GpsBounds.write(json, "gpsBounds", gpsBounds);
        json.writeNumberField("lidarFrames", lidarFrames);
        json.writeNumberField("cameraFrames", cameraFrames);
        json.writeStringField("status", shown.wire());
        json.writeStringField("mapId", mapId.map(UUID::toString).orElse(null));
        json.writeStringField("discoveredAt", discoveredAt.toString());
        json.writeStringField("processedAt", processedAt.map(Instant::toString).orElse(null));
        json.writeStringField("error", error.orElse(null));
        json.writeStringField("note", note.orElse(null));
        json.writeStringField("jobId", jobId.map(UUID::toString).orElse(null));
        json.writeFieldName("placement");
        if (placement.isPresent()) {
            placement.get().write(json);
        } else {
            json.writeNull();
        }
        json.writeStringField("unplaced", unplaced.orElse(null));
        json.writeNumberField("recordingBytes", bytes);
        json.writeEndObject();
    }

    /** Reads either spelling. @throws depot.common.json.BadInput when something that must be there is not */
    static SessionEntry from(JsonObject json) {
        Spelling at = new Spelling(json);
        return new SessionEntry(at.uuid("id").orElseThrow(() -> Spelling.missing("id")), at.text("roverId").orElse(""),
                at.text("path").orElse(""), at.time("startedAt").orElse(Instant.EPOCH), at.time("endedAt"), at.bounds("gpsBounds"),
                at.count("lidarFrames"), at.count("cameraFrames"), Status.of(at.text("status").orElse("")), at.uuid("mapId"),
                at.uuid("jobId"), at.time("discoveredAt").orElse(Instant.EPOCH), at.time("processedAt"), at.text("error"), at.text("note"),
                at.object("placement").map(Placement::from), at.text("unplaced"), at.number("recordingBytes"));
    }
}
