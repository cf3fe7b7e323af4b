package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.sim.rover.Mode;
import depot.support.Api;
import depot.support.Await;
import depot.support.TestService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** POST /estop and /estop/release, against simulated daemons. Each test has a service of its own. */
class EmergencyStopContractTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
    private final LinkFleet fleet = new LinkFleet(service.api());
    private DrivenRovers rovers;

    @BeforeEach
    void startRovers() throws Exception {
        rovers = DrivenRovers.start(4); // the last is not registered at first
        for (int i = 0; i < 3; i++) {
            fleet.register("r" + i, rovers.address(i));
        }
        for (int i = 0; i < 3; i++) {
            String id = "r" + i;
            Await.until("its link is up", () -> fleet.isUp(id));
        }
    }

    @AfterEach
    void endRovers() {
        rovers.close();
    }

    @Test
    void everyRoverStandsAlsoOneThatIsDrivenByHand() throws Exception {
        try (Operator operator = new Operator("127.0.0.1", rovers.port(1))) {
            operator.drive(1, 0);
            Await.until("it is driven", () -> rovers.speed(1) > 0.4);
            Map<String, Object> outcome = fleet.order("/estop", "{}");
            assertEquals(Set.of("r0", "r1", "r2"), outcome.keySet());
            outcome.forEach((id, after) -> assertTrue(after instanceof Number millis && millis.intValue() < 800, outcome::toString));
            Await.until("it stands, with its operator still there", () -> rovers.allStand());
            assertEquals(Mode.EMERGENCY_STOP, rovers.mode(1));
            Await.until("it is shown", () -> fleet.mode("r1") == 4);
        }
        assertEquals(3, service.api().metric("depot_estops_asked_total"));
        assertEquals(3, service.api().metric("depot_estops_confirmed_total"));
    }

    @Test
    void onceMoreIsSaidOnceMore() throws Exception {
        fleet.order("/estop", "{\"rovers\":[\"r0\"]}");
        Map<String, Object> outcome = fleet.order("/estop", "{\"rovers\":[\"r0\",\"r0\"]}");
        assertTrue(outcome.get("r0") instanceof Number, outcome::toString);
        assertEquals(Mode.EMERGENCY_STOP, rovers.mode(0));
        assertEquals(Mode.IDLE, rovers.mode(1), "nobody named it");
    }

    @Test
    void releasedRoverByRoverItIsIdle() throws Exception {
        fleet.order("/estop", "");
        assertEquals(Mode.EMERGENCY_STOP, rovers.mode(2));
        Map<String, Object> outcome = fleet.order("/estop/release", "{\"rovers\":[\"r0\",\"nobody\"]}");
        assertTrue(outcome.get("r0") instanceof Number, outcome::toString);
        assertEquals("it is not registered", outcome.get("nobody"));
        assertEquals(Mode.IDLE, rovers.mode(0));
        assertEquals(Mode.EMERGENCY_STOP, rovers.mode(1), "it was not named");
        for (String body : new String[] {"{}", "", "{\"rovers\":null}"}) {
            assertEquals(400, service.api().post("/estop/release", body).status(), "never all unnamed");
        }
    }

    @Test
    void unreachedRoversAreNamedWithinASecondAndStillSentTheStopForTen() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        fleet.register("away", "ws://127.0.0.1:" + port);
        Await.until("it is down", () -> fleet.why("away").contains("refused"));
        long began = System.nanoTime();
        Map<String, Object> outcome = fleet.order("/estop", "{}");
        assertTrue(System.nanoTime() - began < 2_000_000_000L, "the answer is not to wait for those who are away");
        assertTrue(outcome.get("away").toString().contains("refused"), outcome::toString);
        assertTrue(outcome.get("r0") instanceof Number, outcome::toString);
        fleet.register("away", rovers.address(3)); // it comes back, and is stopped
        Await.until("it is stopped after all", () -> service.api().metric("depot_estops_confirmed_total") == 4);
        assertEquals(Mode.EMERGENCY_STOP, rovers.mode(3));
    }

    @Test
    void whatCannotBeReadStopsNobody() throws Exception {
        for (String body : new String[] {"{\"rovers\":\"r0\"}", "{\"rovers\":[1]}", "[", "{\"rovers\":{}}"}) {
            Api.Answer answer = service.api().post("/estop", body);
            assertEquals(400, answer.status(), body);
            assertTrue(answer.json().containsKey("error"));
        }
        assertEquals(Map.of(), fleet.order("/estop", "{\"rovers\":[]}"));
        assertEquals(0, service.api().metric("depot_estops_asked_total"));
        assertEquals(405, service.api().get("/estop").status());
    }
}
