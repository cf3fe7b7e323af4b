package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ETag and If-Match on zones and missions: edits do not overwrite each other. */
class EditsContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass("TASK_SILENT_AFTER", "300ms");
    static final Api api = depot.api();

    private static String path(String kind) throws Exception {
        return kind.equals("zones") ? "/zones/" + depot.zone() : "/missions/" + depot.mission(null);
    }

    private static String tag(String path) throws Exception {
        Api.Answer answer = api.get(path);
        assertEquals(200, answer.status(), answer::toString);
        return answer.header("ETag").orElseThrow();
    }

    private static Api.Answer rename(String path, String name, String... headers) throws Exception {
        return api.send("PUT", path, ("{\"name\":" + Json.quoted(name) + "}").getBytes(StandardCharsets.UTF_8), headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zones", "missions"})
    void eachAnswerThatShowsOneCarriesItsTag(String kind) throws Exception {
        String body = kind.equals("zones") ? "{\"name\":\"n\"}" : "{\"name\":\"n\",\"zoneId\":\"" + depot.zone() + "\"}";
        Api.Answer created = api.post("/" + kind, body, "Idempotency-Key", "tags-" + kind);
        String tag = created.header("ETag").orElseThrow();
        assertTrue(tag.matches("\"[!-~&&[^\"]]+\""), tag);
        String path = "/" + kind + "/" + created.json().get("id");
        assertEquals(tag, tag(path));
        assertEquals(tag, api.post("/" + kind, body, "Idempotency-Key", "tags-" + kind).header("ETag").orElseThrow(),
                "a repeated call as well");
        Api.Answer changed = rename(path, "other");
        assertNotEquals(tag, changed.header("ETag").orElseThrow());
        assertEquals(changed.header("ETag").orElseThrow(), tag(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zones", "missions"})
    void anEditOfAnOldVersionIs412WithThePresentOneAndChangesNothing(String kind) throws Exception {
        String path = path(kind);
        String old = tag(path);
        Api.Answer first = rename(path, "first", "If-Match", old);
        assertEquals(200, first.status(), first::toString);
        for (String method : List.of("PUT", "DELETE")) {
            Api.Answer second = api.send(method, path, method.equals("PUT")
                    ? "{\"name\":\"second\"}".getBytes(StandardCharsets.UTF_8) : null, "If-Match", old);
            assertEquals(412, second.status(), second::toString);
            assertEquals(first.header("ETag"), second.header("ETag"));
            assertEquals(first.json(), Json.object(second.json().get("current")));
            assertTrue(second.json().get("error") instanceof String);
        }
        assertEquals(first.json(), api.get(path).json());
        assertEquals(204, api.send("DELETE", path, null, "If-Match", tag(path)).status());
        assertEquals(404, api.send("DELETE", path, null, "If-Match", old).status());
        assertEquals(404, rename(path, "third", "If-Match", "*").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"*| 200", "TAG| 200", "'\"x\", TAG'| 200", "'TAG,\"x\"'| 200", "' ,TAG , '| 200", "W/TAG| 412",
            "'W/TAG, \"x\"'| 412",
        "'\"\"'| 412", "'\"99999999999999999999\"'| 412", "'\"-1\"'| 412", "'\"0x1\"'| 412", "1| 400", "'\"1'| 400", "'* , TAG'| 400",
        "'\"1\" \"2\"'| 400", "','| 400"})
    void listsStarAndWeakTags(String header, int status) throws Exception {
        for (String kind : List.of("zones", "missions")) {
            String path = path(kind);
            Api.Answer answer = rename(path, "n", "If-Match", header.replace("TAG", tag(path)));
            assertEquals(status, answer.status(), answer::toString);
        }
    }

    @Test
    void severalHeadersAreOneList() throws Exception {
        String path = path("zones");
        assertEquals(200, rename(path, "n", "If-Match", "\"x\"", "If-Match", tag(path)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zones", "missions"})
    void ofManyAtOnceOneWins(String kind) throws Exception {
        String path = path(kind);
        String tag = tag(path);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> rename(path, "name " + i, "If-Match", tag).status())).toList();
            int won = 0;
            for (Future<Integer> call : calls) {
                assertTrue(List.of(200, 412).contains(call.get()), () -> "status " + call.resultNow());
                won += call.get() == 200 ? 1 : 0;
            }
            assertEquals(1, won);
        }
    }

    @Test
    void thatAScheduleFiresIsNoEdit() throws Exception {
        String mission = depot.mission("not-there", "\"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"0 4 * * *\"}");
        String tag = tag("/missions/" + mission);
        depot.sql("UPDATE missions SET next_due = date_trunc('minute', now()) WHERE id = '" + mission + "'");
        Await.until("it fires", () -> !api.get("/tasks?mission_id=" + mission).text().equals("[]"));
        assertEquals(tag, tag("/missions/" + mission));
    }

    @Test
    void aPageOfAnotherOriginMayReadTheTagAndSendIt() throws Exception {
        String path = path("zones");
        Api.Answer preflight = api.send("OPTIONS", path, null, "Origin", "http://page.example", "Access-Control-Request-Method", "PUT",
                "Access-Control-Request-Headers", "content-type,if-match");
        assertTrue(preflight.header("Access-Control-Allow-Headers").orElseThrow().contains("if-match"), preflight::toString);
        Api.Answer answer = api.get(path, "Origin", "http://page.example");
        assertTrue(answer.header("Access-Control-Expose-Headers").orElseThrow().contains("etag"), answer::toString);
    }

    @Test
    void withoutTheHeaderTheLastEditWinsAsEver() throws Exception {
        String path = path("missions");
        assertEquals(200, rename(path, "one").status());
        assertEquals(200, rename(path, "two").status());
        assertEquals("two", api.get(path).json().get("name"));
    }
}
