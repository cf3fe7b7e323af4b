package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sessions of ours at the server that broke off here within a transaction. One may still commit: its statement waits for a lock, or stands
 * in a buffer on the way. What is read before that is over settles nothing, so they are ended first (PostgreSQL 16 documentation, section
 * 9.28.2: {@code pg_terminate_backend}, which a role may do to its own). Thread-safe.
 */
final class DoubtfulSessions {
    private static final long PATIENCE_NANOS = Duration.ofMillis(300).toNanos(); // of a call's second
    private static final Duration PAUSE = Duration.ofMillis(5);
    // a number may since be another's: only of our own sessions, and never the one that asks
    private static final String END = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = ANY(?) AND pid <> pg_backend_pid()
                AND usename = current_user AND application_name = current_setting('application_name')""";

    private final Set<Integer> sessions = ConcurrentHashMap.newKeySet(); // by the numbers of the server's processes

    void add(int session) {
        sessions.add(session);
    }

    /**
     * Returns when none is left, or after 300 ms: a server that cannot end a session by then is tried again with the next transaction.
     *
     * @param session that of the connection: it is new, so an older one of its number is over
     */
    void end(Connection connection, int session) throws SQLException {
        if (sessions.isEmpty()) {
            return;
        }
        sessions.remove(session);
        Integer[] those = sessions.toArray(Integer[]::new);
        long began = System.nanoTime();
        while (isAnyLeft(connection, those)) {
            if (System.nanoTime() - began >= PATIENCE_NANOS) {
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        for (Integer over : those) {
            sessions.remove(over);
        }
    }

    private static boolean isAnyLeft(Connection connection, Integer[] those) throws SQLException {
        try (Statement anew = connection.createStatement()) {
            anew.execute("SELECT pg_stat_clear_snapshot()"); // or the view stays as it was for the whole transaction
        }
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setArray(1, connection.createArrayOf("int4", those));
            try (ResultSet count = end.executeQuery()) {
                count.next();
                return count.getInt(1) > 0;
            }
        }
    }
}
