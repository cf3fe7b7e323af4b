package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones over HTTP: what may be said of one, what is shown of it, and what goes when it goes. */
class ZonesContractTest {
    private static final String FULL = """
            {"name":"Hof Süd 🌿","zoneType":"polygon","waypoints":[{"x":1.5,"y":-2,"theta":3.25},{"x":0,"y":1e3}],
             "polygon":[{"lat":52.5,"lon":13.4},{"lat":52.6,"lon":13.4},{"lat":52.6,"lon":13.5}],
             "mapId":"2f1f64a1-9d0c-4b5e-8e6c-0d2f5f4b7a10"}""";
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    @Test
    void aZoneIsShownWithAllItsFieldsAndAbsentOnesAreNull() throws Exception {
        Map<String, Object> zone = depot.create("/zones", "{\"name\":\"n\",\"waypoints\":[]}");
        assertEquals(Set.of("id", "name", "zoneType", "waypoints", "polygon", "mapId", "createdAt", "updatedAt"), zone.keySet());
        assertEquals("n", zone.get("name"));
        assertEquals("route", zone.get("zoneType"), "the default");
        assertEquals(List.of(), zone.get("waypoints"));
        assertNull(zone.get("polygon"));
        assertNull(zone.get("mapId"));
        assertEquals(4, java.util.UUID.fromString((String) zone.get("id")).version());
        assertTrue(Duration.between(instant(zone.get("createdAt")), Instant.now()).abs().toSeconds() < 60, zone::toString);
        assertEquals(zone, api.get("/zones/" + zone.get("id")).json());
    }

    private static Instant instant(Object time) {
        assertTrue(((String) time).endsWith("Z"), "RFC 3339 in UTC: " + time);
        return Instant.parse((String) time);
    }

    @Test
    void allThatIsSaidOfAZoneIsShown() throws Exception {
        Map<String, Object> zone = depot.create("/zones", FULL);
        assertEquals("Hof Süd 🌿", zone.get("name"));
        assertEquals("polygon", zone.get("zoneType"));
        assertEquals("2f1f64a1-9d0c-4b5e-8e6c-0d2f5f4b7a10", zone.get("mapId"));
        List<Map<String, Object>> waypoints = Json.objects(zone.get("waypoints"));
        assertEquals(2, waypoints.size());
        assertEquals(Set.of("x", "y", "theta"), waypoints.get(0).keySet());
        assertEquals(List.of(1.5, -2.0, 3.25), List.of(number(waypoints.get(0), "x"), number(waypoints.get(0), "y"),
                number(waypoints.get(0), "theta")));
        assertEquals(1000.0, number(waypoints.get(1), "y"));
        assertNull(waypoints.get(1).get("theta"));
        List<Map<String, Object>> polygon = Json.objects(zone.get("polygon"));
        assertEquals(3, polygon.size());
        assertEquals(Set.of("lat", "lon"), polygon.get(1).keySet());
        assertEquals(52.6, number(polygon.get(1), "lat"));
        assertEquals(13.4, number(polygon.get(1), "lon"));
        assertEquals(zone, api.get("/zones/" + zone.get("id")).json(), "the database holds the same");
    }

