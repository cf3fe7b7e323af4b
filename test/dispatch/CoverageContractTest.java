package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * POST /coverage: degrees in, a route in metres out, nothing stored. (How good it is: {@link depot.dispatch.ground.CoveragePlannerTest}.)
 */
class CoverageContractTest {
    /** About 48 × 64 m, from the origin to the north-east. */
    private static final String YARD = "[{\"lat\":52.5,\"lon\":13.4},{\"lat\":52.5,\"lon\":13.40070683},"
            + "{\"lat\":52.50057519,\"lon\":13.40070683},{\"lat\":52.50057519,\"lon\":13.4}]";
    private static final String POND = "[{\"lat\":52.5002,\"lon\":13.4002},{\"lat\":52.5002,\"lon\":13.4004},"
            + "{\"lat\":52.5004,\"lon\":13.4004},{\"lat\":52.5004,\"lon\":13.4002}]";

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass().clearedAfterEach();
    static final Api api = depot.api();

    @BeforeEach
    void theOriginIsSet() throws Exception {
        depot.setOrigin(52.5, 13.4);
    }

    private static Api.Answer plan(String more) throws Exception {
        return api.post("/coverage", "{\"polygon\":" + YARD + "," + more.replace('`', '"') + "}");
    }

    @Test
    void itAnswersWithARouteAndStoresNothing() throws Exception {
        Api.Answer answer = plan("`laneMetres`:1");
        assertEquals(200, answer.status(), answer::toString);
        List<Map<String, Object>> waypoints = Json.objects(answer.json().get("waypoints"));
        assertEquals(96, waypoints.size(), "48 lanes");
        for (Map<String, Object> each : waypoints) {
            double x = Json.number(each.get("x"));
            double y = Json.number(each.get("y"));
            assertTrue(x > 0.49 && x < 47.51 && y > 0.49 && y < 63.51, each::toString);
        }
        assertEquals(3071, Json.number(answer.json().get("lengthMetres")), 3);
        assertTrue(Json.number(answer.json().get("coveredShare")) > 0.99);
        assertEquals(Math.PI / 2, Json.number(answer.json().get("angle")), 0.01);
        assertEquals("[]", api.get("/zones").text());
    }

    @Test
    void angleInsetAndHeadlandsCount() throws Exception {
        Api.Answer answer = plan("`laneMetres`:2,`insetMetres`:3,`angle`:0.25,`headlands`:2");
        assertEquals(200, answer.status(), answer::toString);
        assertEquals(0.25, answer.json().get("angle"));
        Json.objects(answer.json().get("waypoints")).forEach(each ->
                assertTrue(Json.number(each.get("x")) > 2.98 && Json.number(each.get("y")) > 2.98));
        assertEquals(200, plan("`laneMetres`:2,`keepOut`:null,`insetMetres`:null,`angle`:null,`headlands`:null").status(),
                "a null is as good as nothing");
    }

    @Test
    void keepOutsCountTheOnesThatAreStoredToo() throws Exception {
        double all = Json.number(plan("`laneMetres`:1").json().get("lengthMetres"));
        double around = Json.number(plan("`laneMetres`:1,`keepOut`:[" + POND + "]").json().get("lengthMetres"));
        assertTrue(around < all - 100, all + " " + around);
        depot.create("/zones", "{\"name\":\"Pond\",\"zoneType\":\"keepout\",\"polygon\":" + POND + "}");
        Api.Answer stored = plan("`laneMetres`:1");
        assertEquals(around, Json.number(stored.json().get("lengthMetres")), 5);
        Map<String, Object> zone = depot.create("/zones", "{\"name\":\"lanes\",\"polygon\":" + YARD + ",\"waypoints\":" + waypoints(stored)
                + "}");
        assertEquals("route", zone.get("zoneType"), "what it answers can be saved");
    }

    private static String waypoints(Api.Answer answer) {
        StringBuilder json = new StringBuilder("[");
        for (Map<String, Object> each : Json.objects(answer.json().get("waypoints"))) {
            json.append(json.length() > 1 ? "," : "").append("{\"x\":").append(each.get("x")).append(",\"y\":").append(each.get("y"))
                    .append("}");
        }
        return json.append("]").toString();
    }

    @Test
    void withoutAnOriginItIs409() throws Exception {
        depot.sql("UPDATE site SET latitude = NULL, longitude = NULL");
        Api.Answer answer = plan("`laneMetres`:1");
        assertEquals(409, answer.status(), answer::toString);
        assertTrue(answer.text().contains("origin"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "insetMetres        | `laneMetres`:1,`insetMetres`:40",
        "insetMetres        | `laneMetres`:100",
        "keepOut            | `laneMetres`:1,`keepOut`:[[{`lat`:52,`lon`:13},{`lat`:52,`lon`:14},{`lat`:53,`lon`:14},{`lat`:53,`lon`:13}]]",
        "laneMetres         | `laneMetres`:0",
        "laneMetres         | `laneMetres`:-1",
        "laneMetres         | `laneMetres`:1e300",
        "laneMetres         | `laneMetres`:0.011,`angle`:0.2",
        "headlands          | `laneMetres`:1,`headlands`:1000000",
        "headlands          | `laneMetres`:1,`headlands`:-1",
        "angle              | `laneMetres`:1,`angle`:1e300",
        "keepOut[0][0].lat  | `laneMetres`:1,`keepOut`:[[{`lat`:1e300,`lon`:13},{`lat`:52,`lon`:14},{`lat`:53,`lon`:14}]]",
        "keepOut[0]         | `laneMetres`:1,`keepOut`:[[{`lat`:1,`lon`:13}]]"})
    void whatFitsNowhereOrIsNotAllowedIs422(String field, String more) throws Exception {
        Api.Answer answer = plan(more);
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {"`headlands`:1", "`laneMetres`:`1`", "`laneMetres`:1,`keepOut`:5",
            "`laneMetres`:1,`keepOut`:[5]",
        "`laneMetres`:1,`headlands`:1.5", "`laneMetres`:1,`keepOut`:[[5]]"})
    void whatIsMalformedIs400(String more) throws Exception {
        assertEquals(400, plan(more).status(), more);
    }

    @Test
    void aPolygonFarAwayIsRefused() throws Exception {
        Api.Answer answer = api.post("/coverage",
                "{\"laneMetres\":1,\"polygon\":[{\"lat\":0,\"lon\":0},{\"lat\":0,\"lon\":1},{\"lat\":1,\"lon\":1}]}");
        assertEquals(422, answer.status());
        assertEquals("polygon", answer.json().get("field"));
    }
}
