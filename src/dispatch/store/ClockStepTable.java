package depot.dispatch.store;

import depot.dispatch.rules.AgeRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the database's clock was set, as processes saw it. Stateless; the caller's transaction, which has the look locked. */
public final class ClockStepTable {
    private static final int MOST = 100; // of more, the oldest are one

    private ClockStepTable() {}

    /** The number of the step that was written down last; 0 for none. */
    public static long newest(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("SELECT coalesce(max(number), 0) AS number FROM clock_steps")) {
            row.next();
            return row.getLong("number");
        }
    }

    /**
     * Writes a step down, unless another process has.
     *
     * @param seen the number of the newest at this process's last look: one from the same moment that came after it is this one
     */
    public static void add(Connection connection, AgeRule.Step step, long seen) throws SQLException {
        add(connection, step, "s.number > ?", seen);
    }

    /**
     * Writes down a gap that was before this process's first look, unless another process has.
     *
     * @param afterSteady one from the same moment that was written down later than that, by the steady clock, is this one
     */
    public static void addGap(Connection connection, AgeRule.Step gap, double afterSteady) throws SQLException {
        add(connection, gap, "s.steady > ?", afterSteady);
    }

    private static void add(Connection connection, AgeRule.Step step, String since, Number value) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO clock_steps(before, seconds, steady) SELECT ?, ?, c.steady FROM dispatch_clock c
                WHERE NOT EXISTS (SELECT FROM clock_steps s WHERE %s
                    AND s.before BETWEEN ?::timestamptz - interval '5 min' AND ?::timestamptz + interval '5 min')""".formatted(since))) {
            insert.setObject(1, Columns.time(step.before()));
            insert.setDouble(2, step.by().toMillis() / 1000.0);
            insert.setObject(3, value);
            insert.setObject(4, Columns.time(step.before()));
            insert.setObject(5, Columns.time(step.before()));
            insert.executeUpdate();
        }
        try (PreparedStatement merge = connection.prepareStatement("""
                WITH oldest AS (
                    DELETE FROM clock_steps WHERE ctid = (SELECT ctid FROM clock_steps ORDER BY number LIMIT 1)
                        AND (SELECT count(*) FROM clock_steps) > ?
                    RETURNING before, seconds, ctid)
                UPDATE clock_steps s SET before = greatest(s.before, oldest.before),
                    seconds = greatest(s.seconds, 0) + greatest(oldest.seconds, 0) FROM oldest
                WHERE s.ctid = (SELECT n.ctid FROM clock_steps n, oldest o WHERE n.ctid <> o.ctid ORDER BY n.number LIMIT 1)""")) {
            merge.setInt(1, MOST);
            merge.executeUpdate();
        }
    }

    static List<AgeRule.Step> all(Connection connection) throws SQLException {
        List<AgeRule.Step> steps = new ArrayList<>();
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery("SELECT before, seconds FROM clock_steps "
                + "ORDER BY number")) {
            while (row.next()) {
                steps.add(new AgeRule.Step(Columns.instant(row, "before"), Duration.ofMillis((long) (row.getDouble("seconds") * 1000))));
            }
        }
        return steps;
    }
}