    private static double number(Map<String, Object> object, String name) {
        return Json.number(object.get(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"route", "polygon", "point", "corridor"})
    void aZoneTypeIsKeptAsItIs(String type) throws Exception {
        assertEquals(type, depot.create("/zones", "{\"name\":\"n\",\"zoneType\":\"" + type + "\",\"waypoints\":[]}").get("zoneType"));
    }

    @Test
    void unknownFieldsAreIgnoredAndANullIsAsGoodAsNothing() throws Exception {
        Map<String, Object> zone = depot.create("/zones", """
                {"name":"n","id":"2f1f64a1-9d0c-4b5e-8e6c-0d2f5f4b7a10","createdAt":7,"zoneType":null,"polygon":null,"mapId":null,
                 "waypoints":[{"x":1,"y":2,"theta":null,"z":9}],"colour":{"r":[1]}}""");
        assertNotEquals("2f1f64a1-9d0c-4b5e-8e6c-0d2f5f4b7a10", zone.get("id"));
        assertEquals("route", zone.get("zoneType"));
        assertNull(Json.objects(zone.get("waypoints")).getFirst().get("theta"));
    }

    @Test
    void theListIsNewestFirst() throws Exception {
        List<String> ids = List.of(depot.zone(), depot.zone(), depot.zone());
        List<Map<String, Object>> zones = Json.objects(api.get("/zones", "Content-Type", "application/json").text());
        assertEquals(ids.reversed(), zones.stream().limit(3).map(zone -> zone.get("id")).toList());
        assertEquals(api.get("/zones/" + ids.get(1)).json(), zones.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/zones/" + TestDispatch.NO_ONE, "/zones/no-uuid", "/zones/7", "/zones/%00", "/zones/1-1-1-1-1"})
    void anUnknownZoneIs404WhateverItsId(String path) throws Exception {
        for (Api.Answer answer : List.of(api.get(path), api.send("PUT", path, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                api.send("DELETE", path, null))) {
            assertEquals(404, answer.status(), answer::toString);
            assertTrue(answer.json().get("error") instanceof String);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"other\"}", "{\"zoneType\":\"point\"}", "{\"waypoints\":[]}",
            "{\"waypoints\":[{\"x\":9.0,\"y\":8.0,\"theta\":7.0}]}",
        "{\"polygon\":[{\"lat\":1.0,\"lon\":1.0},{\"lat\":2.0,\"lon\":1.0},{\"lat\":2.0,\"lon\":2.0}]}",
        "{\"mapId\":\"11111111-2222-4333-8444-555555555555\"}"})
    void putChangesWhatIsGivenAndTheRestStays(String change) throws Exception {
        Map<String, Object> before = depot.create("/zones", FULL);
        Api.Answer answer = put(before.get("id"), change);
        assertEquals(200, answer.status(), answer::toString);
        Map<String, Object> expected = new java.util.HashMap<>(before);
        expected.putAll(Json.object(change));
        expected.put("updatedAt", answer.json().get("updatedAt"));
        assertEquals(expected, answer.json());
        assertTrue(instant(answer.json().get("updatedAt")).isAfter(instant(before.get("updatedAt"))));
        assertEquals(answer.json(), api.get("/zones/" + before.get("id")).json());
    }

    private static Api.Answer put(Object id, String json) throws Exception {
        return api.send("PUT", "/zones/" + id, json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":null,\"zoneType\":null,\"waypoints\":null,\"polygon\":null,\"mapId\":null}",
            "{\"id\":\"x\",\"colour\":1}"})
    void aPutOfNothingOrNullsChangesNothing(String change) throws Exception {
        Map<String, Object> before = depot.create("/zones", FULL);
        Map<String, Object> after = put(before.get("id"), change).json();
        for (String field : List.of("id", "name", "zoneType", "waypoints", "polygon", "mapId", "createdAt")) {
            assertEquals(before.get(field), after.get(field), field);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"zone\"", "{\"name\":\"n\",\"waypoints\":[]} x", "{\"waypoints\":[]}",
            "{\"name\":null,\"waypoints\":[]}",
        "{\"name\":5,\"waypoints\":[]}", "{\"name\":\"n\",\"waypoints\":{}}", "{\"name\":\"n\",\"waypoints\":[1]}",
        "{\"name\":\"n\",\"waypoints\":[null]}",
        "{\"name\":\"n\",\"waypoints\":[{\"x\":1}]}", "{\"name\":\"n\",\"waypoints\":[{\"x\":1,\"y\":\"2\"}]}",
        "{\"name\":\"n\",\"waypoints\":[{\"x\":1,\"y\":null}]}", "{\"name\":\"n\",\"waypoints\":[{\"x\":1,\"y\":2,\"theta\":true}]}",
        "{\"name\":\"n\",\"waypoints\":[],\"zoneType\":1}", "{\"name\":\"n\",\"waypoints\":[],\"polygon\":\"all\"}",
        "{\"name\":\"n\",\"waypoints\":[],\"polygon\":[{\"lat\":1},{\"lat\":2,\"lon\":1},{\"lat\":2,\"lon\":2}]}",
        "{\"name\":\"n\",\"waypoints\":[],\"mapId\":7}"})
    void aMissingOrMistypedFieldIs400(String json) throws Exception {
        Api.Answer answer = api.post("/zones", json);
        assertEquals(400, answer.status(), answer::toString);
        assertTrue(answer.json().get("error") instanceof String error && !error.isBlank(), answer::toString);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "name               | {`name`:``,`waypoints`:[]}",
        "zoneType           | {`name`:`n`,`zoneType`:``,`waypoints`:[]}",
        "waypoints[2].x     | {`name`:`n`,`waypoints`:[{`x`:1,`y`:1},{`x`:1,`y`:1},{`x`:1e999,`y`:1}]}",
        "waypoints[0].y     | {`name`:`n`,`waypoints`:[{`x`:1,`y`:-1e999}]}",
        "waypoints[1].x     | {`name`:`n`,`waypoints`:[{`x`:100000,`y`:-100000},{`x`:100000.1,`y`:1}]}",
        "waypoints[0].y     | {`name`:`n`,`waypoints`:[{`x`:1,`y`:-100001}]}",
        "waypoints[0].x     | {`name`:`n`,`waypoints`:[{`x`:1e300,`y`:1}]}",
        "waypoints[0].theta | {`name`:`n`,`waypoints`:[{`x`:1,`y`:1,`theta`:-1001}]}",
        "polygon[0].lat     | {`name`:`n`,`polygon`:[{`lat`:1e300,`lon`:1},{`lat`:2,`lon`:1},{`lat`:2,`lon`:2}]}",
        "waypoints[1].theta | {`name`:`n`,`waypoints`:[{`x`:1,`y`:1},{`x`:1,`y`:1,`theta`:1e999}]}",
        "polygon            | {`name`:`n`,`waypoints`:[],`polygon`:[]}",
        "polygon            | {`name`:`n`,`waypoints`:[],`polygon`:[{`lat`:1,`lon`:1},{`lat`:2,`lon`:2}]}",
        "polygon[1].lat     | {`name`:`n`,`waypoints`:[],`polygon`:[{`lat`:1,`lon`:1},{`lat`:91,`lon`:2},{`lat`:2,`lon`:3}]}",
        "polygon[2].lon     | {`name`:`n`,`waypoints`:[],`polygon`:[{`lat`:1,`lon`:1},{`lat`:1,`lon`:2},{`lat`:2,`lon`:-180.5}]}",
        "polygon[0].lat     | {`name`:`n`,`waypoints`:[],`polygon`:[{`lat`:1e999,`lon`:1},{`lat`:1,`lon`:2},{`lat`:2,`lon`:1}]}",
        "mapId              | {`name`:`n`,`waypoints`:[],`mapId`:`the yard`}"})
    void aValueThatIsNotAllowedIs422AndNamesItsField(String field, String form) throws Exception {
        String json = form.replace('`', '"');
        Api.Answer answer = api.post("/zones", json);
        assertEquals(422, answer.status(), () -> json + ": " + answer);
        assertEquals(field, answer.json().get("field"), answer::toString);
        assertTrue(answer.json().get("error") instanceof String);
        Map<String, Object> zone = depot.create("/zones", FULL);
        assertEquals(422, put(zone.get("id"), json).status(), "in a PUT as well");
        assertEquals(zone, api.get("/zones/" + zone.get("id")).json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"lat\":0,\"lon\":0},{\"lat\":1,\"lon\":1},{\"lat\":1,\"lon\":0},{\"lat\":0,\"lon\":1}]",
        "[{\"lat\":0,\"lon\":0},{\"lat\":0,\"lon\":4},{\"lat\":3,\"lon\":2},{\"lat\":-1,\"lon\":2},{\"lat\":3,\"lon\":1}]"})
    void aPolygonMustNotCrossItself(String polygon) throws Exception {
        Api.Answer answer = api.post("/zones", "{\"name\":\"n\",\"waypoints\":[],\"polygon\":" + polygon + "}");
        assertEquals(422, answer.status(), answer::toString);
        assertEquals("polygon", answer.json().get("field"));
    }

    @Test
    void aPolygonMayBeHollow() throws Exception {
        depot.create("/zones", """
                {"name":"n","waypoints":[],"polygon":[{"lat":0,"lon":0},{"lat":0,"lon":4},{"lat":4,"lon":4},{"lat":1,"lon":2}]}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a\\u0000b\",\"waypoints\":[]}", "{\"name\":\"\\ud800\",\"waypoints\":[]}",
        "{\"name\":\"n\",\"zoneType\":\"a\\u0000\",\"waypoints\":[]}", "{\"name\":\"n\",\"waypoints\":[],\"mapId\":\"\\u0000\"}"})
    void aTextThatNoDatabaseTakesIsRefused(String json) throws Exception {
        Api.Answer answer = api.post("/zones", json);
        assertTrue(answer.status() == 400 || answer.status() == 422, answer::toString);
    }

    @Test
    void aNameHas1To128Characters() throws Exception {
        String longest = "ü".repeat(128);
        assertEquals(longest, depot.create("/zones", "{\"name\":\"" + longest + "\",\"waypoints\":[]}").get("name"));
        Api.Answer answer = api.post("/zones", "{\"name\":\"" + longest + "x\",\"waypoints\":[]}");
        assertEquals(422, answer.status(), answer::toString);
        assertEquals("name", answer.json().get("field"));
    }

    @Test
    void charactersAreCountedAsPeopleDoAndBlanksAreNoName() throws Exception {
        String emoji = "🌿".repeat(128);
        assertEquals(emoji, depot.create("/zones", "{\"name\":\"" + emoji + "\",\"waypoints\":[]}").get("name"));
        assertEquals(422, api.post("/zones", "{\"name\":\"" + emoji + "🌿\",\"waypoints\":[]}").status());
        Api.Answer blanks = api.post("/zones", "{\"name\":\"  \u2003 \",\"waypoints\":[]}");
        assertEquals(422, blanks.status(), blanks::toString);
        assertEquals("name", blanks.json().get("field"));
    }

    @Test
    void aZoneHasAtMost10000Waypoints() throws Exception {
        assertEquals(10_000, Json.objects(depot.create("/zones", manyWaypoints(10_000)).get("waypoints")).size());
        Api.Answer answer = api.post("/zones", manyWaypoints(10_001));
        assertEquals(422, answer.status(), answer::toString);
        assertEquals("waypoints", answer.json().get("field"));
    }

    private static String manyWaypoints(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{\"x\":" + i + ",\"y\":0.5,\"theta\":-1.25}")
                .collect(Collectors.joining(",", "{\"name\":\"long\",\"waypoints\":[", "]}"));
    }

    @Test
    void deletingAZoneTakesItsMissionsAndTasksAndTellsTheRovers() throws Exception {
        String zone = depot.zone();
        try (ScriptedRover assigned = depot.rover(); ScriptedRover active = depot.rover()) {
            String first = missionIn(zone, assigned);
            String second = missionIn(zone, active);
            String firstTask = depot.assign(assigned, first);
            String secondTask = depot.activate(active, second);
            Api.Answer answer = api.send("DELETE", "/zones/" + zone, null, "Content-Type", "application/json");
            assertEquals(204, answer.status(), answer::toString);
            assertEquals(0, answer.body().length);
            assigned.expect("cancel", firstTask);
            active.expect("cancel", secondTask);
            for (String gone : List.of("/zones/" + zone, "/missions/" + first, "/missions/" + second, "/tasks/" + firstTask, "/tasks/"
                    + secondTask)) {
                assertEquals(404, api.get(gone).status(), gone);
            }
            assertEquals(404, api.send("DELETE", "/zones/" + zone, null).status());
            assertEquals("cancelled", depot.events(secondTask).getLast().get("to"), "the history outlives the task and its zone");
        }
    }

    private static String missionIn(String zone, ScriptedRover rover) throws Exception {
        return (String) depot.create("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + rover.id() + "\"}")
                .get("id");
    }

    @Test
    void aZoneThatChangesIsSentAsItIsAtTheStart() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String zone = depot.zone();
            String mission = missionIn(zone, rover);
            put(zone, "{\"waypoints\":[{\"x\":42,\"y\":43}]}");
            depot.start(mission);
            assertTrue(rover.next("task").get("zone").toString().contains("42"));
        }
    }
}
