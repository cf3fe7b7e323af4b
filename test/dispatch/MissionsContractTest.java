package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Missions over HTTP: what may be said of one, what is shown of it, and what goes when it goes. */
class MissionsContractTest {
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();
    static String zone;

    @BeforeAll
    static void start() throws Exception {
        zone = depot.zone();
    }

    private static Map<String, Object> mission(String more) throws Exception {
        return depot.create("/missions", form(more));
    }

    private static String form(String more) {
        return "{\"name\":\"mow\",\"zoneId\":\"" + zone + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static Api.Answer put(Object id, String json) throws Exception {
        return api.send("PUT", "/missions/" + id, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMissionIsShownWithAllItsFieldsAndAbsentOnesAreNull() throws Exception {
        Map<String, Object> mission = mission("");
        assertEquals(Set.of("id", "name", "zoneId", "roverId", "schedule", "enabled", "createdAt", "updatedAt"), mission.keySet(),
                "what is new is shown only when it was set");
        assertEquals("mow", mission.get("name"));
        assertEquals(zone, mission.get("zoneId"));
        assertNull(mission.get("roverId"));
        assertEquals(true, mission.get("enabled"));
        Map<String, Object> schedule = new HashMap<>(Map.of("trigger", "manual", "loop", false));
        schedule.put("cron", null);
        assertEquals(schedule, mission.get("schedule"));
        assertTrue(((String) mission.get("createdAt")).endsWith("Z"));
        assertTrue(!Instant.parse((String) mission.get("updatedAt")).isBefore(Instant.parse((String) mission.get("createdAt"))));
        assertEquals(mission, api.get("/missions/" + mission.get("id")).json());
    }

    @Test
    void allThatIsSaidOfAMissionIsShown() throws Exception {
        Map<String, Object> mission = mission("""
                "roverId":"bvr-07","onLoss":"requeue",
                "schedule":{"trigger":"cron","cron":"30 4 * * 1-5","loop":true,"timezone":"Europe/Berlin","catchUp":true}""");
        assertEquals("bvr-07", mission.get("roverId"));
        assertEquals("requeue", mission.get("onLoss"));
        assertEquals(Map.of("trigger", "cron", "cron", "30 4 * * 1-5", "loop", true, "timezone", "Europe/Berlin", "catchUp", true),
                mission.get("schedule"));
        Map<String, Object> once = Json.object(mission("\"schedule\":{\"trigger\":\"once\",\"loop\":false,"
                + "\"at\":\"2999-07-01T12:00:00+02:00\"}").get("schedule"));
        assertEquals(Instant.parse("2999-07-01T10:00:00Z"), Instant.parse((String) once.get("at")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "requeue", "wait"})
    void onLossIsKept(String onLoss) throws Exception {
        Map<String, Object> mission = mission("\"onLoss\":\"" + onLoss + "\"");
        assertEquals(onLoss, mission.getOrDefault("onLoss", "fail"), "fail is the default, and may be left out");
        assertEquals(mission, api.get("/missions/" + mission.get("id")).json());
    }

    @Test
    void unknownFieldsAreIgnoredAndANullIsAsGoodAsNothing() throws Exception {
        Map<String, Object> mission = mission("\"roverId\":null,\"schedule\":null,\"onLoss\":null,\"colour\":\"green\",\"id\":7");
        assertNull(mission.get("roverId"));
        assertEquals("manual", Json.object(mission.get("schedule")).get("trigger"));
        mission("\"schedule\":{\"trigger\":\"manual\",\"cron\":null,\"timezone\":null,\"at\":null,\"catchUp\":null,\"loop\":false,"
                + "\"x\":1}");
    }

    @Test
    void theListIsNewestFirst() throws Exception {
        List<Object> ids = List.of(mission("").get("id"), mission("").get("id"), mission("").get("id"));
        List<Map<String, Object>> missions = Json.objects(api.get("/missions", "Content-Type", "application/json").text());
        assertEquals(ids.reversed(), missions.stream().limit(3).map(m -> m.get("id")).toList());
        assertEquals(api.get("/missions/" + ids.get(1)).json(), missions.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDispatch.NO_ONE, "no-uuid", "%7B%7D"})
    void anUnknownMissionIs404WhateverItsId(String id) throws Exception {
        String path = "/missions/" + id;
        for (Api.Answer answer : List.of(api.get(path), put(id, "{}"), api.send("DELETE", path, null),
                api.send("POST", path + "/start", null),
                api.send("POST", path + "/stop", null), api.get(path + "/next"))) {
            assertEquals(404, answer.status(), answer::toString);
            assertTrue(answer.json().get("error") instanceof String);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"other\"}", "{\"roverId\":\"bvr-09\"}", "{\"enabled\":false}",
        "{\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 6 * * *\",\"loop\":true}}"})
    void putChangesWhatIsGivenAndTheRestStays(String change) throws Exception {
        Map<String, Object> before = mission("\"roverId\":\"bvr-08\",\"schedule\":{\"trigger\":\"manual\",\"loop\":true}");
        Api.Answer answer = put(before.get("id"), change);
        assertEquals(200, answer.status(), answer::toString);
        Map<String, Object> expected = new HashMap<>(before);
        expected.putAll(Json.object(change));
        expected.put("updatedAt", answer.json().get("updatedAt"));
        assertEquals(expected, answer.json());
        assertTrue(Instant.parse((String) answer.json().get("updatedAt")).isAfter(Instant.parse((String) before.get("updatedAt"))));
        assertEquals(answer.json(), api.get("/missions/" + before.get("id")).json());
    }

    @Test
    void putOfANewZoneMovesTheMission() throws Exception {
        Object id = mission("").get("id");
        String other = depot.zone();
        assertEquals(other, put(id, "{\"zoneId\":\"" + other + "\"}").json().get("zoneId"));
        assertEquals(400, put(id, "{\"zoneId\":\"" + TestDispatch.NO_ONE + "\"}").status());
    }

    @Test
    void anEmptyRoverIdInAPutMeansAnyAgainAndANullChangesNothing() throws Exception {
        Object id = mission("\"roverId\":\"bvr-08\"").get("id");
        Map<String, Object> nulls = put(id, "{\"name\":null,\"zoneId\":null,\"roverId\":null,\"schedule\":null,\"enabled\":null}").json();
        assertEquals("bvr-08", nulls.get("roverId"));
        assertEquals("mow", nulls.get("name"));
        assertEquals(true, nulls.get("enabled"));
        assertNull(put(id, "{\"roverId\":\"\"}").json().get("roverId"));
        assertNull(api.get("/missions/" + id).json().get("roverId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{]", "7", "{\"zoneId\":\"ZONE\"}", "{\"name\":null,\"zoneId\":\"ZONE\"}",
            "{\"name\":1,\"zoneId\":\"ZONE\"}", "{\"name\":\"n\"}",
        "{\"name\":\"n\",\"zoneId\":null}", "{\"name\":\"n\",\"zoneId\":7}", "{\"name\":\"n\",\"zoneId\":\"" + TestDispatch.NO_ONE + "\"}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"roverId\":5}", "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":\"daily\"}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":{\"trigger\":1,\"loop\":false}}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":{\"trigger\":\"manual\",\"loop\":\"yes\"}}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":{\"trigger\":\"cron\",\"cron\":5,\"loop\":false}}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":{\"trigger\":\"once\",\"at\":1700000000000,\"loop\":false}}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"schedule\":{\"trigger\":\"manual\",\"loop\":false,\"catchUp\":1}}",
        "{\"name\":\"n\",\"zoneId\":\"ZONE\",\"onLoss\":true}"})
    void aMissingOrMistypedFieldOrAZoneThatIsNotThereIs400(String form) throws Exception {
        Api.Answer answer = api.post("/missions", form.replace("ZONE", zone));
        assertEquals(400, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String error && !error.isBlank(), answer::toString);
    }

    @Test
    void enabledMustBeTrueOrFalse() throws Exception {
        assertEquals(400, put(mission("").get("id"), "{\"enabled\":\"no\"}").status());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "schedule.trigger  | \"schedule\":{\"trigger\":\"sometimes\",\"loop\":false}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"often\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"* * * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"0 * * * * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"60 * * * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"* 24 * * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"* * 0 * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"* * * 13 *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"*/0 * * * *\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"5-1-7 * * * *\"}",
        "schedule.timezone | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"* * * * *\",\"timezone\":\"Mars/Olympus\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"@reboot\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"@often\"}",
        "schedule.cron     | \"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"99999999999999999999 * * * *\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"+999999999-12-31T23:59:59Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"-999999999-01-01T00:00:00Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"catchUp\":true,\"at\":\"1969-12-31T23:59:59Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"manual\",\"loop\":false,\"at\":\"+10000-01-01T00:00:00Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"9999-12-31T23:59:59-01:00\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2020-01-01T00:00:00Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"tomorrow\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2030-02-30T00:00:00Z\"}",
        "schedule.at       | \"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2030-02-03 00:00\"}",
        "onLoss            | \"onLoss\":\"explode\"",
        "onLoss            | \"onLoss\":\"\""})
    void aValueThatIsNotAllowedIs422AndNamesItsField(String field, String more) throws Exception {
        Api.Answer answer = api.post("/missions", form(more));
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"), answer::toString);
        Map<String, Object> mission = mission("");
        assertEquals(422, put(mission.get("id"), "{" + more + "}").status(), "in a PUT as well");
        assertEquals(mission, api.get("/missions/" + mission.get("id")).json());
    }

    @Test
    void theLastTimeOfAllIsTaken() throws Exception {
        Map<String, Object> mission =
                mission("\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"9999-12-31T23:59:59.999999999Z\"}");
        assertEquals(List.of("9999-12-31T23:59:59.999999Z"), api.get("/missions/" + mission.get("id") + "/next").json().get("next"));
    }

    @Test
    void aMissionWhoseOneTimeIsPastMayStillBeSavedAsItIs() throws Exception {
        Map<String, Object> mission = mission("\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2030-01-01T00:00:00Z\"}");
        depot.sql("UPDATE missions SET schedule = jsonb_set(schedule, '{at}', '\"2020-01-01T00:00:00Z\"'), next_due = NULL WHERE id = '"
                + mission.get("id") + "'");
        assertEquals(200, put(mission.get("id"),
                "{\"name\":\"m\",\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2020-01-01T00:00:00Z\"}}").status());
        assertEquals(422, put(mission.get("id"), "{\"schedule\":{\"trigger\":\"once\",\"loop\":false,\"at\":\"2020-01-01T00:00:01Z\"}}")
                .status());
        assertEquals(List.of(), api.get("/missions/" + mission.get("id") + "/next").json().get("next"));
    }

    @Test
    void namesOfSchedulesAreTakenAndShownAsTheyCame() throws Exception {
        Map<String, Object> mission = mission("\"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"@daily\"}");
        assertEquals("@daily", Json.object(mission.get("schedule")).get("cron"));
        assertTrue(((String) ((List<?>) api.get("/missions/" + mission.get("id") + "/next").json().get("next")).getFirst())
                .endsWith("T00:00:00Z"));
    }

    @Test
    void aCronMissionNeedsAnExpression() throws Exception {
        Api.Answer answer = api.post("/missions", form("\"schedule\":{\"trigger\":\"cron\",\"loop\":false}"));
        assertTrue(Arrays.asList(400, 422).contains(answer.status()), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * * *", "*/15 8-18 * * 1-5", "0,30 4 1 1,7 *", "0 0 29 2 *", "5 4 * * 0", "5 4 * * 7"})
    void ordinaryCronExpressionsAreTaken(String cron) throws Exception {
        Map<String, Object> mission = mission("\"schedule\":{\"trigger\":\"cron\",\"loop\":false,\"cron\":\"" + cron + "\"}");
        assertEquals(cron, Json.object(mission.get("schedule")).get("cron"), "as it was written");
        assertEquals(204, api.send("DELETE", "/missions/" + mission.get("id"), null).status());
    }

    @Test
    void namesHave1To128Characters() throws Exception {
        String longest = "m".repeat(128);
        assertEquals(longest, mission("\"roverId\":\"" + longest + "\"").get("roverId"));
        for (String name : new String[] {"", longest + "m"}) {
            Api.Answer answer = api.post("/missions", "{\"name\":\"" + name + "\",\"zoneId\":\"" + zone + "\"}");
            assertEquals(422, answer.status(), answer::toString);
            assertEquals("name", answer.json().get("field"));
        }
        assertEquals("roverId", api.post("/missions", form("\"roverId\":\"m" + longest + "\"")).json().get("field"));
    }

    @Test
    void deletingAMissionTakesItsTasksAndTellsTheRover() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            String task = depot.activate(rover, mission);
            Api.Answer answer = api.send("DELETE", "/missions/" + mission, null);
            assertEquals(204, answer.status(), answer::toString);
            assertEquals(0, answer.body().length);
            rover.expect("cancel", task);
            assertEquals(404, api.get("/missions/" + mission).status());
            assertEquals(404, api.get("/tasks/" + task).status());
            assertEquals(List.of("assigned>active", "active>cancelled"), depot.lastEdges(task, 2));
            depot.assign(rover);
        }
    }
}
