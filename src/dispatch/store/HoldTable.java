package depot.dispatch.store;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.json.JsonText;
import depot.dispatch.model.Hold;
import depot.dispatch.model.StoppedTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Whether everything is stopped, and which rovers are out of service. A transaction that gives a task to a rover locks the hold's row for
 * share ({@link #isHeld}), so that a stop, which changes the row, sees every task given before, and everything later sees the stop.
 * Stateless; the caller's transaction.
 */
public final class HoldTable {
    private HoldTable() {}

    public static Hold read(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT held, since, stopped::text AS stopped FROM dispatch_hold")) {
            row.next();
            return new Hold(row.getBoolean("held"), Columns.instant(row, "since"), row.getString("stopped"));
        }
    }

    /** Locked for share until the transaction ends. Empty while nothing is held; else since when, for a person. */
    public static Optional<Hold> isHeld(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT held, since FROM dispatch_hold FOR SHARE")) {
            row.next();
            return row.getBoolean("held") ? Optional.of(new Hold(true, Columns.instant(row, "since"), "[]")) : Optional.empty();
        }
    }

    /** Holds everything from now on; where it was held already, since then. Waits for transactions that are giving a task. */
    public static void hold(Connection connection, Changes changes) throws SQLException {
        try (Statement update = connection.createStatement()) {
            update.executeUpdate("UPDATE dispatch_hold SET since = CASE WHEN held THEN since ELSE now() END, held = true, stopped = '[]'");
        }
        changes.stop();
        changes.hold();
        changes.queue(); // what waits, waits for the release now
    }

    /** What the stop that holds now has cancelled. */
    public static void stopped(Connection connection, List<StoppedTask> tasks) throws SQLException {
        String json = new String(JsonText.write(out -> write(tasks, out)), StandardCharsets.UTF_8);
        try (PreparedStatement update = connection.prepareStatement("UPDATE dispatch_hold SET stopped = ?::jsonb WHERE held")) {
            update.setString(1, json);
            update.executeUpdate();
        }
    }

    /** The list as clients see it, too. */
    public static void write(List<StoppedTask> tasks, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (StoppedTask each : tasks) {
            json.writeStartObject();
            json.writeStringField("taskId", each.task().toString());
            json.writeStringField("roverId", each.rover());
            json.writeBooleanField("told", each.confirmed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public static void release(Connection connection, Changes changes) throws SQLException {
        try (Statement update = connection.createStatement()) {
            update.executeUpdate("UPDATE dispatch_hold SET held = false, since = NULL, stopped = '[]'");
        }
        changes.hold();
        changes.queue();
    }

    /** Takes a rover out of service, or back. It may be one that was never seen. */
    public static void rover(Connection connection, Changes changes, String rover, boolean held) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(held
                ? "INSERT INTO rover_holds(rover_id) VALUES (?) ON CONFLICT DO NOTHING"
                : "DELETE FROM rover_holds WHERE rover_id = ?")) {
            update.setString(1, rover);
            update.executeUpdate();
        }
        changes.rover(rover);
        changes.hold();
        changes.queue();
    }

    public static List<String> rovers(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT rover_id FROM rover_holds ORDER BY rover_id")) {
            return Columns.rovers(query);
        }
    }
}
