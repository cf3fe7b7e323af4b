package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes keep out of keep-outs and within fences: checked when they are saved, and when they are started. */
class KeepOutContractTest {
    private static final double LAT = 52.5;
    private static final double LON = 13.4;
    /** Metres for a degree there, by the radii of curvature of WGS 84, worked out by hand. */
    private static final double NORTH = 111_268.4;
    private static final double EAST = 67_909.1;

    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    @BeforeEach
    void theOriginIsSet() throws Exception {
        assertEquals(200, putSite("{\"origin\":{\"latitude\":52.5,\"longitude\":13.4}}").status());
    }

    @AfterEach
    void clear() throws Exception {
        depot.sql("UPDATE site SET latitude = NULL, longitude = NULL, height = NULL");
        depot.clear();
    }

    private static Api.Answer putSite(String json) throws Exception {
        return api.send("PUT", "/site", json.getBytes(StandardCharsets.UTF_8));
    }

    /** A square on the plane, in degrees. */
    private static String square(double left, double bottom, double size) {
        return "[" + corner(left, bottom) + "," + corner(left + size, bottom) + "," + corner(left + size, bottom + size) + ","
                + corner(left, bottom + size) + "]";
    }

    private static String corner(double x, double y) {
        return String.format(Locale.ROOT, "{\"lat\":%.9f,\"lon\":%.9f}", LAT + y / NORTH, LON + x / EAST);
    }

    private static String area(String type, double left, double bottom, double size) throws Exception {
        return (String) depot.create("/zones", "{\"name\":\"Pond\",\"zoneType\":\"" + type + "\",\"polygon\":" + square(left, bottom, size)
                + "}").get("id");
    }

