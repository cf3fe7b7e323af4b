package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.model.TaskStatus;
import depot.dispatch.store.TaskTable;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A database that has grown for years: 200,000 tasks of 20 missions, of which 50,000 are one mission's. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
class GrowthTest {
    private static final int TASKS = 200_000;
    private static final String WHOLE_READS =
            "SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) FROM pg_stat_user_tables"
            + " WHERE relname IN ('tasks', 'task_events')";
    private static final String INDEX_SCANS = "SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 'tasks'";
    private static final String ROWS_READ = "SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'tasks'";
    private static final Duration LIMIT = Duration.ofSeconds(10); // as POST /stop
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("TASK_SILENT_AFTER", "300ms");
    static final Api api = depot.api();
    private static String zone;
    private static String large;

    /** In the seconds before now, so that none is old; the 200 newest of the large mission wait, and three in all have failed. */
    private static void grow() throws Exception {
        zone = depot.zone();
        large = (String) depot.create("/missions", "{\"name\":\"large\",\"zoneId\":\"" + zone + "\",\"roverId\":\"not-there\"}").get("id");
        depot.sql("""
                INSERT INTO missions(name, zone_id) SELECT 'm' || n, '%s' FROM generate_series(1, 19) n;
                WITH m AS (SELECT array_agg(id ORDER BY name = 'large' DESC) AS ids FROM missions)
                INSERT INTO tasks(mission_id, rover_id, status, progress, waypoint, lap, created_at, ended_at)
                    SELECT ids[CASE WHEN n %% 4 = 0 THEN 1 ELSE 2 + n %% 19 END],
                        CASE WHEN n %% 4 = 0 AND n > %d - 800 THEN NULL ELSE 'rover-' || n %% 50 END,
                        CASE WHEN n %% 4 = 0 AND n > %d - 800 THEN 'pending' WHEN n IN (101, 50001, 150001) THEN 'failed' ELSE 'done' END,
                        100, 0, 0,
                        now() - make_interval(secs => %d - n), CASE WHEN n %% 4 = 0 AND n > %d - 800 THEN NULL ELSE now() END
                    FROM generate_series(1, %d) n, m;
                INSERT INTO task_events(task_id, mission_id, to_status, who) SELECT id, mission_id, status, 'test' FROM tasks LIMIT 40000;
                """.formatted(zone, TASKS, TASKS, TASKS, TASKS, TASKS));
        depot.sql("VACUUM ANALYZE tasks");
        depot.sql("VACUUM ANALYZE task_events");
    }

    private static long count(String query) throws Exception {
        return Long.parseLong(depot.ask(query));
    }

    private static List<Map<String, Object>> list(String query) throws Exception {
        Api.Answer answer = api.get("/tasks?" + query);
        assertEquals(200, answer.status(), answer::toString);
        return Json.objects(answer.text());
    }

    @Test
    @Order(1)
    void noFilterOfAListAndNoCombinationReadsTheWholeTable() throws Exception {
        grow();
        UUID mission = UUID.fromString(large);
        UUID task = UUID.fromString(depot.ask("SELECT id FROM tasks WHERE status = 'done' OFFSET 5000 LIMIT 1"));
        Instant time = Instant.parse(String.valueOf(depot.task(task).get("createdAt")));
        List<TaskStatus> statuses = Stream.concat(Stream.of((TaskStatus) null), Arrays.stream(TaskStatus.values())).toList();
        try (Plans plans = new Plans(depot.connect())) {
            Connection connection = plans.connection();
            for (TaskStatus status : statuses) {
                for (String rover : Arrays.asList(null, "rover-7", "nobody")) {
                    for (UUID of : Arrays.asList(null, mission)) {
                        for (Object before : Arrays.asList(null, task, time)) {
                            TaskTable.list(connection, new TaskTable.Filter(status, rover, of, before == time ? time : null,
                                    before == task ? task : null, status == null && rover == null && of == null ? 100 : 1000));
                            assertAllByIndex(plans.take(), List.of("" + status, "" + rover, "" + of, "" + before));
                        }
                    }
                }
            }
            try (PreparedStatement query = connection.prepareStatement("SELECT id FROM tasks t WHERE t.error = ? LIMIT ?")) {
                query.setString(1, "x");
                query.setInt(2, 0); // so that it is only planned: the next test counts
                query.executeQuery().close();
            }
            plans.take().forEach(plan -> assertTrue(plan.contains("Seq Scan"), "what has no index shows"));
        }
    }

