package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * No two transactions wait for each other: who waits for a row holds none that comes after it. Each test plays the other transaction, which
 * holds the first row and takes the second without waiting.
 */
class LocksInOrderTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();

    private static Connection begin() throws Exception {
        Connection other = depot.connect();
        other.setAutoCommit(false);
        return other;
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** PostgreSQL checks the mission of a task that a transaction changes for the second time. */
    @Test
    void progressAndTheEndOfATaskComeAfterItsMissionIsRemoved() throws Exception {
        try (ScriptedRover rover = depot.rover(); Connection removal = begin()) {
            String mission = depot.mission(rover.id());
            String task = depot.activate(rover, mission);
            run(removal, "SELECT FROM tasks WHERE id = '" + task + "' FOR UPDATE");
            rover.progress(task, 20, 1);
            depot.awaitOneThatWaits();
            rover.progress(task, 30, 2); // this and the end are written together, as the one before is under way
            rover.complete(task);
            rover.expectNothingYet();
            removal.rollback();
            run(removal, "SELECT FROM missions WHERE id = '" + mission + "' FOR UPDATE");
            Await.until("the first is stored", () -> depot.ask("SELECT progress FROM tasks").equals("20"));
            depot.awaitOneThatWaits();
            run(removal, "SELECT FROM tasks WHERE id = '" + task + "' FOR UPDATE NOWAIT");
            removal.rollback();
            depot.awaitTask(task, "done");
        }
    }

    /** Starts and reports are committed together, so a start may not wait for its mission. */
    @Test
    void aStartOfAMissionThatIsRemovedHoldsUpNoReport() throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover free = depot.rover(); Connection removal = begin()) {
            String task = depot.activate(rover, depot.mission(rover.id()));
            String mission = depot.mission(free.id());
            run(removal, "SELECT FROM missions WHERE id = '" + mission + "' FOR UPDATE");
            CompletableFuture<Integer> start = CompletableFuture.supplyAsync(() -> {
                try {
                    return depot.api().post("/missions/" + mission + "/start", "{}").status();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            depot.awaitOneThatWaits();
            assertFalse(depot.ask("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    .contains("INSERT INTO tasks"), "it waits where nothing is written together");
            rover.complete(task);
            depot.awaitTask(task, "done");
            removal.rollback();
            assertTrue(Set.of(201, 503).contains(start.get(10, TimeUnit.SECONDS)), "503 where that took more than a second");
        }
    }

    /** As a start does that needs the zone for itself: it holds the zone, and then wants the mission. */
    @Test
    void aMissionThatIsDueIsNotHeldWhileItsZoneIs() throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover second = depot.rover(); Connection start = begin()) {
            String once = "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"" + Instant.now().plusSeconds(2) + "\"}";
            String mission = depot.mission(rover.id(), once);
            depot.sql("UPDATE zones SET exclusive = true");
            run(start, "SELECT FROM zones FOR NO KEY UPDATE");
            String witness = depot.mission(second.id(), once); // in a zone of its own
            Await.until("it was looked at what is due", () -> !depot.api().get("/tasks?mission_id=" + witness).text().equals("[]"));
            run(start, "SELECT FROM missions WHERE id = '" + mission + "' FOR KEY SHARE NOWAIT");
            start.rollback();
            Await.until("it is started at the next look", () -> !depot.api().get("/tasks?mission_id=" + mission).text().equals("[]"));
        }
    }

    /** Rovers confirm in any order, and what they confirm is written together. */
    @Test
    void whatRoversConfirmIsLockedInTheOrderOfTheTasks() throws Exception {
        try (ScriptedRover busy = depot.rover(); ScriptedRover one = depot.rover(); ScriptedRover other = depot.rover();
                Connection first = begin(); Connection second = begin()) {
            String held = depot.activate(busy);
            Map<String, ScriptedRover> rovers = new TreeMap<>(); // this is the database's order as well
            for (ScriptedRover rover : List.of(one, other)) {
                rover.holdPongs();
                String task = (String) depot.start(depot.mission(rover.id())).get("id");
                rover.expect("task", task);
                rover.nextFrame(); // its ping
                rovers.put(task, rover);
            }
            List<String> tasks = List.copyOf(rovers.keySet());
            run(first, "SELECT FROM tasks WHERE id = '" + held + "' FOR UPDATE");
            run(second, "SELECT FROM tasks WHERE id = '" + tasks.get(0) + "' FOR UPDATE");
            busy.progress(held, 20, 1);
            depot.awaitOneThatWaits(); // so that what follows is written together
            for (String task : tasks.reversed()) {
                rovers.get(task).releasePongs();
                rovers.get(task).expectNothingYet();
            }
            first.rollback();
            Await.until("the one before is written", () -> depot.ask("SELECT progress FROM tasks WHERE id = '" + held + "'").equals("20"));
            depot.awaitOneThatWaits();
            run(second, "SELECT FROM tasks WHERE id = '" + tasks.get(1) + "' FOR UPDATE NOWAIT");
            second.rollback();
            for (String task : tasks) {
                Await.until("it is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
            }
        }
    }

    /** Or it would drive by what the mission said before, after the edit was answered. */
    @Test
    void anEditOfAMissionComesAfterAStartOfIt() throws Exception {
        try (Connection start = begin()) {
            String mission = depot.mission(null);
            run(start, "SELECT FROM missions WHERE id = '" + mission + "' FOR KEY SHARE");
            CompletableFuture<Integer> edit = CompletableFuture.supplyAsync(() -> {
                try {
                    return depot.api().send("PUT", "/missions/" + mission, "{\"enabled\":false}".getBytes()).status();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            depot.awaitOneThatWaits();
            start.rollback();
            assertTrue(Set.of(200, 503).contains(edit.get(10, TimeUnit.SECONDS)), "503 where that took more than a second");
        }
    }
}