    private static Api.Answer save(String waypoints) throws Exception {
        return api.post("/zones", "{\"name\":\"r\",\"waypoints\":" + waypoints + "}");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "waypoints[1] | [{`x`:0,`y`:0},{`x`:15,`y`:15}]                | lies in keep-out Pond",
        "waypoints[2] | [{`x`:0,`y`:0},{`x`:0,`y`:15},{`x`:30,`y`:15}] | is reached through keep-out Pond, at x 10.00, y 15.00",
        "waypoints[0] | [{`x`:15,`y`:15}]                              | lies in keep-out Pond",
        "waypoints[1] | [{`x`:30,`y`:15},{`x`:0,`y`:15}]               | at x 20.00, y 15.00"})
    void aRouteThroughAKeepOutIs422AndSaysWhere(String field, String waypoints, String words) throws Exception {
        area("keepout", 10, 10, 10);
        Api.Answer answer = save(waypoints.replace('`', '"'));
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"));
        assertTrue(answer.text().contains(words), answer::toString);
        assertTrue(answer.text().contains("waypoint "), "and as people count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"x\":0,\"y\":0},{\"x\":9.99,\"y\":15},{\"x\":9.99,\"y\":30}]", "[{\"x\":10,\"y\":0},{\"x\":10,\"y\":30}]",
            "[]"})
    void aRouteBesideItIsTaken(String waypoints) throws Exception {
        area("keepout", 10, 10, 10);
        assertEquals(201, save(waypoints).status());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', value = {
        "waypoints[1] | [{`x`:1,`y`:1},{`x`:25,`y`:1}]              | lies outside of fence Pond",
        "waypoints[0] | [{`x`:-5,`y`:1},{`x`:5,`y`:1}]              | lies outside of fence Pond"})
    void aRouteOutsideOfTheFenceIs422(String field, String waypoints, String words) throws Exception {
        area("fence", 0, 0, 20);
        Api.Answer answer = save(waypoints.replace('`', '"'));
        assertEquals(422, answer.status(), answer::toString);
        assertEquals(field, answer.json().get("field"));
        assertTrue(answer.text().contains(words), answer::toString);
        assertEquals(201, save("[{\"x\":0,\"y\":0},{\"x\":20,\"y\":20}]").status());
    }

    @Test
    void fencesCountTogetherAndTheWayBetweenThemDoesNot() throws Exception {
        area("fence", 0, 0, 20);
        area("fence", 20, 0, 20);
        area("fence", 60, 0, 20);
        assertEquals(201, save("[{\"x\":5,\"y\":5},{\"x\":35,\"y\":5}]").status(), "two that touch");
        Api.Answer apart = save("[{\"x\":5,\"y\":5},{\"x\":65,\"y\":5}]");
        assertEquals(422, apart.status());
        assertTrue(apart.text().contains("x 40.00"), apart::toString);
    }

    @Test
    void aPutIsCheckedAsAPostIsAndARenameIsNot() throws Exception {
        String zone = depot.zone("[{\"x\":0,\"y\":15},{\"x\":30,\"y\":15}]");
        area("keepout", 10, 10, 10);
        assertEquals(422, api.send("PUT", "/zones/" + zone, "{\"waypoints\":[{\"x\":15,\"y\":15}]}".getBytes(StandardCharsets.UTF_8))
                .status());
        assertEquals(200, api.send("PUT", "/zones/" + zone, "{\"name\":\"other\"}".getBytes(StandardCharsets.UTF_8)).status());
    }

    @Test
    void aKeepOutThatIsDrawnLaterStopsTheStartAndAnotherAllowsItAgain() throws Exception {
        String zone = depot.zone("[{\"x\":0,\"y\":15},{\"x\":30,\"y\":15}]");
        try (ScriptedRover rover = depot.rover()) {
            String mission = mission(zone, rover.id(), false);
            String pond = area("keepout", 10, 10, 10);
            Api.Answer refused = api.send("POST", "/missions/" + mission + "/start", null);
            assertEquals(409, refused.status(), refused::toString);
            assertTrue(refused.text().contains("waypoint 2 is reached through keep-out Pond, at x 10.00, y 15.00 m"), refused::toString);
            assertEquals(409, api.send("POST", "/missions/" + mission + "/start?queue=true", null).status(), "it would wait for ever");
            assertEquals(200, api.send("PUT", "/zones/" + pond, ("{\"polygon\":" + square(10, 40, 10) + "}")
                    .getBytes(StandardCharsets.UTF_8)).status());
            rover.expect("task", depot.start(mission).get("id"));
        }
    }

    private static String mission(String zone, String rover, boolean loop) throws Exception {
        return (String) depot.create("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":" + Json.quoted(rover)
                + ",\"schedule\":{\"trigger\":\"manual\",\"loop\":" + loop + "}}").get("id");
    }

    @Test
    void aTaskThatWaitsSaysWhyItsRouteMayNotBeDrivenAndGoesWhenItMay() throws Exception {
        String zone = depot.zone("[{\"x\":0,\"y\":15},{\"x\":30,\"y\":15}]");
        String id = TestDispatch.newRoverId();
        String task = (String) depot.queue(mission(zone, id, false)).get("id");
        String pond = area("keepout", 10, 10, 10);
        Await.until("it says why", () -> String.valueOf(depot.task(task).get("waitingFor")).contains("keep-out Pond"));
        try (ScriptedRover rover = depot.rover(id)) {
            Await.until("it still waits", () -> String.valueOf(depot.task(task).get("waitingFor")).contains("keep-out Pond"));
            assertEquals("pending", depot.task(task).get("status"));
            assertEquals(204, api.send("DELETE", "/zones/" + pond, null).status());
            rover.expect("task", task);
        }
    }

    @Test
    void aLoopDrivesTheWayBackToo() throws Exception {
        area("keepout", 10, 10, 10);
        String zone = depot.zone("[{\"x\":0,\"y\":15},{\"x\":0,\"y\":30},{\"x\":30,\"y\":30},{\"x\":30,\"y\":15}]");
        try (ScriptedRover rover = depot.rover()) {
            Api.Answer refused = api.send("POST", "/missions/" + mission(zone, rover.id(), true) + "/start", null);
            assertEquals(409, refused.status(), refused::toString);
            assertTrue(refused.text().contains("keep-out Pond"), refused::toString);
            rover.expect("task", depot.start(mission(zone, rover.id(), false)).get("id"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepout", "fence"})
    void itNeedsAPolygon(String type) throws Exception {
        Api.Answer answer = api.post("/zones", "{\"name\":\"n\",\"zoneType\":\"" + type + "\",\"waypoints\":[]}");
        assertEquals(422, answer.status());
        assertEquals("polygon", answer.json().get("field"));
        assertNotNull(depot.create("/zones", "{\"name\":\"n\",\"zoneType\":\"" + type + "\",\"polygon\":" + square(0, 0, 5) + "}"));
    }

    @Test
    void withoutAnOriginWhatCannotBeCheckedIsNotDriven() throws Exception {
        depot.sql("UPDATE site SET latitude = NULL, longitude = NULL");
        String zone = depot.zone();
        try (ScriptedRover rover = depot.rover()) {
            String mission = mission(zone, rover.id(), false);
            area("keepout", 10, 10, 10);
            Api.Answer saved = save("[{\"x\":0,\"y\":0}]");
            assertEquals(409, saved.status(), saved::toString);
            assertTrue(saved.text().contains("origin"));
            Api.Answer started = api.send("POST", "/missions/" + mission + "/start", null);
            assertEquals(409, started.status(), started::toString);
            assertTrue(started.text().contains("origin"));
            assertEquals(200, putSite("{\"origin\":{\"latitude\":52.5,\"longitude\":13.4}}").status());
            rover.expect("task", depot.start(mission).get("id"));
        }
    }
}
