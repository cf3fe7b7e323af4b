package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A rover that does not drive its task, or gets into trouble on it, and the way home. With a real discovery. */
class TroubleContractTest {
    @RegisterExtension
    static final TestFleet fleet = new TestFleet("TASK_STALLED_AFTER", "300ms");
    private static TestDispatch depot;
    private static Api api;

    @BeforeAll
    static void start() {
        depot = fleet.depot();
        api = depot.api();
    }

    private static ScriptedRover rover(double volts, double x) throws Exception {
        return fleet.rover(3, volts, x, 0);
    }

    private static void beat(ScriptedRover rover, String fields) throws Exception {
        fleet.beat(rover, fields);
    }

    private static Map<String, Object> stalled(Object task) throws Exception {
        return Await.value("task " + task + " is stalled", Await.PATIENCE, () -> Optional.ofNullable(depot.task(task).get("stalled"))
                .map(Json::object));
    }

    private static void awaitNotStalled(Object task) throws Exception {
        Await.until("task " + task + " is not stalled", () -> !depot.task(task).containsKey("stalled"));
    }

    private static Optional<Map<String, Object>> alarm(String kind, String rover, boolean ended) throws Exception {
        return Json.objects(api.get("/alarms").json().get("alarms")).stream()
                .filter(alarm -> alarm.get("kind").equals(kind) && rover.equals(alarm.get("roverId"))
                && (alarm.get("endedAt") != null) == ended).findFirst();
    }

    private static Map<String, Object> awaitAlarm(String kind, ScriptedRover rover, boolean ended) throws Exception {
        return Await.value(kind + (ended ? " has ended" : " is raised"), Await.PATIENCE, () -> alarm(kind, rover.id(), ended));
    }

    @Test
    void aTaskWhoseRoverFellToIdleIsStalledUntilItDrivesAgainOrReportsOrIsSentAgain() throws Exception {
        ScriptedRover rover = rover(50, 1);
        String task = depot.activate(rover);
        assertFalse(depot.task(task).containsKey("stalled"));
        beat(rover, "\"mode\":1");
        Map<String, Object> stalled = stalled(task);
        assertEquals("rover " + rover.id() + " is idle", stalled.get("why"));
        assertTrue(stalled.get("helps").toString().contains("first waypoint") && stalled.get("since").toString().endsWith("Z"),
                stalled::toString);
        Map<String, Object> alarm = awaitAlarm("stalled", rover, false);
        assertEquals("Stalled: it is idle while on a task of mow", alarm.get("text"));
        assertEquals(task, alarm.get("taskId"));
        assertTrue(depot.events(task).getLast().get("why").toString().startsWith("stalled: rover " + rover.id() + " is idle"));
        beat(rover, "\"mode\":2");
        Await.until("it says why now", () -> stalled(task).get("why").equals("rover " + rover.id() + " is driven by hand"));
        beat(rover, "\"mode\":3");
        awaitNotStalled(task);
        awaitAlarm("stalled", rover, true);
        beat(rover, "\"mode\":1");
        stalled(task);
        rover.progress(task, 60, 2);
        awaitNotStalled(task);
        stalled(task);
        assertEquals(200, api.send("POST", "/tasks/" + task + "/resend", null).status());
        awaitNotStalled(task);
        assertEquals("active", depot.task(task).get("status"), "it is kept");
    }

    @Test
    void troubleOnATaskIsAnAlarmWithTheTasksName() throws Exception {
        ScriptedRover rover = rover(50, 1);
        String task = depot.activate(rover);
        beat(rover, "\"mode\":3,\"battery_voltage\":38.5");
        assertEquals("Battery is critical while on a task of mow: 38.5 V", awaitAlarm("battery_critical", rover, false).get("text"));
        beat(rover, "\"mode\":3,\"battery_voltage\":50,\"pose\":{\"x\":300,\"y\":4,\"theta\":0}");
        awaitAlarm("battery_critical", rover, true);
        assertEquals("Is 297 m off its route while on a task of mow", awaitAlarm("off_route", rover, false).get("text"));
        beat(rover, "\"mode\":4,\"pose\":{\"x\":2,\"y\":3,\"theta\":0}");
        awaitAlarm("off_route", rover, true);
        assertEquals("Emergency stop is pressed while on a task of mow", awaitAlarm("estop", rover, false).get("text"));
        assertEquals("active", depot.task(task).get("status"), "it is kept");
        beat(rover, "\"mode\":1");
    }

    @Test
    void whereTheMissionSaysSoTheTaskGoesToAnotherOrFails() throws Exception {
        ScriptedRover first = rover(50, 1);
        String requeued = depot.activate(first, depot.mission(first.id(), "\"onTrouble\":\"requeue\""));
        ScriptedRover second = rover(50, 1);
        String failing = depot.activate(second, depot.mission(second.id(), "\"onTrouble\":\"fail\""));
        beat(first, "\"mode\":4");
        beat(second, "\"mode\":5");
        first.expect("cancel", requeued);
        second.expect("cancel", failing);
        assertTrue(depot.awaitTask(failing, "failed").get("error").toString().contains("Reports a fault while on a task of mow"));
        depot.awaitTask(requeued, "pending");
        Await.until("it waits for its rover", () -> ("rover " + first.id() + " is in emergency stop")
                .equals(depot.task(requeued).get("waitingFor")));
        beat(first, "\"mode\":1");
        depot.awaitTask(requeued, "assigned");
        first.expect("task", requeued);
        stalled(requeued);
        beat(first, "\"mode\":4");
        awaitAlarm("estop", first, false);
        first.expectNothingYet();
        assertEquals("assigned", depot.task(requeued).get("status"), "there is no other: it has had it anew once");
    }

