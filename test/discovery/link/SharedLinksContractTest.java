package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.TwoDiscoveries;
import depot.local.EmbeddedDatabase;
import depot.sim.fleet.DrivenRovers;
import depot.sim.rover.Mode;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.KeptPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two discoveries on one registry, and the rovers' own links, against simulated daemons. */
class SharedLinksContractTest {
    private static final int ROVERS = 8;

    @TempDir
    Path folder;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private EmbeddedDatabase database; // null when it is away
    private TwoDiscoveries two;
    private LinkFleet one;
    private LinkFleet other;
    private DrivenRovers rovers;

    @BeforeEach
    void start() throws Exception {
        database = EmbeddedDatabase.start(folder.resolve("postgres"), KeptPort.choose());
        two = new TwoDiscoveries(folder, database.url(), "ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
        one = new LinkFleet(two.one().api());
        other = new LinkFleet(two.other().api());
        rovers = DrivenRovers.start(ROVERS);
        for (int i = 0; i < ROVERS; i++) {
            (i % 2 == 0 ? one : other).register("r" + i, rovers.address(i));
        }
        timer.scheduleWithFixedDelay(this::beat, 0, 1, TimeUnit.SECONDS);
        for (String id : ids()) {
            Await.until("its link is shown by both", () -> one.knows(id) && other.knows(id) && one.isUp(id) && other.isUp(id));
        }
        awaitOneLinkEach();
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
        rovers.close();
        two.close();
        if (database != null) {
            database.close();
        }
    }

    private void beat() {
        for (int i = 0; i < ROVERS; i++) {
            try {
                (i % 2 == 0 ? two.one() : two.other()).api().post("/heartbeat/r" + i, "{\"battery_voltage\":48}");
            } catch (Exception e) {
                // that discovery has ended
            }
        }
    }

    private static List<String> ids() {
        return IntStream.range(0, ROVERS).mapToObj(i -> "r" + i).toList();
    }

    private void awaitOneLinkEach() throws Exception {
        Await.until("each link is held by one", () -> IntStream.range(0, ROVERS).allMatch(i -> rovers.peers(i) == 1));
    }

    @Test
    void eachIsHeldByOneAndBothShowWhereTheRoverIs() throws Exception {
        double held = two.one().api().metric("depot_rover_links{state=\"up\"");
        assertEquals(ROVERS, held + two.other().api().metric("depot_rover_links{state=\"up\""));
        try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
            operator.drive(1, 0);
            for (LinkFleet each : List.of(one, other)) {
                Await.until("it is seen to drive", () -> each.x("r0") > 0.5 && each.mode("r0") == 2);
                Await.until("and how fast", () -> Json.number(Json.object(each.rover("r0").get("velocity")).get("linear")) > 0.3);
            }
        }
        for (LinkFleet each : List.of(one, other)) {
            Await.until("let go, it stands", () -> each.mode("r0") == 1);
        }
    }

    private void assertStopped(Map<String, Object> outcome) throws Exception {
        assertEquals(Set.copyOf(ids()), outcome.keySet());
        outcome.forEach((id, after) -> assertTrue(after instanceof Number, outcome::toString));
        Await.until("all stand", () -> IntStream.range(0, ROVERS).allMatch(i -> rovers.mode(i) == Mode.EMERGENCY_STOP));
    }

    @Test
    void anEmergencyStopAtEitherReachesAllAlsoWithoutTheDatabase() throws Exception {
        assertStopped(one.order("/estop", "{}"));
        Await.until("it is shown by the other", () -> other.mode("r7") == 4 && other.mode("r0") == 4);
        String all = "{\"rovers\":[" + String.join(",", ids().stream().map(Json::quoted).toList()) + "]}";
        Map<String, Object> released = other.order("/estop/release", all);
        released.forEach((id, after) -> assertTrue(after instanceof Number, released::toString));
        Await.until("all are free", () -> IntStream.range(0, ROVERS).allMatch(i -> rovers.mode(i) == Mode.IDLE));
        database.close();
        database = null;
        assertStopped(other.order("/estop", "{}"));
    }

    @Test
    void whoSupervisesAtTheOneThatDoesNotHoldTheLinkHasTheRoverFed() throws Exception {
        try (Console supervisor = one.supervisor()) {
            timer.scheduleAtFixedRate(() -> LinkFleet.name(supervisor, ids().toArray(new String[0])), 0, 500, TimeUnit.MILLISECONDS);
            for (int i = 0; i < ROVERS; i++) {
                int rover = i;
                Await.until("it is fed", () -> one.isUp("r" + rover));
            }
            Await.until("all drive", () -> {
                rovers.taskToIdle();
                return rovers.allDrive();
            });
            database.close();
            database = null;
            Await.until("it is reported", () -> two.one().api().get("/ready").status() == 503);
            for (String id : ids()) { // further than a watchdog would let it
                double x = one.x(id);
                Await.until("it drives on", () -> one.x(id) > x + 1.5);
            }
            assertTrue(rovers.allDrive());
        }
    }

    @Test
    void theLinksOfOneThatEndsAreTakenOver() throws Exception {
        two.other().close();
        awaitOneLinkEach();
        for (String id : ids()) {
            Await.until("its link is up", () -> one.isUp(id));
        }
        assertEquals(ROVERS, two.one().api().metric("depot_rover_links{state=\"up\""));
    }
}
