package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.RoverDatagrams;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The right rover goes, and the reason is given why another did not. With a real discovery, to which rovers report. */
class FleetContractTest {
    @RegisterExtension
    static final TestFleet fleet = new TestFleet("TASK_SILENT_AFTER", "300ms");
    private static TestDispatch depot;
    private static Api api;

    @BeforeAll
    static void start() {
        depot = fleet.depot();
        api = depot.api();
    }

    /** A rover that is connected to both, and idle. */
    private static ScriptedRover rover(double volts, double x, double y) throws Exception {
        return fleet.rover(1, volts, x, y);
    }

    private static void beat(ScriptedRover rover, String fields) throws Exception {
        fleet.beat(rover, fields);
    }

    private static Map<String, Map<String, Object>> candidates(String mission) throws Exception {
        Api.Answer answer = api.get("/missions/" + mission + "/candidates");
        assertEquals(200, answer.status(), answer::toString);
        return Json.objects(answer.json().get("candidates")).stream()
                .collect(Collectors.toMap(each -> (String) each.get("roverId"), each -> each));
    }

    private static void awaitReason(String mission, ScriptedRover rover, String reason) throws Exception {
        Await.until(rover.id() + " " + reason, () -> candidates(mission).get(rover.id()).get("reasons")
                .equals(reason == null ? List.of() : List.of(reason)));
        assertEquals(reason == null, candidates(mission).get(rover.id()).get("eligible"));
    }

    private static String waits(Object task) throws Exception {
        return (String) depot.task(task).get("waitingFor");
    }

    private static Api.Answer startNow(String mission) throws Exception {
        return api.send("POST", "/missions/" + mission + "/start", null);
    }

