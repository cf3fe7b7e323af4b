package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.local.EmbeddedDatabase;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.KeptPort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL ends, is killed, or stands still, and comes back, under a dispatch with rovers at work. */
class DatabaseAwayTest {
    /** The contract's two seconds, and something for a busy machine. */
    private static final long MOST_MILLIS = 8_000;
    @TempDir
    static Path folder;
    static EmbeddedDatabase database;
    static TestDispatch depot;
    static Api api;
    static Api.Answer firstWhenReady;

    @BeforeAll
    static void start() throws Exception {
        database = EmbeddedDatabase.start(folder.resolve("postgres"), KeptPort.choose());
        depot = TestDispatch.on(database.url());
        api = depot.api();
    }

    @AfterAll
    static void stop() throws Exception {
        depot.close();
        database.close();
    }

    /** Kills the database, with kill -9. (Its library says with a stack trace that there was nothing left to stop.) */
    private static void withoutKilled(Callable<Void> meanwhile) throws Exception {
        ProcessHandle process = database.process();
        process.destroyForcibly();
        Await.until("the database is gone", () -> !process.isAlive());
        without(meanwhile);
    }

    /** Ends the database, and starts it again when that is done; goes on when dispatch is ready again. */
    private static void without(Callable<Void> meanwhile) throws Exception {
        int port = database.port();
        database.close();
        try {
            meanwhile.call();
        } finally {
            database = EmbeddedDatabase.start(folder.resolve("postgres"), port);
        }
        Await.until("it is ready again", () -> api.get("/ready").status() == 200);
        firstWhenReady = api.get("/missions");
        Await.until("calls are answered again", () -> api.get("/missions").status() == 200);
        // starts have connections of their own
        Await.until("starts are, too", () -> api.send("POST", "/missions/" + UUID.randomUUID() + "/start", null).status() == 404);
    }

    private static void awaitDegraded() throws Exception {
        Await.until("it is reported", () -> api.get("/ready").status() == 503);
    }

