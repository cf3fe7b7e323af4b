package depot.dispatch.model;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A task as it is in the database at one moment. Immutable.
 *
 * @param roverId null while no rover has it
 * @param progress 0 to 100
 * @param waitingFor why a pending task waits, for a person; else null
 * @param silentSince when its rover was last heard of it, once that is too long ago; else null
 * @param version grows with every change: of two states of one task, the greater is newer
 */
public record Task(UUID id, UUID missionId, String roverId, TaskStatus status, int progress, int waypoint, int lap, String error,
        Instant createdAt, Instant startedAt, Instant endedAt, String waitingFor, Instant silentSince, long version) {
    /** The columns that {@link #read} reads, of the table called {@code t}. */
    public static final String COLUMNS = "t.id, t.mission_id, t.rover_id, t.status, t.progress, t.waypoint, t.lap, t.error, "
            + "t.created_at, t.started_at, t.ended_at, t.waiting_for, t.silent_since, t.version";

    /** From a row that begins with {@link #COLUMNS}. */
    public static Task read(ResultSet row) throws SQLException {
        return new Task(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getString(3),
                TaskStatus.of(row.getString(4)).orElse(TaskStatus.FAILED),
                row.getInt(5), row.getInt(6), row.getInt(7), row.getString(8),
                instant(row, 9), instant(row, 10), instant(row, 11), row.getString(12), instant(row, 13), row.getLong(14));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** The task as clients see it; the last two fields are there only when they say something. */
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id.toString());
        json.writeStringField("missionId", missionId.toString());
        json.writeStringField("roverId", roverId);
        json.writeStringField("status", status.text());
        json.writeNumberField("progress", progress);
        json.writeNumberField("waypoint", waypoint);
        json.writeNumberField("lap", lap);
        json.writeStringField("error", error);
        json.writeStringField("createdAt", createdAt.toString());
        json.writeStringField("startedAt", startedAt == null ? null : startedAt.toString());
        json.writeStringField("endedAt", endedAt == null ? null : endedAt.toString());
        if (waitingFor != null) {
            json.writeStringField("waitingFor", waitingFor);
        }
        if (silentSince != null) {
            json.writeStringField("silentSince", silentSince.toString());
        }
        json.writeEndObject();
    }
}
