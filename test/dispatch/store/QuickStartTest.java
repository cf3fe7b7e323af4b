package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.database.DatabaseUrl;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much PostgreSQL reads, by its own count, to choose one of a thousand free rovers. */
class QuickStartTest {
    private static final String READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'rover_links'";
    private static final UUID PROCESS = UUID.randomUUID();

    private TestDatabase server;
    private Database database;
    private UUID mission;

    @BeforeEach
    void start() throws SQLException {
        server = TestDatabase.create();
        database = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()));
        Migrations.run(database, connection -> { });
        server.sql("INSERT INTO zones(name, waypoints, checked) SELECT 'z', '[{\"x\":1,\"y\":2}]', number FROM route_rules");
        mission = UUID.fromString(server.ask("INSERT INTO missions(name, zone_id) SELECT 'm', id FROM zones RETURNING id"));
    }

    @AfterEach
    void end() throws SQLException {
        database.close();
        server.close();
    }

    @Test
    void theOneIdleLongestIsFoundWithoutReadingTheOthers() throws SQLException {
        for (int from : List.of(1, 1001)) { // at first with no statistics of any table, then with all
            connect(from);
            assertStarts("rover-0001", 1);
            server.sql("INSERT INTO rover_holds(rover_id) VALUES ('rover-0001')");
            server.sql("INSERT INTO rover_cancels(rover_id, task_id) VALUES ('rover-0002', gen_random_uuid())");
            server.sql("INSERT INTO tasks(mission_id, rover_id, status, progress, waypoint, lap) "
                    + "SELECT id, 'rover-0003', 'active', 0, 0, 0 FROM missions");
            assertStarts("rover-0004", 4);
            server.sql("DELETE FROM rover_holds; DELETE FROM rover_cancels; DELETE FROM tasks");
            server.sql("VACUUM ANALYZE");
        }
    }

    @Test
    void whereATaskWaitsNothingIsReadAndNothingIsLocked() throws SQLException {
        connect(1);
        server.sql("INSERT INTO tasks(mission_id, status, progress, waypoint, lap) SELECT id, 'pending', 0, 0, 0 FROM missions");
        assertStarts(null, 0);
    }

    private void connect(int from) throws SQLException {
        server.sql("INSERT INTO rover_links(rover_id, link, process, connected, idle_order) SELECT 'rover-' || lpad(n::text, 4, '0'), n, '"
                + PROCESS + "', true, n FROM generate_series(" + from + ", " + (from + 999) + ") n");
        server.sql("INSERT INTO open_links(link, rover_id, process) SELECT link, rover_id, process FROM rover_links WHERE link >= " + from);
    }

    /** Within a transaction that is rolled back. @param rover null for none */
    private void assertStarts(String rover, long most) throws SQLException {
        try (Connection connection = server.connect(); Statement other = connection.createStatement();
                PreparedStatement start = connection.prepareStatement(QuickStart.SQL)) {
            other.execute(PlannedOnce.OF_CONNECTION);
            connection.setAutoCommit(false);
            QuickStart.set(connection, start, 1, List.of(QuickStart.Wanted.anyhow(mission)), PROCESS);
            QuickStart.Made made;
            try (ResultSet row = start.executeQuery()) {
                made = QuickStart.read(row, 1)[0];
            }
            assertEquals(rover, made == null ? null : made.sending().task().roverId());
            try (ResultSet read = other.executeQuery(READ)) {
                read.next();
                long rows = read.getLong(1);
                assertTrue(rows <= most, () -> rows + " rows were read");
            }
            try (ResultSet wrote = other.executeQuery("SELECT pg_current_xact_id_if_assigned()")) {
                wrote.next();
                assertEquals(rover == null, wrote.getString(1) == null, "a transaction that has locked or written must wait for the disk");
            }
            connection.rollback();
        }
    }
}
