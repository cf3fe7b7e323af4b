package depot.dispatch.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.database.DatabaseUrl;
import depot.dispatch.model.Ids;
import depot.support.Await;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tasks are locked before rovers are, and each in one order, so that no two transactions wait for each other. */
class LockOrderTest {
    @Test
    void idsAreInTheDatabasesOrder() throws Exception {
        List<UUID> ids = new ArrayList<>(Stream.generate(UUID::randomUUID).limit(500).toList());
        ids.add(new UUID(Long.MIN_VALUE, -1));
        ids.add(new UUID(Long.MIN_VALUE, 1));
        ids.sort(Ids.IN_ORDER);
        try (TestDatabase server = TestDatabase.create(); Connection connection = server.connect();
                var query = connection.prepareStatement("SELECT id FROM unnest(?::uuid[]) id ORDER BY id")) {
            query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            List<UUID> theirs = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    theirs.add(row.getObject("id", UUID.class));
                }
            }
            assertEquals(theirs, ids);
        }
    }

    /** As where a mission is stopped at the moment at which its rover leaves. */
    @Test
    void aLinkThatEndsWaitsForTheTaskBeforeItHoldsTheRover() throws Exception {
        try (TestDatabase server = TestDatabase.create();
                Database database = new Database(DatabaseUrl.parse("DATABASE_URL", server.url()));
                Connection stop = server.connect()) {
            Migrations.run(database, connection -> { });
            server.sql("INSERT INTO zones(name, waypoints) VALUES ('z', '[{\"x\":1,\"y\":2}]')");
            server.sql("INSERT INTO missions(name, zone_id) SELECT 'm', id FROM zones");
            server.sql("INSERT INTO rover_links(rover_id, link, connected) VALUES ('rover', 7, true)");
            server.sql("INSERT INTO tasks(mission_id, rover_id, status, progress, waypoint, lap) SELECT id, 'rover', 'assigned', 0, 0, 0 "
                    + "FROM missions");
            UUID task = UUID.fromString(server.ask("SELECT id FROM tasks"));
            stop.setAutoCommit(false);
            TaskTable.lock(stop, List.of(task));
            CompletableFuture<Object> leaves = CompletableFuture.supplyAsync(() -> database.work(connection -> {
                RoverLinkTable.release(connection, new Changes(), List.of(new RoverLinkTable.Numbered("rover", 7)));
                return "left";
            }));
            Await.until("it waits", () -> server.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'").equals("1"));
            try (Statement rover = stop.createStatement()) { // fails where the other holds it
                rover.execute("SELECT FROM rover_links WHERE rover_id = 'rover' FOR UPDATE NOWAIT");
            }
            stop.commit();
            assertEquals("left", leaves.get(10, TimeUnit.SECONDS));
            assertEquals("pending", server.ask("SELECT status FROM tasks"));
        }
    }
}