    @Test
    void anotherThanTheOneInTroubleGetsTheTask() throws Exception {
        ScriptedRover first = rover(50, 1);
        String task = depot.activate(first, depot.mission(null, "\"onTrouble\":\"requeue\""));
        beat(first, "\"mode\":1"); // it has fallen to idle
        first.expect("cancel", task);
        Await.until("it waits for another", () -> ("no rover is free: 1 connected: " + first.id() + " got into trouble on this task")
                .equals(depot.task(task).get("waitingFor")));
        ScriptedRover second = rover(50, 200);
        assertEquals(second.id(), depot.awaitTask(task, "assigned").get("roverId"));
    }

    private static String home(ScriptedRover rover) throws Exception {
        String zone = (String) depot.create("/zones", "{\"name\":\"Shed\",\"zoneType\":\"point\",\"waypoints\":[{\"x\":0,\"y\":0}]}")
                .get("id");
        return (String) depot.create("/missions", "{\"name\":\"home\",\"kind\":\"home\",\"zoneId\":\"" + zone + "\",\"roverId\":\""
                + rover.id() + "\"}").get("id");
    }

    private static List<Map<String, Object>> tasksOf(String mission) throws Exception {
        return Json.objects(api.get("/tasks?mission_id=" + mission).text());
    }

    @Test
    void aFreeRoverWithALowBatteryGoesHomeOnceAndNeverOneThatIsDrivenByHand() throws Exception {
        ScriptedRover rover = rover(50, 80);
        ScriptedRover byHand = rover(41, 80);
        beat(byHand, "\"mode\":2");
        beat(rover, "\"mode\":1");
        String other = home(byHand);
        String mission = home(rover);
        assertEquals(List.of(), tasksOf(mission));
        beat(rover, "\"battery_voltage\":41.5");
        Map<String, Object> task = Await.value("it goes home", Await.PATIENCE, () -> tasksOf(mission).stream().findFirst());
        assertEquals(List.of("assigned", rover.id()), List.of(task.get("status"), task.get("roverId")));
        assertEquals("battery", depot.events(task.get("id")).getFirst().get("who"));
        rover.expect("task", task.get("id"));
        beat(rover, "\"pose\":{\"x\":1,\"y\":0,\"theta\":0}");
        Await.until("dispatch knows that it is there", () -> Json.objects(api.get("/missions/" + mission + "/candidates").json()
                .get("candidates")).stream().anyMatch(each -> each.get("roverId").equals(rover.id())
                        && each.get("distanceMetres") instanceof Number metres && metres.doubleValue() < 2));
        rover.complete((String) task.get("id"));
        depot.awaitTask(task.get("id"), "done");
        assertEquals(List.of(), tasksOf(other));
        Api.Answer all = api.send("POST", "/home", null);
        assertEquals(200, all.status(), all::toString);
        assertEquals(List.of(), all.json().get("started"));
        List<Object> whys = new ArrayList<>(Json.objects(all.json().get("refused")).stream().map(each -> each.get("why")).toList());
        assertTrue(whys.contains("rover " + rover.id() + " is at home") && whys.contains("rover " + byHand.id() + " is driven by hand"),
                whys::toString);
        assertEquals(1, tasksOf(mission).size(), "once");
        beat(byHand, "\"mode\":1,\"battery_voltage\":50");
        Await.until("one call sends all home that may go", () -> Json.objects(api.send("POST", "/home", null).json().get("started"))
                .size() == 1);
    }

    @Test
    void theWayHomeIsARoversOwnToAPoint() throws Exception {
        Api.Answer noRover = api.post("/missions", "{\"name\":\"home\",\"kind\":\"home\",\"zoneId\":\"" + depot.zone() + "\"}");
        assertEquals(List.of(422, "roverId"), List.of(noRover.status(), noRover.json().get("field")));
        Api.Answer noPoint = api.post("/missions", "{\"name\":\"home\",\"kind\":\"home\",\"roverId\":\"a\",\"zoneId\":\"" + depot.zone()
                + "\"}");
        assertEquals(List.of(422, "zoneId"), List.of(noPoint.status(), noPoint.json().get("field")));
    }

    @Test
    void aRoverHasOneWayHome() throws Exception {
        String zone = (String) depot.create("/zones", "{\"name\":\"Shed\",\"zoneType\":\"point\",\"waypoints\":[{\"x\":0,\"y\":0}]}")
                .get("id");
        String home = "{\"name\":\"home\",\"kind\":\"home\",\"zoneId\":\"" + zone + "\",\"roverId\":\"homely\"}";
        String first = (String) depot.create("/missions", home).get("id");
        Api.Answer second = api.post("/missions", home);
        assertEquals(List.of(422, "roverId"), List.of(second.status(), second.json().get("field")), second::toString);
        assertTrue(second.json().get("error").toString().contains(first), second::toString);
        assertEquals(200, api.send("PUT", "/missions/" + first, "{\"name\":\"the shed\"}".getBytes(StandardCharsets.UTF_8)).status());
        assertEquals(200, api.send("PUT", "/missions/" + first, "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8)).status());
        assertEquals(201, api.post("/missions", home).status());
        assertEquals(422, api.send("PUT", "/missions/" + first, "{\"enabled\":true}".getBytes(StandardCharsets.UTF_8)).status());
    }
}
