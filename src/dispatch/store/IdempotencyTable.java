package depot.dispatch.store;

import depot.dispatch.rules.AgeRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The answers that were given to calls with an {@code Idempotency-Key}, kept for a day. Stateless; the caller's transaction. */
public final class IdempotencyTable {
    private static final Duration KEPT = Duration.ofHours(24);

    private IdempotencyTable() {}

    /** What a call with this key was answered, and the hash of what it asked. */
    public record Kept(byte[] hash, int status, byte[] json) {}

    /** Held until the transaction ends; false when another has it. */
    public static boolean lock(Connection connection, String route, String key) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS locked")) {
            lock.setString(1, route + '\n' + key);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean("locked");
            }
        }
    }

    public static Optional<Kept> find(Connection connection, String route, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT body_hash, status, answer FROM idempotency_keys k WHERE route = ? AND key = ? AND created_at > now() - "
                + "make_interval(secs => ?"
                        // kept at least as long as AgeRule has it: the purge ends it
                        + " + (SELECT coalesce(sum(greatest(s.seconds, 0)), 0) FROM clock_steps s))")) {
            query.setString(1, route);
            query.setString(2, key);
            query.setLong(3, KEPT.toSeconds());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Kept(row.getBytes("body_hash"), row.getInt("status"),
                        row.getBytes("answer"))) : Optional.empty();
            }
        }
    }

    public static void keep(Connection connection, String route, String key, Kept answer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO idempotency_keys(route, key, body_hash, status, answer) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (route, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
                    answer = excluded.answer, created_at = now()""")) {
            insert.setString(1, route);
            insert.setString(2, key);
            insert.setBytes(3, answer.hash());
            insert.setInt(4, answer.status());
            insert.setBytes(5, answer.json());
            insert.executeUpdate();
        }
    }

    /** How long a key is kept. */
    public static Duration kept() {
        return KEPT;
    }

    /** Forgets answers of that time, the oldest first, {@code limit} at most; returns how many. */
    public static int purge(Connection connection, AgeRule.Range answered, int limit) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM idempotency_keys WHERE created_at >= ? AND created_at < ?
                    ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED))""")) {
            delete.setObject(1, Columns.time(answered.from()));
            delete.setObject(2, Columns.time(answered.to()));
            delete.setInt(3, limit);
            return delete.executeUpdate();
        }
    }
}
