package depot.dispatch.store;

import depot.dispatch.model.EditOutcome;
import depot.dispatch.model.ExpectedVersion;
import depot.dispatch.model.Zone;
import depot.dispatch.model.ZoneEdit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Zones in the database. Stateless; the caller's transaction. */
public final class ZoneTable {
    /** Rows that an earlier dispatch left may hold anything: what is no list of waypoints counts as none. */
    public static final String WAYPOINTS = "CASE WHEN jsonb_typeof(z.waypoints) = 'array' THEN z.waypoints ELSE '[]' END";
    private static final String COLUMNS = "z.id, z.name, coalesce(z.zone_type, 'route') AS zone_type, (" + WAYPOINTS
            + ")::text AS waypoints, CASE WHEN jsonb_typeof(z.polygon) = 'array' THEN z.polygon::text END AS polygon, z.map_id, "
            + "z.exclusive, z.created_at, z.updated_at, z.version";

    private static final int ROW_BYTES = 512; // what has a bound
    private static final int FETCHED = 10; // a zone may have a megabyte
    private static final int MOST_COMPRESSED = 64; // of text that repeats itself, as places do

    private ZoneTable() {}

    /**
     * How much all zones are.
     *
     * @param bytes in memory
     * @param longest of what is one text
     */
    public record Size(long bytes, long longest) {}

    public static Size size(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(*) * ? + coalesce(sum(w + p), 0), coalesce(max(greatest(w, p)), 0) FROM (
                    SELECT octet_length(waypoints::text) AS w, coalesce(octet_length(polygon::text), 0) AS p FROM zones) each""")) {
            query.setInt(1, ROW_BYTES);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Size(row.getLong(1), row.getLong(2));
            }
        }
    }

    /** Whether all zones are more than so many bytes as text. Cheap where they are far fewer: what is stored is not read then. */
    public static boolean areMoreThan(Connection connection, long bytes) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT coalesce(sum(pg_column_size(waypoints) + coalesce(pg_column_size(polygon), 0)), 0) FROM zones");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1) > bytes / MOST_COMPRESSED && size(connection).bytes() > bytes;
        }
    }

    /** In a transaction they come few at a time, and are in memory once. */
    public static List<Zone> all(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM zones z ORDER BY z.created_at DESC, z.id DESC")) {
            query.setFetchSize(FETCHED);
            return zones(query);
        }
    }

    public static List<Zone> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM zones z WHERE z.id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return zones(query);
        }
    }

    /** Whether it is there: then it is not deleted until the transaction ends. */
    public static boolean keep(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT FROM zones WHERE id = ? FOR KEY SHARE")) {
            query.setObject(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The version of each by its id; of more than {@code most} those that were changed last. */
    public static Map<UUID, Long> versions(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id, version FROM zones ORDER BY updated_at DESC LIMIT ?")) {
            query.setInt(1, most);
            return Columns.versions(query);
        }
    }

    public static Zone insert(Connection connection, ZoneEdit input) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO zones AS z (name, zone_type, waypoints, polygon, map_id, exclusive)
                VALUES (?, coalesce(?, 'route'), coalesce(?::jsonb, '[]'), ?::jsonb, ?, coalesce(?, false)) RETURNING\s""" + COLUMNS)) {
            set(insert, input);
            return zones(insert).getFirst();
        }
    }

    /** Changes what the input has. */
    public static EditOutcome<Zone> update(Connection connection, UUID id, ZoneEdit input, ExpectedVersion expected) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE zones z SET name = coalesce(?, z.name), zone_type = coalesce(?, z.zone_type),
                    waypoints = coalesce(?::jsonb, z.waypoints), polygon = coalesce(?::jsonb, z.polygon),
                    map_id = coalesce(?, z.map_id), exclusive = coalesce(?, z.exclusive), updated_at = now(), version = z.version + 1
                WHERE z.id = ? AND (? OR z.version = ANY(?)) RETURNING\s""" + COLUMNS)) {
            set(update, input);
            update.setObject(7, id);
            Columns.set(update, 8, expected);
            Optional<Zone> updated = zones(update).stream().findFirst();
            if (updated.isPresent()) {
                return new EditOutcome.Done<>(updated.get());
            }
        }
        return byIds(connection, List.of(id)).stream().findFirst().<EditOutcome<Zone>>map(EditOutcome.Conflict::new)
                .orElseGet(EditOutcome.Unknown::new);
    }

    /** Locked against everything until the transaction ends, also against new missions. */
    static Optional<Zone> lockToRemove(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM zones z WHERE z.id = ? FOR UPDATE")) {
            query.setObject(1, id);
            return zones(query).stream().findFirst();
        }
    }

    private static void set(PreparedStatement statement, ZoneEdit input) throws SQLException {
        statement.setString(1, input.name().orElse(null));
        statement.setString(2, input.zoneType().orElse(null));
        statement.setString(3, input.waypoints().orElse(null));
        statement.setString(4, input.polygon().orElse(null));
        statement.setObject(5, input.mapId().orElse(null), java.sql.Types.OTHER);
        statement.setObject(6, input.exclusive().orElse(null), java.sql.Types.BOOLEAN);
    }

    /** With its missions and their tasks; false when there is no such zone. */
    static boolean delete(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM zones WHERE id = ?")) {
            delete.setObject(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    private static List<Zone> zones(PreparedStatement query) throws SQLException {
        List<Zone> zones = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                zones.add(new Zone(row.getObject("id", UUID.class), row.getString("name"), row.getString("zone_type"),
                        row.getString("waypoints"),
                        row.getString("polygon"), row.getObject("map_id", UUID.class), row.getBoolean("exclusive"),
                        Columns.instant(row, "created_at"), Columns.instant(row, "updated_at"),
                        row.getLong("version")));
            }
        }
        return zones;
    }
}
