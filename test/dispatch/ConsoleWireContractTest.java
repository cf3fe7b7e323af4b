package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a console hears on /ws/console: the state when it connects, then everything as it happens. */
class ConsoleWireContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    /** Everything up to the word of a zone that is made now. */
    private static List<Map<String, Object>> upToHere(ConsoleView console) throws Exception {
        String marker = depot.zone();
        console.awaitType("zone_update", m -> Json.object(m.get("zone")).get("id").equals(marker));
        List<Map<String, Object>> heard = new ArrayList<>(console.heard());
        heard.removeIf(m -> m.get("type").equals("zone_update") && Json.object(m.get("zone")).get("id").equals(marker));
        return heard;
    }

    @Test
    void onConnectItHearsOfEachConnectedRoverAndEachOpenTaskOldestFirst() throws Exception {
        try (ScriptedRover idle = depot.rover(); ScriptedRover working = depot.rover(); ScriptedRover begun = depot.rover()) {
            ScriptedRover gone = depot.rover();
            String ended = depot.assign(gone);
            gone.complete(ended);
            depot.awaitTask(ended, "done");
            depot.lose(gone);
            Object pending = depot.queue(depot.mission("not-there")).get("id");
            String active = depot.activate(begun);
            String assigned = depot.assign(working);
            depot.console().awaitType("task_update", m -> Json.object(m.get("task")).get("id").equals(assigned)
                    && "delivered".equals(Json.object(m.get("task")).get("delivery")));
            try (ConsoleView console = ConsoleView.open(depot.port())) {
                List<Map<String, Object>> heard = upToHere(console);
                List<Map<String, Object>> rovers = heard.stream().filter(m -> m.get("type").equals("rover_update")).toList();
                for (Map<String, Object> rover : rovers) {
                    assertEquals(Set.of("type", "rover_id", "connected", "task_id"), rover.keySet());
                }
                // rovers that left a moment ago may be sent, too: existing consoles reconnect and do not ask for what they missed
                assertEquals(3, rovers.stream().filter(rover -> rover.get("connected").equals(true)).count(), rovers::toString);
                assertNull(console.rover(idle.id()).orElseThrow().get("task_id"));
                assertEquals(assigned, console.rover(working.id()).orElseThrow().get("task_id"));
                assertEquals(active, console.rover(begun.id()).orElseThrow().get("task_id"));
                List<Map<String, Object>> tasks = heard.stream().filter(m -> m.get("type").equals("task_update"))
                        .map(m -> Json.object(m.get("task"))).filter(t -> t.get("endedAt") == null).toList();
                assertEquals(List.of(pending, active, assigned), tasks.stream().map(t -> t.get("id")).toList());
                for (Map<String, Object> task : tasks) {
                    assertEquals(depot.task(task.get("id")), task, "the same as over HTTP");
                }
            }
        }
    }

    @Test
    void itHearsOfARoverThatComesTakesATaskEndsItAndGoes() throws Exception {
        ConsoleView console = depot.console();
        String id = TestDispatch.newRoverId();
        try (ScriptedRover rover = depot.rover(id)) {
            assertNull(console.rover(id).orElseThrow().get("task_id"));
            String task = depot.assign(rover);
            console.awaitTask(task, "assigned");
            console.awaitRover(id, task);
            rover.progress(task, 25, 1);
            assertEquals(25, console.awaitTask(task, "active").get("progress"));
            rover.complete(task);
            Map<String, Object> done = console.awaitTask(task, "done");
            assertEquals(depot.task(task), done);
            Map<String, Object> message = console.awaitType("task_update", m -> m.get("task").equals(done));
            assertEquals(Set.of("type", "task"), message.keySet());
            console.awaitRover(id, null);
        }
        console.awaitConnected(id, false);
    }

    @Test
    void aRoverThatLeavesWithItsTaskIsShownAsGone() throws Exception {
        ScriptedRover rover = depot.rover();
        String task = depot.activate(rover);
        depot.lose(rover);
        assertEquals("active", depot.task(task).get("status"));
        assertEquals(Map.of("type", "rover_update", "rover_id", rover.id(), "connected", false, "task_id", task), depot.console()
                .rover(rover.id()).orElseThrow());
    }

    @Test
    void aTasksChangesComeInTheirOrder() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            ConsoleView console = depot.console();
            String task = depot.activate(rover);
            rover.failed(task, "stuck");
            console.awaitTask(task, "failed");
            List<Object> statuses = new ArrayList<>();
            for (Map<String, Object> message : console.heard()) {
                if (message.get("type").equals("task_update") && Json.object(message.get("task")).get("id").equals(task)) {
                    Object status = Json.object(message.get("task")).get("status");
                    if (statuses.isEmpty() || !statuses.getLast().equals(status)) {
                        statuses.add(status);
                    }
                }
            }
            statuses.remove("pending"); // sent where a start is two steps
            assertEquals(List.of("assigned", "active", "failed"), statuses);
        }
    }

    @Test
    void itHearsOfZonesAndMissionsThatAreMadeChangedAndDeleted() throws Exception {
        ConsoleView console = depot.console();
        Map<String, Object> zone = depot.create("/zones", "{\"name\":\"told\",\"waypoints\":[{\"x\":1,\"y\":2}]}");
        assertEquals(Map.of("type", "zone_update", "zone", zone), console.awaitType("zone_update", m -> m.get("zone").equals(zone)));
        Map<String, Object> mission = depot.create("/missions", "{\"name\":\"told\",\"zoneId\":\"" + zone.get("id") + "\"}");
        assertEquals(Map.of("type", "mission_update", "mission", mission),
                console.awaitType("mission_update", m -> m.get("mission").equals(mission)));
        Object pending = depot.queue((String) mission.get("id")).get("id");

        Object renamed = put("/zones/" + zone.get("id"));
        console.awaitType("zone_update", m -> m.get("zone").equals(renamed));
        Object other = put("/missions/" + mission.get("id"));
        console.awaitType("mission_update", m -> m.get("mission").equals(other));

        Map<String, Object> second = depot.create("/missions", "{\"name\":\"second\",\"zoneId\":\"" + zone.get("id") + "\"}");
        api.send("DELETE", "/missions/" + second.get("id"), null);
        console.awaitType("mission_delete", m -> m.equals(Map.of("type", "mission_delete", "id", second.get("id"))));
        api.send("DELETE", "/zones/" + zone.get("id"), null);
        console.awaitType("zone_delete", m -> m.equals(Map.of("type", "zone_delete", "id", zone.get("id"))));
        console.awaitType("mission_delete", m -> m.equals(Map.of("type", "mission_delete", "id", mission.get("id"))));
        console.awaitTask(pending, "cancelled");
    }

    /** What changes here by SQL is what another process changes while this one's line to the database is cut: nobody notifies of it. */
    @Test
    void whatChangedWhileNotificationsWereLostIsShownOnceTheyAreBackAndNothingElse() throws Exception {
        try (TestDispatch cut = TestDispatch.start(); ConsoleView console = ConsoleView.open(cut.port())) {
            String changed = cut.zone();
            String kept = cut.zone();
            String deleted = cut.mission(null);
            console.awaitType("mission_update", m -> Json.object(m.get("mission")).get("id").equals(deleted));
            console.forget(); // before the changes: the service may be reading everything still
            cut.sql("SET session_replication_role = replica; INSERT INTO alarms(kind, subject, text) "
                    + "VALUES ('task_failed', 'x', 'silent')");
            cut.sql("UPDATE zones SET name = 'silent', version = version + 1 WHERE id = '" + changed + "'");
            cut.sql("DELETE FROM missions WHERE id = '" + deleted + "'");
            readAnew(cut, console, "first");
            console.awaitType("zone_update", m -> Json.object(m.get("zone")).get("name").equals("silent"));
            console.awaitType("mission_delete", m -> m.get("id").equals(deleted));
            console.awaitType("alarm", m -> Json.object(m.get("alarm")).get("text").equals("silent"));
            assertEquals(4, plans(console).size(), "only what changed, not " + kept);

            console.forget();
            cut.sql("SET session_replication_role = replica; UPDATE alarms SET acknowledged_at = now()");
            cut.sql("DELETE FROM zones WHERE id = '" + changed + "'");
            readAnew(cut, console, "second");
            console.awaitType("zone_delete", m -> m.get("id").equals(changed));
            console.awaitType("alarm", m -> Json.object(m.get("alarm")).get("acknowledgedAt") != null);
            assertEquals(3, plans(console).size(), plans(console)::toString);
            console.forget();
            readAnew(cut, console, "third");
            assertEquals(1, plans(console).size(), plans(console)::toString);
        }
    }

    /** Ends the service's sessions, and goes on when it has read everything since: the site is the last. */
    private static void readAnew(TestDispatch cut, ConsoleView console, String site) throws Exception {
        cut.sql("UPDATE site SET name = '" + site + "', version = version + 1");
        cut.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        console.awaitType("site_update", m -> Json.object(m.get("site")).get("name").equals(site));
    }

    private static List<Map<String, Object>> plans(ConsoleView console) throws Exception {
        return console.heard().stream().filter(m -> !Set.of("rover_update", "task_update", "hold_update").contains(m.get("type"))).toList();
    }

    private static Map<String, Object> put(String path) throws Exception {
        return api.send("PUT", path, "{\"name\":\"renamed\"}".getBytes(StandardCharsets.UTF_8)).json();
    }

    @Test
    void progressOfOneTaskIsSentTenTimesASecondAtMostTheNewestLast() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            ConsoleView console = depot.console();
            String task = depot.activate(rover);
            upToHere(console);
            console.forget();
            long start = System.nanoTime();
            for (int i = 0; i < 100 || progress(console).size() < 3; i++) {
                rover.progress(task, Math.min(i, 98), i);
                LockSupport.parkNanos(start + (i + 1) * TimeUnit.MILLISECONDS.toNanos(10) - System.nanoTime());
            }
            rover.progress(task, 99, 0);
            console.awaitType("task_update", m -> Json.object(m.get("task")).get("progress").equals(99));
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Integer> shown = progress(console);
            assertTrue(shown.size() <= 10 * seconds + 1, () -> shown.size() + " in " + seconds + " s: " + shown);
            assertEquals(shown.stream().sorted().toList(), shown);
            assertEquals(99, upToHere(console).isEmpty() ? 99 : console.task(task).orElseThrow().get("progress"));
        }
    }

    private static List<Integer> progress(ConsoleView console) throws Exception {
        return console.heard().stream().filter(m -> m.get("type").equals("task_update"))
                .map(m -> (Integer) Json.object(m.get("task")).get("progress")).toList();
    }

    @Test
    void aTasksEndIsNotHeldBackByTheProgressBeforeIt() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            for (int i = 0; i < 50; i++) {
                rover.progress(task, i, i);
            }
            rover.complete(task);
            depot.console().awaitTask(task, "done");
            upToHere(depot.console());
            assertEquals("done", depot.console().task(task).orElseThrow().get("status"), "and no older progress is sent after it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"type\":\"start\"}", "{\"type\":7}"})
    void aMessageThatCannotBeUsedIsAnsweredWithAnErrorAndTheLinkGoesOn(String message) throws Exception {
        try (ConsoleView console = ConsoleView.open(depot.port())) {
            console.send(message);
            Map<String, Object> error = console.awaitType("error", m -> true);
            assertTrue(error.get("message") instanceof String text && !text.isBlank(), error::toString);
            upToHere(console);
            assertTrue(console.isOpen());
        }
    }
}
