package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import depot.support.TestService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Discovery is killed, half-open, restarted without what it knew: nobody is given a task who was last heard of unable to begin it, and
 * nothing stops.
 */
class DiscoveryFaultsTest {
    private static TestService discovery;
    private static DiscoveryLine line;
    private static TestDatabase database;
    private static TestDispatch depot;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        discovery = TestService.ofTheClass();
        discovery.beforeAll(null);
        line = new DiscoveryLine(discovery.port());
        database = TestDatabase.create();
        depot = depot(line.port());
        api = depot.api();
    }

    private static TestDispatch depot(int port) throws Exception {
        return TestDispatch.on(database.url(), "DISCOVERY_URL", "http://127.0.0.1:" + port, "SUPERVISE_TASKS", "off", "ROVER_SETTLE",
                "0s", "FACTS_MAX_AGE", "1s", "TASK_SILENT_AFTER", "300ms");
    }

    @AfterAll
    static void end() throws Exception {
        depot.close();
        database.close();
        line.close();
        discovery.afterAll(null);
    }

    private static void report(ScriptedRover rover, int mode, double volts) throws Exception {
        assertEquals(200, discovery.api().post("/register", "{\"id\":\"" + rover.id()
                + "\",\"name\":\"x\",\"address\":\"ws://127.0.0.1:1\",\"mode\":" + mode
                + ",\"battery_voltage\":" + volts + "}").status());
    }

    private static List<?> reasons(String mission, ScriptedRover rover) throws Exception {
        return reasons(api, mission, rover);
    }

    private static List<?> reasons(Api api, String mission, ScriptedRover rover) throws Exception {
        return Json.objects(api.get("/missions/" + mission + "/candidates").json().get("candidates")).stream()
                .filter(each -> each.get("roverId").equals(rover.id()))
                .map(each -> (List<?>) each.get("reasons")).findFirst().orElseThrow();
    }

    private static void awaitReasons(String mission, ScriptedRover rover, List<String> reasons) throws Exception {
        Await.until(rover.id() + " " + reasons, () -> reasons(mission, rover).equals(reasons));
    }

    private static void assertNobodyGoes(String named, String any) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(409, api.send("POST", "/missions/" + named + "/start", null).status());
            assertEquals(409, api.send("POST", "/missions/" + any + "/start", null).status());
        }
    }

    @Test
    void whateverBefallsItNobodyGoesWhoCouldNotBegin() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String named = depot.mission(rover.id());
            String any = depot.mission(null);
            List<String> then = List.of("was driven by hand when it was last heard of");
            report(rover, 2, 50);
            awaitReasons(named, rover, List.of("is driven by hand"));
            line.block();
            awaitReasons(named, rover, then);
            assertNobodyGoes(named, any);
            Object waiting = depot.queue(any).get("id");
            assertTrue(depot.task(waiting).get("waitingFor").toString().contains(rover.id() + " was driven by hand"));
            discovery.api().send("DELETE", "/rovers/" + rover.id(), null); // as a restart without what it knew
            line.heal();
            Await.until("discovery tells again", () -> "ok".equals(api.get("/health").json().get("status")));
            awaitReasons(named, rover, then);
            assertEquals("pending", depot.task(waiting).get("status"));
            report(rover, 4, 50);
            awaitReasons(named, rover, List.of("is in emergency stop"));
            line.halfOpen();
            report(rover, 1, 50); // not heard
            awaitReasons(named, rover, List.of("was in emergency stop when it was last heard of"));
            assertEquals("pending", depot.task(waiting).get("status"));
            line.heal();
            assertEquals(rover.id(), depot.awaitTask(waiting, "assigned").get("roverId"));
            assertEquals(200, depot.cancel(waiting).status());
        }
    }

    @Test
    void aProcessThatIsCutOffGoesByWhatTheOtherHears() throws Exception {
        try (TestDispatch other = depot(discovery.port()); ScriptedRover rover = depot.rover()) {
            String named = depot.mission(rover.id());
            report(rover, 1, 50);
            awaitReasons(named, rover, List.of());
            line.block();
            report(rover, 4, 50); // only the other hears it
            Await.until("the other knows", () -> reasons(other.api(), named, rover).equals(List.of("is in emergency stop")));
            awaitReasons(named, rover, List.of("was in emergency stop when it was last heard of"));
            assertNobodyGoes(named, depot.mission(null));
            report(rover, 1, 50);
            awaitReasons(named, rover, List.of());
            assertEquals(200, depot.cancel(depot.start(named).get("id")).status());
        } finally {
            line.heal();
        }
    }

    @Test
    void aProcessThatStartsWhileItIsAwayKnowsWhoCouldNotBegin() throws Exception {
        DiscoveryLine cut = new DiscoveryLine(discovery.port());
        try (ScriptedRover rover = depot.rover()) {
            report(rover, 5, 50);
            awaitReasons(depot.mission(rover.id()), rover, List.of("is in fault"));
            Await.until("it is stored", () -> {
                try (Connection look = database.connect(); Statement query = look.createStatement(); ResultSet row = query.executeQuery(
                        "SELECT FROM rover_troubles WHERE mode = 5 AND rover_id = '" + rover.id() + "'")) {
                    return row.next();
                }
            });
            cut.block();
            try (TestDispatch started = depot(cut.port())) {
                String named = started.mission(rover.id());
                assertEquals(List.of("was in fault when it was last heard of"), reasons(started.api(), named, rover));
                assertEquals(409, started.api().send("POST", "/missions/" + named + "/start", null).status());
                cut.heal();
                report(rover, 1, 50);
                Await.until("it may", () -> reasons(started.api(), named, rover).isEmpty());
            }
        } finally {
            cut.close();
        }
    }

    @Test
    void nothingStopsWhereItIsAwayAndHealthSaysSo() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id());
            report(rover, 1, 40);
            awaitReasons(mission, rover, List.of("has 40.0 V (needs 42)"));
            line.block();
            awaitReasons(mission, rover, List.of());
            assertEquals("assigned", depot.start(mission).get("status"), "what is not known any more bars nobody");
            Await.until("health says so", () -> api.get("/health").json().get("status").equals("degraded"));
            assertTrue(api.get("/health").json().get("reason").toString().contains("discovery"));
        } finally {
            line.heal();
        }
    }
}
