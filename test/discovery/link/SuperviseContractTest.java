package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.sim.rover.Mode;
import depot.support.Await;
import depot.support.Console;
import depot.support.TestService;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WS /ws/supervise: which rovers are fed, for how long, and the messages about it. Each test has a service of its own. */
class SuperviseContractTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
    private final LinkFleet fleet = new LinkFleet(service.api());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private DrivenRovers rovers;

    @BeforeEach
    void startRovers() throws Exception {
        rovers = DrivenRovers.start(2);
        for (int i = 0; i < 2; i++) {
            String id = "r" + i;
            fleet.register(id, rovers.address(i));
            Await.until("its link is up", () -> fleet.isUp(id));
        }
    }

    @AfterEach
    void endRovers() {
        timer.shutdownNow();
        rovers.close();
    }

    private void keepNaming(Console supervisor, String... ids) {
        timer.scheduleAtFixedRate(() -> LinkFleet.name(supervisor, ids), 0, 500, TimeUnit.MILLISECONDS);
    }

    @Test
    void aTaskIsDrivenWhileItsRoverIsNamedAndStandsWithinASecondWhenItIsNot() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            LinkFleet.name(supervisor, "r0");
            Map<String, Object> supervision = LinkFleet.awaitState(supervisor, "r0", "feeding");
            assertEquals(Set.of("type", "rover_id", "state", "why"), supervision.keySet());
            assertNull(supervision.get("why"));
            rovers.task(0);
            Await.until("it drives", () -> rovers.mode(0) == Mode.AUTONOMOUS && rovers.speed(0) > 0.3);
            LinkFleet.name(supervisor);
            long dropped = System.nanoTime();
            Await.until("it stands", () -> rovers.allStand());
            double seconds = (System.nanoTime() - dropped) / 1e9;
            assertTrue(seconds < 1.2, "it stood after " + seconds + " s");
            assertEquals("it is not named any more", LinkFleet.awaitState(supervisor, "r0", "off").get("why"));
        }
    }

    @Test
    void aLeaseEndsThreeSecondsAfterTheLastWord() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            LinkFleet.name(supervisor, "r0", "r1");
            LinkFleet.awaitState(supervisor, "r1", "feeding");
            long named = System.nanoTime();
            rovers.task(0);
            rovers.task(1);
            Await.until("they drive", () -> rovers.allDrive());
            assertEquals("nothing came for 3 s", LinkFleet.awaitState(supervisor, "r0", "off").get("why"));
            double ended = (System.nanoTime() - named) / 1e9;
            assertTrue(ended > 2.5 && ended < 4, "it ended after " + ended + " s");
            Await.until("they stand", () -> rovers.allStand());
            double stood = (System.nanoTime() - named) / 1e9;
            assertTrue(stood < 4.2, "they stood after " + stood + " s");
        }
    }

    @Test
    void whenItsConnectionEndsNobodyIsNamed() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            LinkFleet.name(supervisor, "r0");
            LinkFleet.awaitState(supervisor, "r0", "feeding");
            rovers.task(0);
            Await.until("it drives", () -> rovers.speed(0) > 0.2);
        }
        long gone = System.nanoTime();
        Await.until("it stands", () -> rovers.allStand());
        assertTrue(System.nanoTime() - gone < 1_500_000_000L);
    }

    @Test
    void twoMayNameTheSame() throws Exception {
        try (Console first = fleet.supervisor(); Console second = fleet.supervisor()) {
            LinkFleet.name(first, "r0");
            LinkFleet.awaitState(first, "r0", "feeding");
            LinkFleet.name(second, "r0");
            LinkFleet.awaitState(second, "r0", "feeding");
            rovers.task(0);
            Await.until("it drives", () -> rovers.speed(0) > 0.2);
            LinkFleet.name(first);
            LinkFleet.awaitState(first, "r0", "off");
            double x = fleet.x("r0");
            Await.until("the other still feeds it", () -> fleet.x("r0") > x + 0.5);
            assertEquals(Mode.AUTONOMOUS, rovers.mode(0));
        }
    }

    /** The row that costs fingers: an operator is cut off, and a server goes on with heartbeats. */
    @Test
    void anOperatorsDeadMansSwitchIsNeverFedForThem() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            keepNaming(supervisor, "r0");
            LinkFleet.awaitState(supervisor, "r0", "feeding");
            long cut;
            try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
                operator.drive(1.2, 0);
                LinkFleet.awaitWhy(supervisor, "r0", "it is driven by hand");
                Await.until("it moves", () -> rovers.speed(0) > 0.5);
            }
            cut = System.nanoTime();
            Await.until("it stands", () -> rovers.mode(0) == Mode.IDLE && rovers.allStand());
            double seconds = (System.nanoTime() - cut) / 1e9;
            assertTrue(seconds < 1.0, "it stood after " + seconds + " s");
            LinkFleet.awaitState(supervisor, "r0", "feeding"); // idle again, it may be given a task
        }
    }

    @Test
    void aStopEndsFeedingAndAReleaseBringsItBack() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            keepNaming(supervisor, "r0");
            LinkFleet.awaitState(supervisor, "r0", "feeding");
            rovers.task(0);
            Await.until("it drives", () -> rovers.speed(0) > 0.3);
            assertTrue(fleet.order("/estop", "{}").get("r0") instanceof Number);
            LinkFleet.awaitWhy(supervisor, "r0", "it says e-stop");
            Await.until("it stands", () -> rovers.allStand());
            fleet.order("/estop/release", "{\"rovers\":[\"r0\"]}");
            LinkFleet.awaitState(supervisor, "r0", "feeding");
            assertEquals(Mode.IDLE, rovers.mode(0));
        }
        assertTrue(service.api().metric("depot_rover_heartbeats_fed_total") > 3);
        double oldest = service.api().metric("depot_fed_frame_age_seconds");
        assertTrue(oldest > 0 && oldest < 0.25, "oldest " + oldest);
    }

    @Test
    void aRoverThatIsNotThereIsReportedSo() throws Exception {
        fleet.register("away", "ws://127.0.0.1:1");
        Await.until("it is down", () -> fleet.why("away").contains("refused"));
        try (Console supervisor = fleet.supervisor()) {
            LinkFleet.name(supervisor, "away");
            assertTrue(LinkFleet.awaitState(supervisor, "away", "waiting").get("why").toString().contains("its link is not up"));
            keepNaming(supervisor, "nobody", "away");
            LinkFleet.awaitWhy(supervisor, "nobody", "it is not registered");
            service.api().send("DELETE", "/rovers/away", null);
            LinkFleet.awaitWhy(supervisor, "away", "it is not registered");
            fleet.register("nobody", rovers.address(1));
            LinkFleet.awaitState(supervisor, "nobody", "feeding");
        }
    }

    @Test
    void whatCannotBeReadIsAnsweredAndTheRestGoesOn() throws Exception {
        try (Console supervisor = fleet.supervisor()) {
            for (String bad : new String[] {"{", "{\"type\":\"feed\"}", "{\"type\":\"supervise\"}",
                    "{\"type\":\"supervise\",\"rovers\":[7]}"}) {
                supervisor.send(bad);
                assertEquals("error", supervisor.next().json().get("type"), bad);
            }
            LinkFleet.name(supervisor, "r0");
            LinkFleet.awaitState(supervisor, "r0", "feeding");
        }
    }
}
