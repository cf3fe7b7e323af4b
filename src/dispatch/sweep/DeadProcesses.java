package depot.dispatch.sweep;

import depot.dispatch.store.Changes;
import depot.dispatch.store.Replica;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes off processes that have not said for a while that they live, and the links that they held: their rovers come
 * back through the one address that all use. A process that was only stopped finds out when it goes on.
 */
public final class DeadProcesses implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Transactions ledger;
    private volatile long presentAt = Long.MIN_VALUE; // written by the replica's thread

    public DeadProcesses(Transactions ledger) {
        this.ledger = ledger;
    }

    /** The database is back: the others need a moment to say so, too. */
    public void databasePresent() {
        presentAt = System.nanoTime();
    }

    @Override
    public void look() {
        if (presentAt == Long.MIN_VALUE || System.nanoTime() - presentAt < Replica.DEAD_AFTER.toNanos()) {
            return;
        }
        int dead = ledger.work(this::writeOff);
        if (dead > 0) {
            log.warn("{} dispatch processes have died: what they held passes to the living", dead);
        }
    }

    private int writeOff(Connection connection, Changes changes) throws SQLException {
        int dead;
        // not this one, which lives, even if it was stopped for a while and has not said so yet
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM dispatch_processes WHERE process <> ? AND seen_at < now() - make_interval(secs => ?)")) {
            delete.setObject(1, ledger.process());
            delete.setLong(2, Replica.DEAD_AFTER.toSeconds());
            dead = delete.executeUpdate();
        }
        // a statement of its own: a process that said at the last moment that it lives was not deleted
        try (PreparedStatement update = connection.prepareStatement("""
                WITH left_behind AS (
                    SELECT r.rover_id FROM rover_links r WHERE r.connected AND r.process IS DISTINCT FROM ?
                        AND NOT EXISTS (SELECT FROM dispatch_processes p WHERE p.process = r.process)
                    ORDER BY r.rover_id FOR NO KEY UPDATE OF r)
                UPDATE rover_links r SET connected = false, process = NULL, disconnected_at = now()
                FROM left_behind WHERE r.rover_id = left_behind.rover_id
                RETURNING r.rover_id""")) {
            update.setObject(1, ledger.process());
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    changes.rover(row.getString(1));
                    changes.queue();
                }
            }
        }
        return dead;
    }
}
