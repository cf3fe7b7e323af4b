package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rovers' own links, against simulated daemons. Each test has a service of its own. */
class RoverLinksContractTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
    private final LinkFleet fleet = new LinkFleet(service.api());
    private DrivenRovers rovers;

    @BeforeEach
    void startRovers() throws Exception {
        rovers = DrivenRovers.start(2);
    }

    @AfterEach
    void endRovers() {
        rovers.close();
    }

    private void up(String id, int rover) throws Exception {
        fleet.register(id, rovers.address(rover));
        Await.until("its link is up", () -> fleet.isUp(id));
    }

    @Test
    void placeModeAndSpeedAreWhatTheLinkTells() throws Exception {
        up("r", 0);
        assertEquals(true, fleet.rover("r").get("poseKnown"), "zeros that come over a link are a place");
        assertNull(fleet.link("r").get("why"));
        try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
            operator.drive(1, 0);
            Await.until("it is seen to drive", () -> fleet.x("r") > 0.5);
            assertEquals(2, fleet.mode("r"));
            assertTrue(Json.number(Json.object(fleet.rover("r").get("velocity")).get("linear")) > 0.3);
            service.api().post("/heartbeat/r", "{\"battery_voltage\":48,\"mode\":1,\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}");
            assertTrue(fleet.x("r") > 0.5, "its heartbeats know less");
            assertEquals(2, fleet.mode("r"));
            assertEquals(48.0, fleet.rover("r").get("batteryVoltage"));
        }
        Await.until("let go, it stands", () -> fleet.mode("r") == 1);
    }

    @Test
    void whatIsShownWhenTheLinkIsGoneIsWhereItWasAndWhy() throws Exception {
        up("r", 0);
        try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
            operator.drive(1, 0);
            Await.until("it is seen to drive", () -> fleet.x("r") > 0.5);
        }
        rovers.close();
        Await.until("it is down", () -> !fleet.isUp("r"));
        assertEquals("down", fleet.link("r").get("state"));
        assertNull(fleet.rover("r").get("velocity"));
        Await.until("it says why", () -> fleet.why("r").contains("refused"));
        double x = fleet.x("r");
        service.api().post("/heartbeat/r", "{\"mode\":5,\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}");
        assertEquals(x, fleet.x("r"), "a heartbeat of zeros is no place");
        assertEquals(5, fleet.mode("r"));
        service.api().post("/heartbeat/r", "{\"pose\":{\"x\":7,\"y\":0,\"theta\":0}}");
        assertEquals(7, fleet.x("r"));
    }

    @Test
    void consolesThatKnowNothingOfLinksSeeItsMarkMoveTenTimesASecondAtMost() throws Exception {
        up("r", 0);
        try (Operator operator = new Operator("127.0.0.1", rovers.port(0)); Console list = Console.open(service.port(), "/ws")) {
            operator.drive(1, 0);
            list.nextWhere("it moves", m -> Json.number(Json.object(m.rover("r").orElseThrow().get("lastPose")).get("x")) > 0.1);
            long began = System.nanoTime();
            int lists = 0;
            while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                Console.Message message = list.next();
                assertEquals(9, message.rover("r").orElseThrow().size());
                lists++;
            }
            assertTrue(lists >= 5 && lists <= 13, lists + " lists in a second");
        }
    }

    @Test
    void aRoverThatStandsMakesNoChanges() throws Exception {
        up("r", 0);
        try (Console deltas = Console.open(service.port(), "/ws?mode=delta")) {
            deltas.next();
            deltas.poll(Duration.ofMillis(300));
            assertTrue(deltas.poll(Duration.ofMillis(500)).isEmpty(), "its frames say the same");
        }
    }

    @Test
    void aNewStartIsANewFrame() throws Exception {
        up("r", 0);
        Object first = fleet.link("r").get("frameSince");
        try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
            operator.drive(1, 0);
            Await.until("it is seen to drive", () -> fleet.x("r") > 1);
        }
        assertEquals(first, fleet.link("r").get("frameSince"), "driving is no new start");
        fleet.register("r", rovers.address(1)); // the same rover, switched on anew
        Await.until("it is seen at its origin", () -> fleet.isUp("r") && fleet.x("r") == 0);
        assertNotEquals(first, fleet.link("r").get("frameSince"));
    }

    @Test
    void aRoverThatIsForgottenOrGoesIsLetGo() throws Exception {
        up("r", 0);
        assertEquals(1, rovers.peers(0));
        assertEquals(1, service.api().metric("depot_rover_links{state=\"up\""));
        service.api().send("DELETE", "/rovers/r", null);
        Await.until("its link is closed", () -> rovers.peers(0) == 0);
        assertEquals(0, service.api().metric("depot_rover_links"));
        up("r", 1);
        fleet.register("r", rovers.address(0));
        Await.until("it has moved", () -> rovers.peers(1) == 0 && rovers.peers(0) == 1 && fleet.isUp("r"));
        assertTrue(service.api().metric("depot_rover_link_frames_total") > 2);
    }

    @Test
    void anAddressOutsideOfTheNetworksIsNotEvenTried() throws Exception {
        fleet.register("r", "ws://10.1.2.3:" + rovers.port(0));
        Await.until("it says why", () -> fleet.why("r").contains("ROVER_NETWORKS"));
        assertEquals("off", fleet.link("r").get("state"));
        Map<String, Object> outcome = fleet.order("/estop", "{}");
        assertTrue(outcome.get("r").toString().contains("ROVER_NETWORKS"), outcome::toString);
    }

    @Test
    void withLinksOffNothingIsOpened() throws Exception {
        try (TestService off = TestService.start(service.folder().resolve("off"), "ROVER_NETWORKS", "127.0.0.0/8")) {
            LinkFleet others = new LinkFleet(off.api());
            others.register("r", rovers.address(0));
            Await.until("it says so", () -> others.why("r").equals("ROVER_LINKS is off"));
            assertEquals(Map.of("r", "ROVER_LINKS is off"), others.order("/estop", "{}"));
            try (Console supervisor = others.supervisor()) {
                LinkFleet.name(supervisor, "r");
                assertEquals("ROVER_LINKS is off", LinkFleet.awaitState(supervisor, "r", "off").get("why"));
            }
            assertEquals(0, rovers.peers(0));
        }
    }

    @Test
    void withLinksForTasksOnlyWhoIsSupervisedOrStoppedIsConnectedTo() throws Exception {
        try (TestService tasks = TestService.start(service.folder().resolve("tasks"), "ROVER_LINKS", "tasks", "ROVER_NETWORKS",
                "127.0.0.0/8")) {
            LinkFleet others = new LinkFleet(tasks.api());
            others.register("r", rovers.address(0));
            others.register("s", rovers.address(1));
            Await.until("the second says so", () -> others.why("s").contains("nobody supervises it"));
            try (Console supervisor = others.supervisor()) {
                LinkFleet.name(supervisor, "r");
                LinkFleet.awaitState(supervisor, "r", "feeding");
                assertTrue(others.isUp("r"));
                assertEquals("off", others.link("s").get("state"));
                assertFalse(others.isUp("s"));
                assertEquals(0, rovers.peers(1));
                assertTrue(others.order("/estop", "{\"rovers\":[\"s\"]}").get("s") instanceof Number);
            }
        }
    }
}
