package depot.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;

/**
 * What this machine's disk and PostgreSQL take for the least that is stored: one row inserted and committed, one after the other on one
 * connection. A start given as a multiple of it does not depend on the machine.
 */
final class CommitTime {
    private static final Duration LONG = Duration.ofSeconds(2);
    private static final int MOST = 100_000;

    private CommitTime() {}

    /** The median in milliseconds, of two seconds, after as long a warm-up. */
    static double millis(BenchDatabase database) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://" + database.url()
                .replaceFirst("^postgres://[^@]*@", "") + "?user=postgres")) {
            try (Statement table = connection.createStatement()) {
                table.execute("CREATE TABLE IF NOT EXISTS bench_commits(id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())");
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bench_commits DEFAULT VALUES")) {
                median(insert);
                return median(insert) / 1e6;
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static long median(PreparedStatement insert) throws SQLException {
        long[] taken = new long[MOST];
        int count = 0;
        long end = System.nanoTime() + LONG.toNanos();
        while (count < MOST && System.nanoTime() < end) {
            long from = System.nanoTime();
            insert.executeUpdate();
            taken[count++] = System.nanoTime() - from;
        }
        Arrays.sort(taken, 0, count);
        return taken[count / 2];
    }
}