    private static void assertAllByIndex(List<String> plans, List<String> filter) {
        assertEquals(2, plans.size());
        plans.forEach(plan -> assertTrue(plan.contains("Index") && !plan.contains("Seq Scan"), () -> filter + " is carried out so:\n"
                + plan));
    }

    /** PostgreSQL's own count says it of every statement that dispatch ran, its sweeps and its prepared plans among them. */
    @Test
    @Order(2)
    void noListAndNoSweepReadsWholeTables() throws Exception {
        String someTask = (String) list("status=done&limit=500").getLast().get("id"); // not by SQL: that would count a moment later
        String from = depot.ask(WHOLE_READS);
        long scans = count(INDEX_SCANS);
        long rows = count(ROWS_READ);
        List<String> filters = List.of("", "status=failed", "status=pending", "rover_id=rover-7", "mission_id=" + large, "before="
                + someTask,
                "before=2026-01-01T00:00:00Z", "status=failed&rover_id=rover-1", "status=pending&mission_id=" + large,
                "rover_id=rover-7&mission_id=" + large,
                "status=done&rover_id=rover-7&mission_id=" + large + "&before=" + someTask, "rover_id=nobody", "mission_id="
                + TestDispatch.NO_ONE);
        for (int i = 0; i < 8; i++) { // the driver prepares a plan for all values after five
            for (String filter : filters) {
                list(filter + "&limit=50");
            }
            assertEquals(200, api.get("/tasks/" + someTask + "/events").status());
        }
        assertEquals(3, list("status=failed").size());
        Await.until("its sessions have said what they read", () -> count(INDEX_SCANS) > scans + 8L * filters.size());
        long read = count(ROWS_READ) - rows;
        assertTrue(read < 2 * TASKS, () -> read + " rows were read: an index that is read whole is no better than the table");
        assertEquals(from, depot.ask(WHOLE_READS));
    }

    @Test
    @Order(3)
    void aMissionWithFiftyThousandTasksIsDeletedInTimeAndItsRoverStops() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            assertEquals(200, api.send("PUT", "/missions/" + large, ("{\"roverId\":\"" + rover.id() + "\"}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)).status());
            String task = (String) rover.next("task").get("task_id");
            long began = System.nanoTime();
            assertEquals(204, api.send("DELETE", "/missions/" + large, null).status());
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            rover.expect("cancel", task);
            assertTrue(took.compareTo(LIMIT) < 0, () -> "it took " + took);
            depot.console().awaitType("mission_delete", message -> message.get("id").equals(large));
            depot.console().awaitTask(task, "cancelled");
            assertEquals(404, api.get("/missions/" + large).status());
            assertEquals(0, count("SELECT count(*) FROM tasks WHERE mission_id = '" + large + "'"));
            assertEquals("cancelled", depot.events(task).getLast().get("to"), "the history outlives it");
        }
    }

    /** As a kill leaves it: marked, some tasks cancelled, and nobody at work on it. */
    @Test
    @Order(4)
    void aDeletionThatAKillBrokeOffIsFinished() throws Exception {
        depot.sql("""
                CREATE TEMP TABLE few AS SELECT * FROM tasks LIMIT 3000;
                TRUNCATE tasks;
                INSERT INTO tasks SELECT * FROM few;
                UPDATE zones SET removing = true WHERE id = '%s';
                UPDATE missions SET removing = true, enabled = false WHERE zone_id = '%s'""".formatted(zone, zone));
        try (TestDispatch again = TestDispatch.on(depot.url())) {
            Await.until("the zone is gone", () -> again.api().get("/zones/" + zone).status() == 404);
            assertEquals(0, count("SELECT count(*) FROM tasks"));
            assertEquals("[]", again.api().get("/missions").text());
        }
    }
}