    private static Api.Answer timed(Callable<Api.Answer> call) throws Exception {
        long start = System.nanoTime();
        Api.Answer answer = call.call();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis <= MOST_MILLIS, () -> "after " + millis + " ms: " + answer);
        return answer;
    }

    private static void assertUnavailable(Api.Answer answer) {
        assertEquals(503, answer.status(), answer::toString);
        assertTrue(Integer.parseInt(answer.header("Retry-After").orElse("0")) > 0, answer::toString);
        assertEquals("*", answer.header("Access-Control-Allow-Origin").orElse("none"));
        String error = ((String) answer.json().get("error")).toLowerCase(Locale.ROOT);
        for (String internal : List.of("postgresql", "jdbc", "hikari", "exception", "127.0.0.1", "select")) {
            assertFalse(error.contains(internal), error);
        }
    }

    @Test
    void callsThatNeedItGet503WithinTwoSecondsAndTheRestGoesOn() throws Exception {
        try (ScriptedRover rover = depot.rover(); ConsoleView console = ConsoleView.open(depot.port())) {
            String zone = depot.zone();
            String mission = depot.mission(rover.id());
            String task = depot.activate(rover);
            byte[] name = "{\"name\":\"other\"}".getBytes(StandardCharsets.UTF_8);
            without(() -> {
                assertUnavailable(timed(() -> api.get("/zones"))); // at once, before it can know
                List<Callable<Api.Answer>> calls = new ArrayList<>();
                for (String path : List.of("/zones/" + zone, "/missions", "/missions/" + mission, "/tasks", "/tasks/" + task, "/tasks/"
                        + task + "/events")) {
                    calls.add(() -> timed(() -> api.get(path)));
                }
                for (String path : List.of("/missions/" + mission + "/start", "/missions/" + mission + "/start?queue=true",
                        "/missions/" + mission + "/stop", "/tasks/" + task + "/cancel", "/tasks/" + task + "/resend")) {
                    calls.add(() -> timed(() -> api.send("POST", path, null)));
                }
                for (String path : List.of("/zones/" + zone, "/missions/" + mission)) {
                    calls.add(() -> timed(() -> api.send("PUT", path, name)));
                    calls.add(() -> timed(() -> api.send("DELETE", path, null)));
                }
                calls.add(() -> timed(() -> api.post("/zones", "{\"name\":\"n\",\"waypoints\":[]}")));
                calls.add(() -> timed(() -> api.post("/missions", "{\"name\":\"n\",\"zoneId\":\"" + zone + "\"}", "Idempotency-Key",
                        "away")));
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (Future<Api.Answer> answer : threads.invokeAll(calls)) {
                        assertUnavailable(answer.get());
                    }
                }
                awaitDegraded();
                Api.Answer health = api.get("/health");
                assertEquals(200, health.status(), "a restart would not help");
                assertEquals("degraded", health.json().get("status"));
                assertTrue(health.json().get("reason") instanceof String reason && !reason.isBlank(), health::toString);
                assertEquals(1, health.json().get("connected_rovers"));
                assertEquals(200, api.get("/metrics").status());
                assertEquals(200, api.get("/version").status());
                rover.expectNothingYet();
                assertTrue(rover.isOpen() && console.isOpen());
                return null;
            });
            assertEquals("ok", api.get("/health").json().get("status"));
            assertEquals(200, firstWhenReady.status(), () -> "it said that it was ready: " + firstWhenReady);
            assertEquals("yard", api.get("/zones/" + zone).json().get("name"), "what got 503 did not happen");
            assertEquals("active", depot.task(task).get("status"));
            Api.Answer again = api.post("/missions", "{\"name\":\"n\",\"zoneId\":\"" + zone + "\"}", "Idempotency-Key", "away");
            assertEquals(201, again.status(), () -> "a 503 is no answer to keep: " + again);
            assertTrue(rover.isOpen() && console.isOpen());
            rover.complete(task);
            console.awaitTask(task, "done");
            depot.assign(rover, mission);
            console.awaitRover(rover.id(), Json.objects(api.get("/tasks?limit=1").text()).getFirst().get("id"));
        }
        depot.clear();
    }

    @Test
    void reportsAreKeptAndStoredWhenItIsBackAndAcknowledgedOnlyThen() throws Exception {
        try (ScriptedRover asking = depot.rover(TestDispatch.newRoverId(), "\"acks\":true"); ScriptedRover second = depot.rover();
                ScriptedRover third = depot.rover(); ConsoleView console = ConsoleView.open(depot.port())) {
            String done = depot.assign(asking);
            String active = depot.assign(second);
            String failed = depot.activate(third);
            withoutKilled(() -> {
                awaitDegraded();
                asking.progress(done, 50, 1);
                asking.complete(done);
                second.progress(active, 33, 1);
                second.progress(active, 66, 2);
                third.failed(failed, "wheel lost");
                asking.expectNothingYet();
                second.expectNothingYet();
                assertTrue(third.isOpen());
                return null;
            });
            Map<String, Object> ack = asking.next("ack");
            while (!ack.get("status").equals("done")) {
                ack = asking.next("ack");
            }
            assertEquals("done", depot.task(done).get("status"));
            depot.awaitProgress(active, 66);
            assertEquals("active", depot.task(active).get("status"));
            assertEquals("wheel lost", depot.awaitTask(failed, "failed").get("error"));
            console.awaitTask(done, "done");
            console.awaitTask(failed, "failed");
        }
        depot.clear();
    }

    @Test
    void theEmergencyStopReachesTheRoversAndIsStoredAfterwards() throws Exception {
        try (ScriptedRover begun = depot.rover(); ScriptedRover waiting = depot.rover()) {
            ScriptedRover away = depot.rover();
            String lost = depot.activate(away);
            depot.lose(away);
            String active = depot.activate(begun);
            String assigned = depot.assign(waiting);
            without(() -> {
                Api.Answer answer = timed(() -> api.send("POST", "/stop", null));
                assertEquals(200, answer.status(), answer::toString);
                begun.expect("cancel", active);
                waiting.expect("cancel", assigned);
                assertEquals(false, answer.json().get("stored"));
                assertTrue(Json.objects(answer.json().get("stopped")).containsAll(List.of(
                        Map.of("taskId", active, "roverId", begun.id(), "told", true),
                        Map.of("taskId", assigned, "roverId", waiting.id(), "told", true))), answer::toString);
                begun.upToHere();
                assertEquals(true, api.get("/hold").json().get("held"), "a stop holds, stored or not");
                assertEquals(503, api.send("POST", "/release", null).status());
                return null;
            });
            for (String task : List.of(active, assigned, lost)) {
                depot.awaitTask(task, "cancelled");
            }
            Await.until("it is stored, and holds", () -> api.get("/hold").json().get("since") != null);
            Await.until("it is released", () -> api.send("POST", "/release", null).status() == 200);
            try (ScriptedRover back = depot.rover(away.id())) {
                back.expect("cancel", lost);
            }
            Object next = depot.start(depot.mission(begun.id())).get("id");
            assertEquals(next, begun.nextButCancel().get("task_id"));
        }
        depot.clear();
    }

    @Test
    void roversThatComeAndGoMeanwhileAreShownRightAfterwards() throws Exception {
        ScriptedRover goes = depot.rover();
        String kept = depot.activate(goes);
        String id = TestDispatch.newRoverId();
        Object queued = depot.queue(depot.mission(id)).get("id");
        ScriptedRover[] comes = new ScriptedRover[1];
        without(() -> {
            awaitDegraded();
            goes.close();
            comes[0] = ScriptedRover.connect(depot.port(), id);
            comes[0].register();
            comes[0].upToHere();
            return null;
        });
        try (ScriptedRover rover = comes[0]; ScriptedRover back = ScriptedRover.connect(depot.port(), goes.id())) {
            rover.expect("task", queued);
            back.register();
            back.complete(kept);
            depot.awaitTask(kept, "done");
            depot.console().awaitRover(id, queued);
            depot.console().awaitRover(back.id(), null);
        }
        depot.clear();
    }

    @Test
    void oneThatStandsStillIsAsGoodAsAway() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.assign(rover);
            List<Long> processes = Stream.concat(Stream.of(database.process()), database.process().descendants()).map(ProcessHandle::pid)
                    .toList();
            signal("-STOP", processes);
            try {
                for (int i = 0; i < 2; i++) {
                    assertUnavailable(timed(() -> api.get("/zones")));
                }
                rover.complete(task);
                rover.expectNothingYet();
                awaitDegraded();
            } finally {
                signal("-CONT", processes);
            }
            Await.until("it is ready again", () -> api.get("/ready").status() == 200);
            depot.awaitTask(task, "done");
        }
        depot.clear();
    }

    private static void signal(String name, List<Long> processes) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("kill", name));
        processes.forEach(pid -> command.add(Long.toString(pid)));
        assertEquals(0, new ProcessBuilder(command).start().waitFor());
    }
}
