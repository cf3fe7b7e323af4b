package depot.dispatch.store;

import depot.dispatch.model.ExpectedVersion;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values between Java and the database's columns; null is null. */
final class Columns {
    private Columns() {}

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Sets two parameters: whether any version will do, and which ones do. */
    static void set(PreparedStatement statement, int at, ExpectedVersion expected) throws SQLException {
        statement.setBoolean(at, expected.any());
        statement.setArray(at + 1, statement.getConnection().createArrayOf("bigint", expected.versions().toArray()));
    }

    /** What a query says of columns {@code id} and {@code version}. */
    static Map<UUID, Long> versions(PreparedStatement query) throws SQLException {
        Map<UUID, Long> versions = new HashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                versions.put(row.getObject("id", UUID.class), row.getLong("version"));
            }
        }
        return versions;
    }

    /** What a query says of a column {@code id}, in its order. */
    static List<UUID> ids(PreparedStatement query) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject("id", UUID.class));
            }
        }
        return ids;
    }

    /** The same of a column {@code rover_id}. */
    static List<String> rovers(PreparedStatement query) throws SQLException {
        List<String> rovers = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rovers.add(row.getString("rover_id"));
            }
        }
        return rovers;
    }

    static OffsetDateTime time(Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
