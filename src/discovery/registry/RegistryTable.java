package depot.discovery.registry;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The registered rovers, a row each. Stateless; the caller's connection and transaction. */
final class RegistryTable {
    private static final String COLUMNS =
            "SELECT id, name, address, video_address, (extract(epoch FROM registered_at) * 1000)::bigint AS since FROM discovery_rovers";
    private static final String INSERT = "INSERT INTO discovery_rovers (id, name, address, video_address)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) ON CONFLICT (id) DO ";

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
    static List<Registered> all(Connection connection, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + " ORDER BY id LIMIT ?")) {
            query.setInt(1, most);
            return read(query);
        }
    }

    /** Those of these that are registered. */
    static List<Registered> of(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(COLUMNS + " WHERE id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("text", ids.toArray()));
            return read(query);
        }
    }

    private static List<Registered> read(PreparedStatement query) throws SQLException {
        List<Registered> rovers = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rovers.add(new Registered(row.getString("id"), row.getString("name"), row.getString("address"),
                        row.getString("video_address"), row.getLong("since")));
            }
        }
        return rovers;
    }

    /** @param replace whether a row that is there is to say the same; else it stays as it is */
    static void put(Connection connection, Collection<Registered> rovers, boolean replace) throws SQLException {
        if (rovers.isEmpty()) {
            return;
        }
        String sql = INSERT + (replace
                ? "UPDATE SET name = excluded.name, address = excluded.address, video_address = excluded.video_address,"
                        + " registered_at = excluded.registered_at"
                : "NOTHING");
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setArray(1, texts(connection, rovers, Registered::id));
            insert.setArray(2, texts(connection, rovers, Registered::name));
            insert.setArray(3, texts(connection, rovers, Registered::address));
            insert.setArray(4, texts(connection, rovers, Registered::videoAddress));
            insert.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Collection<Registered> rovers, Function<Registered, String> field)
            throws SQLException {
        return connection.createArrayOf("text", rovers.stream().map(field).toArray());
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
