package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a dispatch that is stopped and started again still knows. Each test starts its own, all on one database. */
class RestartContractTest {
    static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void everyTaskIsWhereItWasAndEveryWebSocketIsToldToComeBack() throws Exception {
        ScriptedRover working;
        ScriptedRover undelivered;
        String active;
        String assigned;
        String cancelled;
        ScriptedRover deaf;
        Object queued;
        Api.Answer keyed;
        String late = TestDispatch.newRoverId();
        try (TestDispatch first = TestDispatch.on(database.url())) {
            working = first.rover();
            active = first.activate(working);
            working.progress(active, 44, 4);
            undelivered = first.rover();
            undelivered.holdPongs();
            assigned = (String) first.start(first.mission(undelivered.id())).get("id");
            undelivered.expect("task", assigned);
            deaf = first.rover();
            cancelled = first.activate(deaf);
            deaf.holdPongs();
            first.cancel(cancelled);
            deaf.expect("cancel", cancelled);
            queued = first.queue(first.mission(late)).get("id");
            keyed = first.api().post("/zones", "{\"name\":\"n\",\"waypoints\":[]}", "Idempotency-Key", "before");
            ConsoleView console = ConsoleView.open(first.port());
            Thread closing = Thread.ofPlatform().start(() -> closeQuietly(first));
            assertEquals(1001, working.awaitClose());
            assertEquals(1001, console.awaitClose());
            closing.join();
        }
        try (TestDispatch again = TestDispatch.on(database.url());
                ScriptedRover one = ScriptedRover.connect(again.port(), working.id());
                ScriptedRover two = ScriptedRover.connect(again.port(), undelivered.id());
                ScriptedRover three = ScriptedRover.connect(again.port(), deaf.id())) {
            assertEquals(44, again.task(active).get("progress"), "the last report before the stop was stored");
            three.register();
            three.expect("cancel", cancelled);
            two.register();
            two.expect("task", assigned);
            one.register();
            one.expectSilence(Duration.ofMillis(200));
            one.complete(active);
            again.awaitTask(active, "done");
            try (ScriptedRover four = again.rover(late)) {
                four.expect("task", queued);
            }
            assertEquals(keyed.text(), again.api().post("/zones", "{\"name\":\"n\",\"waypoints\":[]}", "Idempotency-Key", "before").text());
            again.api().send("POST", "/stop", null);
        }
    }

    private static void closeQuietly(AutoCloseable depot) {
        try {
            depot.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTimeThatWasMissedWhileEverythingWasDownIsMadeUpForOnlyWhereTheMissionSaysSo() throws Exception {
        Instant at;
        String caughtUp;
        String missed;
        try (TestDispatch first = TestDispatch.on(database.url())) {
            at = Instant.now().plusMillis(600);
            caughtUp = first.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"catchUp\":true,\"at\":\"" + at + "\"}");
            missed = first.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"" + at + "\"}");
        }
        while (Instant.now().isBefore(at.plusMillis(50))) {
            LockSupport.parkNanos(10_000_000);
        }
        try (TestDispatch again = TestDispatch.on(database.url())) {
            Await.until("it is made up for", () -> tasks(again, caughtUp).size() == 1);
            String later = again.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false}");
            Await.until("a later one has fired", () -> tasks(again, later).size() == 1);
            assertEquals(List.of(), tasks(again, missed));
            assertEquals(1, tasks(again, caughtUp).size());
            for (Map<String, Object> task : tasks(again, caughtUp)) {
                again.cancel(task.get("id"));
            }
        }
        try (TestDispatch third = TestDispatch.on(database.url())) {
            String later = third.mission("not-there", "\"schedule\":{\"trigger\":\"once\",\"loop\":false}");
            Await.until("a later one has fired", () -> tasks(third, later).size() == 1);
            assertEquals(1, tasks(third, caughtUp).size(), "once, not at each start");
            assertTrue(tasks(third, missed).isEmpty());
        }
    }

    private static List<Map<String, Object>> tasks(TestDispatch depot, String mission) throws Exception {
        return Json.objects(depot.api().get("/tasks?mission_id=" + mission).text());
    }
}
