package depot.discovery.registry;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The registered rovers, a row each. Stateless; the caller's connection and transaction. */
final class RegistryTable {
    /** A {@link Wanted#replaces} that no row is newer than. */
    static final long ANY = Long.MAX_VALUE;
    /** A {@link Wanted#replaces} that every row is newer than. */
    static final long NONE = Long.MIN_VALUE;
    private static final String COLUMNS = """
            SELECT id, name, address, video_address, (extract(epoch FROM registered_at) * 1000000)::bigint AS version
            FROM discovery_rovers""";
    private static final String PUT = """
            WITH said AS (
                SELECT *, clock_timestamp() - age * interval '1 millisecond' AS since
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::bigint[])
                    AS said (id, name, address, video_address, age, timed, replaces)),
            wanted AS (
                SELECT *, CASE WHEN timed THEN greatest(replaces, (extract(epoch FROM since) * 1000000)::bigint) ELSE replaces END AS newest
                FROM said)
            INSERT INTO discovery_rovers AS kept (id, name, address, video_address, registered_at)
            SELECT id, name, address, video_address, since FROM wanted
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, video_address = excluded.video_address,
                registered_at = excluded.registered_at
            WHERE (extract(epoch FROM kept.registered_at) * 1000000)::bigint
                <= (SELECT newest FROM wanted WHERE wanted.id = excluded.id)
            RETURNING kept.id, (extract(epoch FROM kept.registered_at) * 1000000)::bigint AS version""";

    /** @param version when it was registered, in microseconds of the database's clock */
    record Row(Registered rover, long version) {}

    /**
     * A registration that is to be written.
     *
     * @param ageMillis how long ago it came; where it is not {@code timed}, at the latest
     * @param timed whether it came just then: then it replaces a row that was registered earlier, by the database's clock
     * @param replaces the version that it replaces in any case, and all that are older
     */
    record Wanted(Registered rover, long ageMillis, boolean timed, long replaces) {}

    private RegistryTable() {}

    /** Which registry this is: another database's is another. */
    static UUID id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM discovery_registry")) {
            row.next();
            return row.getObject("id", UUID.class);
        }
    }

    /** All rovers by id, but no more than {@code most}. */
    static List<Row> all(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + " ORDER BY id LIMIT ?")) {
            query.setInt(1, most);
            return read(query);
        }
    }

    /** Those of these that are registered. */
    static List<Row> of(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + " WHERE id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            return read(query);
        }
    }

    private static List<Row> read(PreparedStatement query) throws SQLException {
        List<Row> rovers = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                long version = row.getLong("version");
                rovers.add(new Row(new Registered(row.getString("id"), row.getString("name"), row.getString("address"),
                        row.getString("video_address"), version / 1000), version));
            }
        }
        return rovers;
    }

    /** Writes those that replace what is there. @return the versions of those that were written, by id */
    static Map<String, Long> put(Connection connection, Collection<Wanted> wanted) throws SQLException {
        Map<String, Long> written = new HashMap<>();
        if (wanted.isEmpty()) {
            return written;
        }
        try (PreparedStatement insert = connection.prepareStatement(PUT)) {
            insert.setArray(1, array(connection, "text", wanted, each -> each.rover.id()));
            insert.setArray(2, array(connection, "text", wanted, each -> each.rover.name()));
            insert.setArray(3, array(connection, "text", wanted, each -> each.rover.address()));
            insert.setArray(4, array(connection, "text", wanted, each -> each.rover.videoAddress()));
            insert.setArray(5, array(connection, "bigint", wanted, Wanted::ageMillis));
            insert.setArray(6, array(connection, "boolean", wanted, Wanted::timed));
            insert.setArray(7, array(connection, "bigint", wanted, Wanted::replaces));
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    written.put(row.getString("id"), row.getLong("version"));
                }
            }
        }
        return written;
    }

    private static Array array(Connection connection, String type, Collection<Wanted> wanted, Function<Wanted, Object> field)
            throws SQLException {
        return connection.createArrayOf(type, wanted.stream().map(field).toArray());
    }

    static void remove(Connection connection, Collection<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM discovery_rovers WHERE id = ANY(?)")) {
            delete.setArray(1, connection.createArrayOf("text", ids.toArray()));
            delete.executeUpdate();
        }
    }
}
