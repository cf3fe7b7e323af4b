package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rovers that were last heard of in teleop, e-stop or fault. Stateless; the caller's transaction. */
public final class TroubleTable {
    private TroubleTable() {}

    /** Their modes, by rover. */
    public static Map<String, Integer> all(Connection connection) throws SQLException {
        Map<String, Integer> modes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT rover_id, mode FROM rover_troubles");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                modes.put(row.getString("rover_id"), row.getInt("mode"));
            }
        }
        return modes;
    }

    /** @param heard the mode of each, 0 for one that is in none of these. @return whether that was news */
    public static boolean write(Connection connection, Map<String, Integer> heard) throws SQLException {
        List<String> troubled = new ArrayList<>();
        List<Integer> modes = new ArrayList<>();
        List<String> well = new ArrayList<>();
        new TreeMap<>(heard).forEach((rover, mode) -> { // in order, as other processes, so that none waits for the other
            if (mode == 0) {
                well.add(rover);
            } else {
                troubled.add(rover);
                modes.add(mode);
            }
        });
        lock(connection, heard.keySet());
        int changed = 0;
        if (!troubled.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO rover_troubles AS t (rover_id, mode) SELECT * FROM unnest(?::text[], ?::int[])
                    ON CONFLICT (rover_id) DO UPDATE SET mode = excluded.mode, heard_at = now() WHERE t.mode <> excluded.mode""")) {
                insert.setArray(1, connection.createArrayOf("text", troubled.toArray()));
                insert.setArray(2, connection.createArrayOf("int", modes.toArray()));
                changed += insert.executeUpdate();
            }
        }
        if (!well.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM rover_troubles WHERE rover_id = ANY(?)")) {
                delete.setArray(1, connection.createArrayOf("text", well.toArray()));
                changed += delete.executeUpdate();
            }
        }
        return changed > 0;
    }

    private static void lock(Connection connection, Collection<String> rovers) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT FROM rover_troubles WHERE rover_id = ANY(?) ORDER BY rover_id "
                + "FOR UPDATE")) {
            lock.setArray(1, connection.createArrayOf("text", rovers.toArray()));
            lock.executeQuery().close();
        }
    }
}
