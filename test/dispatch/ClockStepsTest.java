package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import depot.dispatch.store.AlarmCallTable;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database's clock is set under two processes, or is not that of the processes from the start. (Each case by itself:
 * {@code DueRuleTest}.)
 */
class ClockStepsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private TestDatabase database;
    private SteppedClock clock;
    private TestDispatch first;
    private TestDispatch second;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.create();
        clock = SteppedClock.of(database);
    }

    private void startBoth() throws Exception {
        first = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms");
        second = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms");
        api = first.api();
        String ran = mission("{\"trigger\":\"once\"}");
        awaitTasks(ran, 1); // schedules are checked
    }

    @AfterEach
    void stop() throws Exception {
        if (second != null) {
            second.close();
        }
        if (first != null) {
            first.close();
        }
        database.close();
    }

    private String mission(String schedule) throws Exception {
        return first.mission("not-there", "\"schedule\":" + schedule);
    }

    private String cron(String expression) throws Exception {
        return mission("{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"" + expression + "\"}");
    }

    /** A fixed time each day, that much after now by the database's clock. */
    private String daily(Duration after) throws Exception {
        ZonedDateTime at = clock.now().plus(after).atZone(ZoneOffset.UTC);
        return cron(at.getMinute() + " " + at.getHour() + " * * *");
    }

    private List<Map<String, Object>> tasks(String mission) throws Exception {
        return Json.objects(api.get("/tasks?mission_id=" + mission).text());
    }

    private void awaitTasks(String mission, int count) throws Exception {
        Await.until("mission " + mission + " has " + count + " tasks", () -> tasks(mission).size() == count);
    }

    private Instant next(String mission) throws Exception {
        return Instant.parse((String) ((List<?>) api.get("/missions/" + mission + "/next").json().get("next")).getFirst());
    }

    private Optional<String> outcome(String mission) throws Exception {
        return Optional.ofNullable(api.get("/missions/" + mission + "/next").json().get("last"))
                .map(last -> (String) Json.object(last).get("outcome"));
    }

    /** Goes on when both processes have checked the schedules since, and everything that was due has started. */
    private void afterBothHaveLooked() throws Exception {
        for (int i = 0; i < 6; i++) {
            awaitTasks(mission("{\"trigger\":\"once\"}"), 1);
        }
    }

    @Test
    void anHourForwardWhatFellDueInItStartsOnceAndTheRestGoesOn() throws Exception {
        startBoth();
        String inTheJump = daily(Duration.ofMinutes(30));
        String afterIt = daily(Duration.ofMinutes(90));
        String everyMinute = cron("* * * * *");
        Instant unchanged = next(afterIt);
        clock.step(HOUR);
        awaitTasks(inTheJump, 1);
        afterBothHaveLooked();
        assertEquals(1, tasks(inTheJump).size());
        assertTrue(outcome(inTheJump).orElseThrow().contains("the clock was set forward"), () -> "it says so");
        assertTrue(next(inTheJump).isAfter(clock.now().plus(Duration.ofHours(20))));
        assertEquals(List.of(), tasks(afterIt));
        assertEquals(unchanged, next(afterIt));
        Instant soon = next(everyMinute);
        assertFalse(soon.isAfter(clock.now().plusSeconds(60)), () -> "it goes on at " + soon);
        assertTrue(tasks(everyMinute).size() <= 1, "and makes nothing up");
    }

    @Test
    void anHourBackWhatHasStartedDoesNotStartAgainAndNothingIsSilent() throws Exception {
        startBoth();
        String started = daily(Duration.ofMinutes(-1));
        database.sql("UPDATE missions SET next_due = date_trunc('minute', now()) - interval '1 min' WHERE id = '" + started + "'");
        awaitTasks(started, 1);
        Instant tomorrow = next(started);
        String everyMinute = cron("*/10 * * * *");
        String inHalfAnHour = daily(Duration.ofMinutes(30));
        Instant later = next(inHalfAnHour);
        clock.step(HOUR.negated());
        Await.until("the wildcard goes on by the clock as it is", () -> !next(everyMinute)
                .isAfter(clock.now().plus(Duration.ofMinutes(10))));
        afterBothHaveLooked();
        assertEquals(tomorrow, next(started));
        assertEquals(1, tasks(started).size());
        assertEquals(later, next(inHalfAnHour), "a fixed time that was to come is as it was");
        assertTrue(tasks(everyMinute).size() <= 1);
    }

    @Test
    void aClockThatWasDaysAheadLeavesNothingSilentForDays() throws Exception {
        clock.step(Duration.ofDays(9));
        startBoth();
        String daily = daily(Duration.ofMinutes(-1));
        database.sql("UPDATE missions SET next_due = date_trunc('minute', now()) - interval '1 min' WHERE id = '" + daily + "'");
        awaitTasks(daily, 1);
        clock.step(Duration.ofDays(-9));
        Await.until("it is due within a day", () -> !next(daily).isAfter(clock.now().plus(Duration.ofDays(1))));
        assertTrue(outcome(daily).orElseThrow().contains("the clock was set back by 8 days"), () -> "it says so");
    }

    @Test
    void daysForwardNothingIsMadeUpForAndTheOutcomeSaysSo() throws Exception {
        startBoth();
        String daily = daily(Duration.ofMinutes(30));
        clock.step(Duration.ofDays(9));
        Await.until("it says so", () -> outcome(daily).orElse("").contains("the clock was set forward by 8 days"));
        assertEquals(List.of(), tasks(daily));
        assertFalse(next(daily).isAfter(clock.now().plus(Duration.ofDays(1))));
    }

    private void old(int days) throws Exception {
        database.sql("INSERT INTO task_events(task_id, to_status, who, why, at) VALUES (gen_random_uuid(), 'done', 'test', 'old', now() - "
                + "interval '" + days + " days')");
    }

    private void awaitOldIsGone() throws Exception {
        Await.until("what is old is gone", () -> database.ask("SELECT count(*) FROM task_events WHERE why = 'old'").equals("0"));
    }

    /** Each process looks for what is old as it starts. */
    @Test
    void nothingIsOldForAClockThatWasSetForward() throws Exception {
        startBoth();
        String young = (String) first.queue(first.mission("not-there")).get("id");
        assertEquals(200, first.cancel(young).status());
        String key = database.ask("INSERT INTO idempotency_keys(route, key, body_hash, status, answer) VALUES ('r', 'young', '', 201, '') "
                + "RETURNING key");
        old(370);
        database.sql("UPDATE dispatch_migrations SET applied_at = now() - interval '2 days'"); // the day's grace after an update is over
        clock.step(Duration.ofDays(400));
        Await.until("it was seen", () -> database.ask("SELECT count(*) FROM clock_steps").equals("1"));
        afterBothHaveLooked();
        assertEquals("1", database.ask("SELECT count(*) FROM clock_steps"), "written down once, though both saw it");
        try (TestDispatch third = TestDispatch.on(database.url())) {
            awaitOldIsGone();
            assertEquals("cancelled", third.task(young).get("status"));
            assertFalse(third.events(young).isEmpty());
        }
        assertEquals(key, database.ask("SELECT key FROM idempotency_keys"));
        second.close();
        first.close();
        clock.step(Duration.ofDays(500)); // while no process runs it cannot be distinguished from time that passes
        old(1_300);
        first = TestDispatch.on(database.url());
        second = null;
        awaitOldIsGone();
        assertEquals("cancelled", first.task(young).get("status"));
    }

    @Test
    void aClockThatWasSetBackWhileEverythingWasDownLeavesNothingSilent() throws Exception {
        startBoth();
        String wildcard = cron("*/10 * * * *");
        second.close();
        first.close();
        clock.step(HOUR.negated());
        first = TestDispatch.on(database.url(), "TASK_SILENT_AFTER", "300ms");
        second = null;
        api = first.api();
        Await.until("it goes on by the clock as it is", () -> !next(wildcard).isAfter(clock.now().plus(Duration.ofMinutes(10))));
    }

    /** The processes' clocks are not the database's: what is due goes by the database's alone. */
    @ParameterizedTest
    @ValueSource(longs = {-600, -30, 30, 600})
    void aMissionIsDueByTheDatabasesClock(long ahead) throws Exception {
        clock.step(Duration.ofSeconds(ahead));
        startBoth(); // with a once “now”, which starts at once
        Instant saved = clock.now();
        String everyMinute = cron("* * * * *");
        Instant next = next(everyMinute);
        assertTrue(next.isAfter(saved) && !next.isAfter(saved.plusSeconds(61)), () -> "saved at " + saved + ", due at " + next);
        assertEquals(422, once(clock.now().minusSeconds(90), false).status());
        assertEquals(201, once(clock.now().minusSeconds(20), false).status());
        assertEquals(201, once(clock.now().minusSeconds(3600), true).status(), "with catchUp it is made up for");
    }

    private Api.Answer once(Instant at, boolean catchUp) throws Exception {
        return api.post("/missions", "{\"name\":\"n\",\"zoneId\":\"" + first.zone() + "\",\"schedule\":{\"trigger\":\"once\",\"at\":\"" + at
                + "\",\"catchUp\":" + catchUp + "}}");
    }

    private static HttpServer hook(AtomicBoolean refuses, Queue<String> calls) throws IOException {
        HttpServer hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext("/", exchange -> {
            calls.add((refuses.get() ? "refused " : "") + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(refuses.get() ? 500 : 204, -1);
            exchange.close();
        });
        hook.start();
        return hook;
    }

    private static void awaitCall(Queue<String> calls, String text, boolean refused) throws Exception {
        Await.until("the webhook is called", () -> calls.stream().anyMatch(call -> call.contains(text)
                && call.startsWith("refused ") == refused));
    }

    @Test
    void theWebhooksCallsAreNeitherDroppedNorDelayed() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean(true);
        Queue<String> calls = new ConcurrentLinkedQueue<>();
        HttpServer hook = hook(refuses, calls);
        try {
            first = TestDispatch.on(database.url(), "ALARM_WEBHOOK", "http://127.0.0.1:" + hook.getAddress().getPort() + "/");
            database.sql("INSERT INTO alarms(kind, subject, text) VALUES ('task_failed', 'x', 'before the steps')");
            awaitCall(calls, "before the steps", true);
            clock.step(Duration.ofDays(400));
            try (Connection connection = database.connect()) {
                assertEquals(0, AlarmCallTable.drop(connection, Duration.ofDays(1).toSeconds(), 1000), "none is too old");
            }
            database.sql("INSERT INTO alarms(kind, subject, text) VALUES ('task_failed', 'y', 'after the first')");
            clock.step(Duration.ofDays(-400));
            refuses.set(false);
            awaitCall(calls, "before the steps", false);
            awaitCall(calls, "after the first", false);
        } finally {
            hook.stop(0);
        }
    }
}