    private static Api.Answer put(String path, String json) throws Exception {
        return api.send("PUT", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void theNearestToTheFirstWaypointGoesAndOfTheRestTheNext() throws Exception {
        ScriptedRover far = rover(50, 400, 2);
        ScriptedRover near = rover(50, 4, 6);
        ScriptedRover unknown = rover(50, 0, 0);
        String mission = depot.mission(null); // begins at 1, 2
        Await.until("their places are known", () -> candidates(mission).values().stream().filter(each -> each.get("distanceMetres") != null)
                .count() == 2);
        assertEquals(List.of(near.id(), far.id(), unknown.id()),
                Json.objects(api.get("/missions/" + mission + "/candidates").json().get("candidates")).stream()
                .map(each -> each.get("roverId")).toList());
        assertEquals(5.0, candidates(mission).get(near.id()).get("distanceMetres"));
        assertEquals(near.id(), depot.start(mission).get("roverId"));
        assertEquals(far.id(), depot.start(mission).get("roverId"));
        assertEquals(unknown.id(), depot.start(mission).get("roverId"), "what is not known bars nobody");
        Api.Answer none = startNow(mission);
        assertEquals(409, none.status());
        assertTrue(none.text().contains("3 connected: ") && none.text().contains(near.id() + " is on task "), none::toString);
    }

    @Test
    void whoIsDrivenByHandIsNotGivenATaskByHandNorByQueueUntilItIsHeardOfOtherwise() throws Exception {
        ScriptedRover rover = rover(50, 1, 1);
        String mission = depot.mission(rover.id());
        beat(rover, "\"mode\":2");
        awaitReason(mission, rover, "is driven by hand");
        Api.Answer refused = startNow(mission);
        assertEquals(409, refused.status());
        assertEquals("rover " + rover.id() + " is driven by hand", refused.json().get("error"));
        Object task = depot.queue(mission).get("id");
        assertEquals("rover " + rover.id() + " is driven by hand", waits(task));
        String any = depot.mission(null);
        Object waiting = depot.queue(any).get("id");
        assertEquals("no rover is free: 1 connected: " + rover.id() + " is driven by hand", waits(waiting));
        beat(rover, "\"mode\":4");
        Await.until("it says why now", () -> waits(task).equals("rover " + rover.id() + " is in emergency stop"));
        beat(rover, "\"mode\":1");
        depot.awaitTask(task, "assigned");
        assertEquals("pending", depot.task(waiting).get("status"));
    }

    @Test
    void aLowBatteryKeepsItWhereItIsButNotOneThatIsNotKnown() throws Exception {
        ScriptedRover low = rover(40.1, 1, 2);
        String mission = depot.mission(null);
        awaitReason(mission, low, "has 40.1 V (needs 42)");
        Object task = depot.queue(mission).get("id");
        assertEquals("no rover is free: 1 connected: " + low.id() + " has 40.1 V (needs 42)", waits(task));
        String modest = depot.mission(null, "\"minBatteryVolts\":39.5");
        Object other = depot.queue(modest).get("id");
        assertEquals(low.id(), depot.awaitTask(other, "assigned").get("roverId"), "it holds up nobody who asks less");
        ScriptedRover silent = rover(0, 90, 90);
        assertEquals(silent.id(), depot.awaitTask(task, "assigned").get("roverId"));
    }

    @Test
    void aMissionThatNeedsAFixWaitsForOne() throws Exception {
        ScriptedRover rover = rover(50, 1, 2);
        String mission = depot.mission(null, "\"needsFix\":true");
        awaitReason(mission, rover, "has no known RTK fix");
        Object task = depot.queue(mission).get("id");
        assertEquals("pending", depot.task(task).get("status"));
        try (RoverDatagrams datagrams = new RoverDatagrams(fleet.discovery().telemetryPort())) {
            datagrams.send(gps(rover, 2.5));
            Await.until("it says what it has", () -> waits(task).contains("has a position to 2.50 m (needs 0.05)"));
            datagrams.send(gps(rover, 0.02));
            assertEquals(rover.id(), depot.awaitTask(task, "assigned").get("roverId"));
        }
    }

    private static String gps(ScriptedRover rover, double accuracy) {
        return String.format(Locale.ROOT, "rover_status,rover=%1$s battery=48.50,current=12.30,mode=\"Idle\" 1795901272000000000\n"
                + "gps,rover=%1$s latitude=52.5,longitude=13.4,accuracy=%2$.2f 1795901272000000000", rover.id(), accuracy);
    }

    @Test
    void aZoneForOneRoverHasOneAtATime() throws Exception {
        ScriptedRover one = rover(50, 1, 2);
        ScriptedRover two = rover(50, 9, 9);
        String zone = (String) depot.create("/zones", "{\"name\":\"Meadow\",\"exclusive\":true,\"waypoints\":[{\"x\":1,\"y\":2}]}")
                .get("id");
        assertEquals(true, api.get("/zones/" + zone).json().get("exclusive"));
        String mission = (String) depot.create("/missions", "{\"name\":\"mow\",\"zoneId\":\"" + zone + "\"}").get("id");
        Map<String, Object> first = depot.start(mission);
        assertEquals(one.id(), first.get("roverId"));
        String busy = "zone Meadow is for one rover at a time: rover " + one.id() + " is in it, on task " + first.get("id");
        assertEquals(busy, startNow(mission).json().get("error"));
        Object second = depot.queue(mission).get("id");
        Object third = depot.queue(mission).get("id");
        Await.until("it says for whom", () -> busy.equals(waits(second)) && busy.equals(waits(third)));
        assertEquals(List.of(false, false), candidates(mission).values().stream().map(each -> each.get("eligible")).toList());
        one.expect("task", first.get("id"));
        one.complete((String) first.get("id"));
        assertEquals("assigned", depot.awaitTask(second, "assigned").get("status"));
        assertEquals("pending", depot.task(third).get("status"));
        assertEquals(200, put("/zones/" + zone, "{\"exclusive\":false}").status());
        depot.awaitTask(third, "assigned");
        assertFalse(two.id().isEmpty());
    }

    @Test
    void whatAMissionAsksIsKeptAndChecked() throws Exception {
        String mission = depot.mission(null, "\"minBatteryVolts\":44.5,\"needsFix\":true,\"onTrouble\":\"requeue\"");
        Map<String, Object> read = api.get("/missions/" + mission).json();
        assertEquals(List.of(44.5, true, "requeue"), List.of(read.get("minBatteryVolts"), read.get("needsFix"), read.get("onTrouble")));
        assertEquals(200, put("/missions/" + mission, "{\"name\":\"other\",\"needsFix\":null}").status());
        assertEquals(true, api.get("/missions/" + mission).json().get("needsFix"), "what is left out stays");
        Map<String, Object> plain = put("/missions/" + mission, "{\"minBatteryVolts\":0,\"needsFix\":false,\"onTrouble\":\"keep\"}").json();
        assertEquals(List.of(false, false, false), List.of(plain.containsKey("minBatteryVolts"), plain.containsKey("needsFix"),
                plain.containsKey("onTrouble")));
        for (String wrong : List.of("\"onTrouble\":\"panic\"", "\"minBatteryVolts\":-1", "\"kind\":\"away\"", "\"kind\":\"home\"")) {
            Api.Answer answer = put("/missions/" + mission, "{" + wrong + "}");
            assertEquals(422, answer.status(), wrong);
            assertEquals(wrong.contains("home") ? "roverId" : wrong.substring(1, wrong.indexOf('"', 1)), answer.json().get("field"));
        }
        assertEquals(400, put("/missions/" + mission, "{\"needsFix\":\"yes\"}").status());
        assertEquals(404, api.get("/missions/" + TestDispatch.NO_ONE + "/candidates").status());
    }

    @Test
    void whatHoldsForAllIsEveryCandidatesReason() throws Exception {
        ScriptedRover rover = rover(50, 1, 2);
        String other = depot.mission("somebody-else");
        awaitReason(other, rover, "is not the one that the mission names, somebody-else");
        String mission = depot.mission(null);
        assertEquals(200, api.send("POST", "/stop", null).status());
        assertTrue(((List<?>) candidates(mission).get(rover.id()).get("reasons")).getFirst().toString().contains("stopped"));
        assertNull(depot.queue(mission).get("roverId"));
    }
}
