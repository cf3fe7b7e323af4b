package depot.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.Dispatch;
import depot.sim.client.ServiceUrl;
import depot.sim.motion.Ground;
import depot.sim.rover.Mode;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import depot.support.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated rovers against the real services: they drive twenty times as fast as real, and nothing happens to them by chance. */
@Order(1)
class SimulatedFleetTest {
    private static final Ground YARD = new Ground(52.1, 5.2);
    private static final String TOKEN = "of-rovers";
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration LINK_COMES_BACK = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static TestDatabase database;
    private static TestService discovery;
    private static Dispatch dispatch;
    private static Api tasks;
    private Fleet fleet;

    @BeforeAll
    static void startServices() throws Exception {
        database = TestDatabase.create();
        discovery = TestService.start(folder, "ROVER_TOKEN", TOKEN);
        dispatch = Dispatch.start(Map.of("PORT", "0", "DATABASE_URL", database.url(), "DATA_DIR", folder.toString(),
                "ROVER_SETTLE", "50ms", "ROVER_TOKEN", TOKEN));
        tasks = new Api(dispatch.port());
    }

    @AfterAll
    static void stopServices() throws Exception {
        dispatch.close();
        discovery.close();
        database.close();
    }

    @AfterEach
    void stopFleet() throws Exception {
        fleet.close();
        Await.until("the rovers are gone", () -> connected() == 0);
    }

    private void start(int rovers) throws Exception {
        start(rovers, false);
    }

    private void start(int rovers, boolean webSocket) throws Exception {
        start(rovers, webSocket, true);
    }

    private void start(int rovers, boolean webSocket, boolean poses) throws Exception {
        fleet = Fleet.start(new Fleet.Plan(rovers, 1, 20, 0, webSocket, poses, discovery.telemetryPort(), Optional.of(YARD),
                Fleet.Ports.UNWATCHED), ServiceUrl.parse("http://127.0.0.1:" + discovery.port()),
                ServiceUrl.parse("http://127.0.0.1:" + dispatch.port()), Optional.of(TOKEN));
        Await.until("the rovers are connected", () -> connected() == rovers);
    }

    private static int connected() throws Exception {
        return ((Number) tasks.get("/health").json().get("connected_rovers")).intValue();
    }

    /** A new task on a way of so many waypoints, five metres apart. @return its path */
    private static String task(int waypoints) throws Exception {
        return task(waypoints, -5);
    }

    /** @param firstX where the way begins, in metres to the east */
    private static String task(int waypoints, int firstX) throws Exception {
        StringBuilder way = new StringBuilder();
        for (int i = 0; i < waypoints; i++) {
            way.append(i == 0 ? "" : ",").append("{\"x\":").append(firstX + 5 * i).append(",\"y\":-5}");
        }
        String zone = created("/zones", "{\"name\":\"way\",\"waypoints\":[" + way + "]}");
        String mission = created("/missions", "{\"name\":\"drive\",\"zoneId\":\"" + zone + "\"}");
        return "/tasks/" + created("/missions/" + mission + "/start?queue=true", "");
    }

    private static String created(String path, String json) throws Exception {
        Api.Answer answer = tasks.post(path, json);
        assertEquals(201, answer.status(), () -> path + ": " + answer);
        return (String) answer.json().get("id");
    }

    private static void awaitStatus(String task, String status) throws Exception {
        Await.until("it is " + status, LINK_COMES_BACK, () -> status.equals(tasks.get(task).json().get("status")));
    }

    private static Map<String, Object> rover() throws Exception {
        return Await.value("the rover is registered", LINK_COMES_BACK, () -> discovery.api().rover("sim-01"));
    }

    private Mode mode() {
        AtomicReference<Mode> mode = new AtomicReference<>();
        fleet.with(0, rover -> mode.set(rover.firmware().mode()));
        return mode.get();
    }

    @Test
    void aMissionIsDrivenToItsEnd() throws Exception {
        start(1);
        String task = task(4);
        awaitStatus(task, "done");
        Map<String, Object> done = tasks.get(task).json();
        assertEquals("sim-01", done.get("roverId"));
        assertEquals(List.of(100, 3, 1), List.of(done.get("progress"), done.get("waypoint"), done.get("lap")));
        Await.until("it is seen where it stopped", () -> x(rover()) > 9);
        assertEquals(Mode.IDLE.number(), rover().get("mode"));
        assertEquals(true, rover().get("online"));
        assertTrue((double) rover().get("batteryVoltage") > 42);
    }

