package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** The dispatch processes on this database, each of which records every second that it lives. Stateless; the caller's transaction. */
public final class ProcessTable {
    /** A process that has not recorded that it lives for this long, by the steady clock, counts as dead. */
    public static final Duration DEAD_AFTER = Duration.ofSeconds(5);

    private ProcessTable() {}

    /**
     * What a beat finds.
     *
     * @param joined whether this process was not known: it is new, or had been written off
     * @param newestLink the greatest number that a link has been given
     * @param others how many others live
     */
    public record Beat(boolean joined, long newestLink, int others) {}

    /** @param behind whether this process has reports of links that have no number yet */
    public static Beat beat(Connection connection, UUID process, boolean behind) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH beat AS (
                    INSERT INTO dispatch_processes AS p (process, seen_steady, seen_link, behind)
                    SELECT ?, c.steady, s.last_value, ? FROM dispatch_clock c, rover_link_seq s
                    ON CONFLICT (process) DO UPDATE SET seen_at = now(), seen_steady = excluded.seen_steady, seen_link = excluded.seen_link,
                        behind = excluded.behind
                    RETURNING xmax = 0 AS joined, seen_link)
                SELECT joined, seen_link, (SELECT count(*) FROM dispatch_processes p
                    WHERE p.process <> ? AND p.seen_steady > (SELECT steady FROM dispatch_clock) - ?) AS others FROM beat""")) {
            statement.setObject(1, process);
            statement.setBoolean(2, behind);
            statement.setObject(3, process);
            statement.setDouble(4, DEAD_AFTER.toSeconds());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Beat(row.getBoolean("joined"), row.getLong("seen_link"), row.getInt("others"));
            }
        }
    }

    /** Removes those that are dead; never this one, which lives, even if it stood still and has not said so yet. */
    public static int removeDead(Connection connection, UUID self) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM dispatch_processes WHERE process <> ? AND seen_steady < (SELECT steady FROM dispatch_clock) - ?")) {
            delete.setObject(1, self);
            delete.setDouble(2, DEAD_AFTER.toSeconds());
            return delete.executeUpdate();
        }
    }

    public static boolean remove(Connection connection, UUID process) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dispatch_processes WHERE process = ?")) {
            delete.setObject(1, process);
            return delete.executeUpdate() > 0;
        }
    }
}
