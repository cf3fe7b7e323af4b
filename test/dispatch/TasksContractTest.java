package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /tasks with its filters and limits, and POST /tasks/{id}/cancel, on 1,205 old tasks of two missions and two rovers. */
class TasksContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();
    static String mission;
    static String other;

    @BeforeAll
    static void start() throws Exception {
        mission = depot.mission(null);
        other = depot.mission(null);
        // the oldest is number 1; every fifth is of rover b, every third failed, the last five are of the other mission
        depot.sql("""
                INSERT INTO tasks (mission_id, rover_id, status, progress, waypoint, lap, created_at, ended_at)
                SELECT (CASE WHEN n > 1200 THEN '%s' ELSE '%s' END)::uuid, CASE WHEN n %% 5 = 0 THEN 'b' ELSE 'a' END,
                       CASE WHEN n %% 3 = 0 THEN 'failed' ELSE 'done' END, n %% 100, n, 0,
                       timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second', timestamptz '2026-02-01 00:00:00Z'
                FROM generate_series(1, 1205) n""".formatted(other, mission));
    }

    /** The waypoints of the tasks, which number them. */
    private static List<Integer> list(String query) throws Exception {
        Api.Answer answer = api.get("/tasks" + query, "Content-Type", "application/json");
        assertEquals(200, answer.status(), answer::toString);
        return Json.objects(answer.text()).stream().map(task -> (Integer) task.get("waypoint")).toList();
    }

    private static List<Integer> down(int from, int count, java.util.function.IntPredicate of) {
        return java.util.stream.IntStream.iterate(from, n -> n > 0, n -> n - 1).filter(of).limit(count).boxed().toList();
    }

    @Test
    void withoutAFilterTheNewest100AreListedNewestFirst() throws Exception {
        assertEquals(down(1205, 100, n -> true), list(""));
    }

    @Test
    void withAFilterUpTo1000() throws Exception {
        assertEquals(down(1200, 1000, n -> true), list("?mission_id=" + mission));
        assertEquals(down(1205, 1000, n -> n % 5 != 0), list("?rover_id=a"));
    }

    @Test
    void theFiltersCombine() throws Exception {
        assertEquals(down(1205, 1000, n -> n % 3 == 0), list("?status=failed"));
        assertEquals(down(1205, 1000, n -> n % 15 == 0), list("?status=failed&rover_id=b"));
        assertEquals(List.of(1203), list("?status=failed&rover_id=a&mission_id=" + other));
        assertEquals(List.of(), list("?status=active&rover_id=a"));
        assertEquals(List.of(), list("?mission_id=" + TestDispatch.NO_ONE));
        assertEquals(List.of(), list("?rover_id=nobody"));
    }

    @Test
    void emptyFiltersAreNone() throws Exception {
        assertEquals(100, list("?status=&rover_id=&mission_id=").size(), "as an existing console's form sends them");
    }

    @Test
    void limitAndBeforePageThroughAllOfThem() throws Exception {
        assertEquals(down(1205, 7, n -> true), list("?limit=7"));
        List<Integer> all = new ArrayList<>();
        String before = "";
        while (true) {
            List<Map<String, Object>> page = Json.objects(api.get("/tasks?limit=400" + before).text());
            if (page.isEmpty()) {
                break;
            }
            page.forEach(task -> all.add((Integer) task.get("waypoint")));
            before = "&before=" + URLEncoder.encode((String) page.getLast().get("createdAt"), StandardCharsets.UTF_8);
        }
        assertEquals(down(1205, 1205, n -> true), all);
        assertEquals(down(600, 3, n -> n % 15 == 0), list("?limit=3&status=failed&rover_id=b&before=2026-01-01T00:10:01Z"));
    }

    @ParameterizedTest
    @CsvSource({"limit, 0", "limit, -1", "limit, many", "limit, 99999999999", "before, yesterday", "before, %2B999999999-12-31T23:59:59Z",
            "before, -999999999-01-01T00:00:00Z",
        "before, 1969-12-31T23:59:59Z", "before, %2B10000-01-01T00:00:00Z", "status, sleeping", "mission_id, no-uuid"})
    void aFilterOrLimitThatIsNoneIsRefused(String name, String value) throws Exception {
        Api.Answer answer = api.get("/tasks?" + name + "=" + value);
        assertTrue(answer.status() == 400 || answer.status() == 422, answer::toString);
        assertTrue(((String) answer.json().get("error")).contains(name), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rover_id=%00", "status=%00", "mission_id=%00", "rover_id=%ff", "rover_id=a%27%20OR%20%271%27=%271",
            "limit=%00", "before=%00",
        "before=1970-01-01T00:00:00Z"})
    void whatNoDatabaseTakesIsNoFaultOfOurs(String filter) throws Exception {
        Api.Answer answer = api.get("/tasks?" + filter);
        assertTrue(answer.status() == 400 || answer.status() == 422 || answer.text().equals("[]"), answer::toString);
    }

    @Test
    void anOldTaskIsShownAsAll() throws Exception {
        Map<String, Object> newest = Json.objects(api.get("/tasks?limit=1").text()).getFirst();
        assertEquals(newest, depot.task(newest.get("id")));
        assertEquals("2026-02-01T00:00:00Z", java.time.Instant.parse((String) newest.get("endedAt")).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDispatch.NO_ONE, "no-uuid", "7"})
    void anUnknownTaskIs404WhateverItsId(String id) throws Exception {
        for (Api.Answer answer : List.of(api.get("/tasks/" + id), depot.cancel(id))) {
            assertEquals(404, answer.status(), answer::toString);
            assertTrue(answer.json().get("error") instanceof String);
        }
    }

    @Test
    void anEndedTaskCannotBeCancelled() throws Exception {
        Map<String, Object> newest = Json.objects(api.get("/tasks?limit=1").text()).getFirst();
        assertEquals(404, depot.cancel(newest.get("id")).status());
        assertEquals(newest, depot.task(newest.get("id")));
    }
}
