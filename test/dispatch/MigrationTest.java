package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import depot.support.OldDepot;
import depot.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An existing depot's database, stale and odd rows included, is taken over. */
class MigrationTest {
    private static final String ROWS = """
            INSERT INTO zones (id, name, zone_type, waypoints, polygon, created_at) VALUES
                ('a0000000-0000-4000-8000-000000000001', 'plain', 'route', '[{"x":1,"y":2},{"x":3.5,"y":4,"theta":0.5}]', NULL,
                    '2025-01-01'),
                ('a0000000-0000-4000-8000-000000000002', 'nulls', 'polygon', '[{"x":1,"y":2,"theta":null}]', 'null', '2025-01-02'),
                ('a0000000-0000-4000-8000-000000000003', 'area', 'polygon', '[]', '[{"lat":1,"lon":1},{"lat":2,"lon":2}]', '2025-01-03'),
                ('a0000000-0000-4000-8000-000000000004', 'odd', 'corridor', '[{"x":1,"y":2,"speed":0.5,"note":"slow"}]', '[]',
                    '2025-01-04'),
                ('a0000000-0000-4000-8000-000000000005', 'broken', 'route', '{"x":1}', '{}', '2025-01-05'),
                ('a0000000-0000-4000-8000-000000000006', 'empty', NULL, NULL, NULL, '2025-01-06');
            INSERT INTO zones (id, name, zone_type, waypoints, polygon, created_at, updated_at) VALUES
                ('a0000000-0000-4000-8000-000000000007', 'wide', 'route', '[{"x":1,"y":2},{"x":1e300,"y":4}]',
                    '[{"lat":1,"lon":1},{"lat":91,"lon":2},{"lat":2,"lon":2}]', '2025-01-07', NULL),
                ('a0000000-0000-4000-8000-000000000008', 'no numbers', 'route', '[{"x":null,"y":2},{"x":"3","y":4}, 5]', NULL, NULL,
                    'infinity'),
                ('a0000000-0000-4000-8000-000000000009', 'turns', 'route', '[{"x":100000,"y":-100000,"theta":1e6}]', NULL, '-infinity',
                    '20000-01-01');
            INSERT INTO missions (id, name, zone_id, rover_id, schedule, enabled, created_at) VALUES
                ('b0000000-0000-4000-8000-000000000001', 'manual', 'a0000000-0000-4000-8000-000000000001', 'old-1',
                    '{"trigger":"manual","loop":true}', true, '2025-01-01'),
                ('b0000000-0000-4000-8000-000000000002', 'blank', 'a0000000-0000-4000-8000-000000000001', NULL,
                    '{"trigger":"","loop":false}', true, '2025-01-02'),
                ('b0000000-0000-4000-8000-000000000003', 'cron', 'a0000000-0000-4000-8000-000000000001', 'old-1',
                    '{"trigger":"cron","cron":"* * * * *","loop":false}', true, '2025-01-03'),
                ('b0000000-0000-4000-8000-000000000004', 'once', 'a0000000-0000-4000-8000-000000000001', 'old-1',
                    '{"trigger":"once","loop":false}', true, '2025-01-04'),
                ('b0000000-0000-4000-8000-000000000005', 'bad cron', 'a0000000-0000-4000-8000-000000000001', 'old-1',
                    '{"trigger":"cron","cron":"every day","loop":null}', true, '2025-01-05'),
                ('b0000000-0000-4000-8000-000000000006', 'bare', 'a0000000-0000-4000-8000-000000000002', '', '{}', false, '2025-01-06'),
                ('b0000000-0000-4000-8000-000000000007', 'null', 'a0000000-0000-4000-8000-000000000002', NULL, NULL, true, '2025-01-07');
            INSERT INTO tasks (id, mission_id, rover_id, status, progress, error, created_at, started_at, ended_at) VALUES
                ('c0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'old-1', 'active', 10, NULL, '2025-02-01',
                    '2025-02-01', NULL),
                ('c0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000001', 'old-1', 'active', 20, NULL, '2025-02-02',
                    '2025-02-02', NULL),
                ('c0000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000001', 'old-1', 'assigned', 0, NULL, '2025-02-03',
                    NULL, NULL),
                ('c0000000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-000000000002', 'old-2', 'pending', 0, NULL, '2025-02-04',
                    NULL, NULL),
                ('c0000000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-000000000002', 'old-2', 'done', 100, NULL, '2025-02-05',
                    '2025-02-05', '2025-02-05'),
                ('c0000000-0000-4000-8000-000000000006', 'b0000000-0000-4000-8000-000000000002', 'old-2', 'failed', 50, 'stuck',
                    '2025-02-06', '2025-02-06', NULL),
                ('c0000000-0000-4000-8000-000000000007', 'b0000000-0000-4000-8000-000000000002', 'old-3', 'active', 60, NULL, '2025-02-07',
                    '2025-02-07', NULL),
                ('c0000000-0000-4000-8000-000000000008', 'b0000000-0000-4000-8000-000000000002', 'old-2', 'cancelled', NULL, NULL,
                    '2025-02-08', NULL, '2025-02-08');
            """;
    static TestDatabase database;
    static TestDispatch depot;
    static Api api;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        execute(database, OldDepot.TABLES + ROWS);
        depot = TestDispatch.on(database.url());
        api = depot.api();
    }

    @AfterAll
    static void stop() throws Exception {
        depot.close();
        database.close();
    }

    private static void execute(TestDatabase database, String sql) throws Exception {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String zone(int n) {
        return "a0000000-0000-4000-8000-00000000000" + n;
    }

    private static String mission(int n) {
        return "b0000000-0000-4000-8000-00000000000" + n;
    }

    private static String task(int n) {
        return "c0000000-0000-4000-8000-00000000000" + n;
    }

    private static Map<String, Object> get(String path) throws Exception {
        Api.Answer answer = api.get(path);
        assertEquals(200, answer.status(), () -> path + ": " + answer);
        return answer.json();
    }

    @ParameterizedTest
    @CsvSource({"/zones, 7", "/missions, 7", "/tasks, 8"})
    void everyRowIsKept(String path, int count) throws Exception {
        Api.Answer answer = api.get(path);
        assertEquals(200, answer.status(), answer::toString);
        long old = Json.objects(answer.text()).stream().filter(row -> ((String) row.get("createdAt")).startsWith("2025-")).count();
        assertEquals(count, old);
    }

    @Test
    void zonesAreShownWithListsWhateverStandsInThem() throws Exception {
        for (int n = 1; n <= 6; n++) {
            Map<String, Object> zone = get("/zones/" + zone(n));
            assertTrue(zone.get("waypoints") instanceof List<?>, zone::toString);
            assertTrue(zone.get("zoneType") instanceof String, zone::toString);
            assertTrue(zone.get("polygon") == null || zone.get("polygon") instanceof List<?>, zone::toString);
        }
        assertEquals(2, Json.objects(get("/zones/" + zone(1)).get("waypoints")).size());
        assertNull(get("/zones/" + zone(1)).get("polygon"));
        assertNull(get("/zones/" + zone(2)).get("polygon"), "a JSON null is none");
        assertEquals(2, Json.objects(get("/zones/" + zone(3)).get("polygon")).size());
        assertEquals("corridor", get("/zones/" + zone(4)).get("zoneType"));
    }

    /** Rows that no reader can use are settled, and what stood in them is kept for people. */
    @Test
    void valuesOutOfBoundsAreSettled() throws Exception {
        for (int n = 7; n <= 9; n++) {
            Map<String, Object> zone = get("/zones/" + zone(n));
            assertEquals(List.of(), zone.get("waypoints"), zone::toString);
            assertNull(zone.get("polygon"), zone::toString);
            for (String time : List.of("createdAt", "updatedAt")) {
                assertTrue(((String) zone.get(time)).matches("20[0-9]{2}-.*Z"), zone::toString);
            }
        }
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT as_found FROM zones WHERE name = 'wide'")) {
            row.next();
            Map<String, Object> kept = Json.object(row.getString(1));
            assertEquals(2, ((List<?>) kept.get("waypoints")).size());
            assertEquals(3, ((List<?>) kept.get("polygon")).size());
        }
        assertEquals(2, Json.objects(get("/zones/" + zone(1)).get("waypoints")).size(), "others are as they were");
    }

    /** {@code at} may be any text that Java or PostgreSQL reads as a time. */
    @ParameterizedTest
    @CsvSource({"+999999999-12-31T23:59:59Z", "-0001-01-01T00:00:00Z", "infinity"})
    void aStoredTimeOutOfBoundsCrashesNoReader(String at) throws Exception {
        execute(database, "UPDATE missions SET schedule = '{\"trigger\":\"once\",\"loop\":true,\"at\":\"" + at
                + "\"}' WHERE name = 'blank'");
        Map<String, Object> schedule = Json.object(get("/missions/" + mission(2)).get("schedule"));
        assertEquals("manual", schedule.get("trigger"));
        assertEquals(true, schedule.get("loop"));
        assertEquals(200, api.get("/missions/" + mission(2) + "/next").status());
        assertEquals(200, api.get("/missions").status());
    }

    @Test
    void schedulesAreShownWholeWhateverStandsInThem() throws Exception {
        for (int n = 1; n <= 7; n++) {
            Map<String, Object> schedule = Json.object(get("/missions/" + mission(n)).get("schedule"));
            assertTrue(schedule.get("trigger") instanceof String, schedule::toString);
            assertTrue(schedule.get("loop") instanceof Boolean, schedule::toString);
        }
        assertEquals("manual", Json.object(get("/missions/" + mission(2)).get("schedule")).get("trigger"));
        assertEquals(true, Json.object(get("/missions/" + mission(1)).get("schedule")).get("loop"));
        assertEquals(false, get("/missions/" + mission(6)).get("enabled"));
    }

    @Test
    void anOldScheduleStaysInertUntilSomebodySavesIt() throws Exception {
        for (int n : new int[] {3, 4, 5}) {
            assertEquals(List.of(), get("/missions/" + mission(n) + "/next").get("next"));
        }
        assertEquals("* * * * *", Json.object(get("/missions/" + mission(3)).get("schedule")).get("cron"), "and is shown");
        Map<String, Object> saved = api.send("PUT", "/missions/" + mission(3),
                "{\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 4 * * *\",\"loop\":false}}".getBytes(StandardCharsets.UTF_8)).json();
        assertEquals("cron", Json.object(saved.get("schedule")).get("trigger"));
        assertTrue(!((List<?>) get("/missions/" + mission(3) + "/next").get("next")).isEmpty());
    }

    @Test
    void ofSeveralOpenTasksOfOneRoverOneStaysAndTheOthersTellWhyTheyEnded() throws Exception {
        List<Integer> open = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            Map<String, Object> task = get("/tasks/" + task(n));
            if (task.get("status").equals("active") || task.get("status").equals("assigned")) {
                open.add(n);
                continue;
            }
            assertNotNull(task.get("endedAt"), task::toString);
            assertTrue(task.get("error") instanceof String error && !error.isBlank(), task::toString);
            Map<String, Object> event = depot.events(task(n)).getLast();
            assertEquals(task.get("status"), event.get("to"));
            assertTrue(((String) event.get("who")).contains("migration"), event::toString);
            assertTrue(event.get("why") instanceof String why && !why.isBlank(), event::toString);
        }
        assertEquals(1, open.size(), open::toString);
    }

    @Test
    void aTaskThatTheOldDispatchSentIsNotSentAgainAndCanBeFinished() throws Exception {
        try (ScriptedRover rover = depot.rover("old-3")) {
            assertEquals("active", get("/tasks/" + task(7)).get("status"));
            rover.expectSilence(Duration.ofMillis(200));
            rover.complete(task(7));
            depot.awaitTask(task(7), "done");
        }
        try (ScriptedRover rover = depot.rover("old-1")) {
            rover.expectSilence(Duration.ofMillis(200));
        }
    }

    @Test
    void aPendingLeftoverDoesNotStartARoverThatNobodyExpectsToMove() throws Exception {
        Map<String, Object> task = get("/tasks/" + task(4));
        assertEquals("cancelled", task.get("status"), task::toString);
        assertTrue(((String) depot.events(task(4)).getLast().get("who")).contains("migration"));
        try (ScriptedRover rover = depot.rover("old-2")) {
            rover.expectSilence(Duration.ofMillis(200));
        }
    }

    @Test
    void endedTasksAreAsTheyWere() throws Exception {
        assertEquals("done", get("/tasks/" + task(5)).get("status"));
        assertEquals("stuck", get("/tasks/" + task(6)).get("error"));
        assertEquals("cancelled", get("/tasks/" + task(8)).get("status"));
        assertEquals(0, get("/tasks/" + task(8)).get("progress"));
    }

    @Test
    void oldZonesAndMissionsCanBeUsed() throws Exception {
        try (ScriptedRover rover = depot.rover("fresh-1")) {
            for (int n : new int[] {2, 7}) {
                Api.Answer saved = api.send("PUT", "/missions/" + mission(n), "{\"roverId\":\"fresh-1\"}".getBytes(StandardCharsets.UTF_8));
                assertEquals(200, saved.status(), saved::toString);
                String task = depot.assign(rover, mission(n));
                rover.complete(task);
                depot.awaitTask(task, "done");
            }
        }
        Api.Answer saved = api.send("PUT", "/zones/" + zone(5), "{\"waypoints\":[{\"x\":1,\"y\":1}]}".getBytes(StandardCharsets.UTF_8));
        assertEquals(200, saved.status(), saved::toString);
        assertEquals(204, api.send("DELETE", "/zones/" + zone(6), null).status());
        // for the other tests
        execute(database, "INSERT INTO zones (id, name, created_at) VALUES ('" + zone(6) + "', 'empty', '2025-01-06')");
    }

    @Test
    void theRowsOfMissionsThatNameABlankRoverAreReadAsAny() throws Exception {
        assertNull(get("/missions/" + mission(6)).get("roverId"));
    }

    /** Two that start on such a database at the same moment, and one after them. */
    @Test
    void itIsDoneOnceHoweverManyStart() throws Exception {
        try (TestDatabase other = TestDatabase.create()) {
            execute(other, OldDepot.TABLES + ROWS);
            List<Future<TestDispatch>> starts = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 2; i++) {
                    starts.add(threads.submit(() -> TestDispatch.on(other.url())));
                }
            }
            for (Future<TestDispatch> start : starts) {
                start.get().close();
            }
            String before = content(other);
            TestDispatch.on(other.url()).close();
            assertEquals(before, content(other));
        }
    }

    private static String content(TestDatabase database) throws Exception {
        StringBuilder content = new StringBuilder();
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            for (String table : List.of("zones", "missions", "tasks", "task_events")) {
                try (ResultSet row = statement.executeQuery("SELECT t::text FROM " + table + " t ORDER BY id")) {
                    while (row.next()) {
                        content.append(row.getString(1)).append('\n');
                    }
                }
            }
        }
        return content.toString();
    }
}
