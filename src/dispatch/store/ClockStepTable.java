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

    /**
     * Writes a step down, unless another process has.
     *
     * @param afterSteady one from the same moment that was written down later than that, by the steady clock, is this one
     */
    public static void add(Connection connection, AgeRule.Step step, double afterSteady) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO clock_steps(before, seconds, steady) SELECT ?, ?, c.steady FROM dispatch_clock c
                WHERE NOT EXISTS (SELECT FROM clock_steps s WHERE s.steady > ?
                    AND s.before BETWEEN ?::timestamptz - interval '5 min' AND ?::timestamptz + interval '5 min')""")) {
            insert.setObject(1, Columns.time(step.before()));
            insert.setDouble(2, step.by().toMillis() / 1000.0);
            insert.setDouble(3, afterSteady);
            insert.setObject(4, Columns.time(step.before()));
            insert.setObject(5, Columns.time(step.before()));
            insert.executeUpdate();
        }
        try (PreparedStatement merge = connection.prepareStatement("""
                WITH oldest AS (
                    DELETE FROM clock_steps WHERE ctid = (SELECT ctid FROM clock_steps ORDER BY steady LIMIT 1)
                        AND (SELECT count(*) FROM clock_steps) > ?
                    RETURNING before, seconds, ctid)
                UPDATE clock_steps s SET before = greatest(s.before, oldest.before),
                    seconds = greatest(s.seconds, 0) + greatest(oldest.seconds, 0) FROM oldest
                WHERE s.ctid = (SELECT n.ctid FROM clock_steps n, oldest o WHERE n.ctid <> o.ctid ORDER BY n.steady LIMIT 1)""")) {
            merge.setInt(1, MOST);
            merge.executeUpdate();
        }
    }

    static List<AgeRule.Step> all(Connection connection) throws SQLException {
        List<AgeRule.Step> steps = new ArrayList<>();
        try (Statement query = connection.createStatement(); ResultSet row = query.executeQuery("SELECT before, seconds FROM clock_steps "
                + "ORDER BY steady, ctid")) {
            while (row.next()) {
                steps.add(new AgeRule.Step(Columns.instant(row, "before"), Duration.ofMillis((long) (row.getDouble("seconds") * 1000))));
            }
        }
        return steps;
    }
}