    private static double x(Map<String, Object> rover) {
        return ((Number) ((Map<?, ?>) rover.get("lastPose")).get("x")).doubleValue();
    }

    @Test
    void itSendsTelemetryAndZerosForAPoseAsTheFieldDoes() throws Exception {
        double unreadable = discovery.api().metric("depot_telemetry_lost_total{why=\"unreadable_line\"");
        discovery.api().send("DELETE", "/rovers/sim-01", null); // of an earlier test, which sent poses
        start(1, false, false);
        Map<String, Object> telemetry = Await.value("it has a fix and its bus has spoken", LONG, () -> telemetry()
                .filter(each -> each.get("latitude") != null && each.get("batteryVolts") != null));
        assertTrue(Json.number(telemetry.get("batteryVolts")) > 42);
        assertEquals(4, Json.objects(telemetry.get("motors")).size());
        double north = (Json.number(telemetry.get("latitude")) - YARD.latitude()) * 111_000; // it begins at its charger
        assertTrue(Math.abs(north + 5) < 3, () -> "5 m south, and is " + north);
        Map<String, Object> shown = discovery.api().roversInDetail().getFirst();
        assertEquals(false, shown.get("poseKnown"));
        assertEquals(Map.of("x", 0.0, "y", 0.0, "theta", 0.0), shown.get("lastPose"));
        assertEquals(unreadable, discovery.api().metric("depot_telemetry_lost_total{why=\"unreadable_line\""));
        fleet.with(0, rover -> rover.outOfReach(Duration.ofSeconds(60)));
        Await.until("its telemetry is lost as the rest", LONG, () -> telemetry().isEmpty());
    }

    private static Optional<Map<String, Object>> telemetry() throws Exception {
        return discovery.api().roversInDetail().stream().filter(each -> each.get("id").equals("sim-01")).findFirst()
                .map(each -> Json.object(each.get("telemetry")));
    }

    @Test
    void aCancelStopsIt() throws Exception {
        start(1);
        String task = task(200);
        awaitStatus(task, "active");
        assertEquals(200, tasks.post(task + "/cancel", "").status());
        Await.until("it has stopped", () -> mode() == Mode.IDLE);
        assertFalse((int) tasks.get(task).json().get("waypoint") > 150);
    }

    @Test
    void whatItReportsWithoutALinkComesWhenItIsBack() throws Exception {
        start(1);
        String task = task(4, 60); // far enough for a busy machine, too, to see it before it reports
        Await.until("it drives", () -> mode() == Mode.AUTONOMOUS);
        fleet.with(0, rover -> rover.outOfReach(Duration.ofSeconds(1)));
        Await.until("dispatch knows", () -> connected() == 0);
        Await.until("it has arrived", () -> mode() == Mode.IDLE);
        assertEquals("assigned", tasks.get(task).json().get("status"));
        awaitStatus(task, "done");
        assertEquals(3, tasks.get(task).json().get("waypoint"));
    }

    @Test
    void aFailureIsRepeatedUntilItIsAnswered() throws Exception {
        start(1);
        String task = task(200);
        awaitStatus(task, "active");
        fleet.with(0, rover -> rover.firmware().failTask("wheel off"));
        awaitStatus(task, "failed");
        assertEquals("wheel off", tasks.get(task).json().get("error"));
        Await.until("it is cancelled", () -> mode() == Mode.IDLE);
        awaitStatus(task(3), "done");
    }

    /** Its task is not on it any more: it says so, and begins anew. */
    @Test
    void afterItsPowerWentItIsGivenItsTaskAgain() throws Exception {
        start(1);
        String task = task(12);
        awaitStatus(task, "active");
        fleet.close();
        Await.until("dispatch knows", () -> connected() == 0);
        start(1);
        awaitStatus(task, "done");
    }

    @Test
    void aRoverThatDiscoveryForgotRegistersAgain() throws Exception {
        start(1);
        rover();
        assertEquals(204, discovery.api().send("DELETE", "/rovers/sim-01", null).status());
        assertEquals("Sim rover 1", rover().get("name"));
    }

    @Test
    void itsHeartbeatsMayGoOverAWebSocket() throws Exception {
        start(2, true);
        Await.until("both are seen", () -> discovery.api().rover("sim-02").isPresent());
        awaitStatus(task(3), "done");
        Await.until("it is seen where it stopped", () -> x(rover()) > 4 || x(discovery.api().rover("sim-02").orElseThrow()) > 4);
        assertEquals(204, discovery.api().send("DELETE", "/rovers/sim-01", null).status());
        assertEquals(true, rover().get("online"));
    }
}
