package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.client.ServiceUrl;
import depot.sim.fleet.Fleet;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task drives with nobody watching, as dispatch has discovery feed its rover's watchdog; and it stands when that ends. Real services, and
 * a rover that behaves as the field's daemon does (../shared/rover-link).
 */
@Order(1)
class SupervisionContractTest {
    private static final String FAR = "[{\"x\":0,\"y\":0},{\"x\":300,\"y\":0},{\"x\":600,\"y\":0}]";
    @TempDir
    Path folder;
    private TestService discovery;
    private TestDispatch depot;
    private Fleet fleet;
    private boolean closed;

    @BeforeEach
    void start() throws Exception {
        discovery = TestService.start(folder, "ROVER_LINKS", "tasks", "ROVER_NETWORKS", "127.0.0.0/8");
    }

    private void dispatch(String... settings) throws Exception {
        String[] all = new String[settings.length + 2];
        all[0] = "DISCOVERY_URL";
        all[1] = "http://127.0.0.1:" + discovery.port();
        System.arraycopy(settings, 0, all, 2, settings.length);
        depot = TestDispatch.start(all);
        fleet = Fleet.start(new Fleet.Plan(1, 1, 1, 0, false, false, 0, Optional.empty(), Fleet.Ports.WATCHED), ServiceUrl.parse(all[1]),
                ServiceUrl.parse("http://127.0.0.1:" + depot.port()), Optional.empty());
        Await.until("the rover is there", () -> depot.api().get("/health").json().get("connected_rovers").equals(1) && discovery.api()
                .rovers().size() == 1);
    }

    @AfterEach
    void end() throws Exception {
        fleet.close();
        if (!closed) {
            depot.close();
        }
        discovery.close();
    }

    private Map<String, Object> rover() throws Exception {
        return discovery.api().roversInDetail().getFirst();
    }

    private boolean drives() throws Exception {
        Object velocity = rover().get("velocity");
        return velocity != null && Math.abs(Json.number(Json.object(velocity).get("linear"))) > 0.05;
    }

    private String driving() throws Exception {
        String zone = depot.zone(FAR);
        String mission = (String) depot.create("/missions", "{\"name\":\"far\",\"zoneId\":\"" + zone + "\"}").get("id");
        String task = (String) depot.start(mission).get("id");
        Await.until("it drives", this::drives);
        return task;
    }

    private void standsWithin(Duration time) throws Exception {
        long from = System.nanoTime();
        Await.until("it stands", () -> !drives());
        long took = System.nanoTime() - from;
        assertTrue(took < time.toNanos() * 3, () -> "it took " + took / 1_000_000 + " ms"); // three times, as this machine may be busy
    }

    @Test
    void aTaskIsDrivenToItsEndWithNobodyWatching() throws Exception {
        dispatch();
        String zone = depot.zone("[{\"x\":0.5,\"y\":0},{\"x\":1,\"y\":0}]");
        Object mission = depot.create("/missions", "{\"name\":\"near\",\"zoneId\":\"" + zone + "\"}").get("id");
        Object task = depot.start((String) mission).get("id");
        depot.awaitTask(task, "done");
    }

    @Test
    void withoutSupervisionItDoesNotMove() throws Exception {
        dispatch("SUPERVISE_TASKS", "off");
        String mission = (String) depot.create("/missions", "{\"name\":\"far\",\"zoneId\":\"" + depot.zone(FAR) + "\"}").get("id");
        Object task = depot.start(mission).get("id");
        Await.until("it is delivered", () -> "delivered".equals(depot.task(task).get("delivery")));
        Thread.sleep(700); // longer than the watchdog: nothing is to happen
        assertFalse(drives());
        assertEquals("assigned", depot.task(task).get("status"));
    }

    @Test
    void itStandsWhenItsTaskIsCancelledWhenItIsStoppedAndWhenItIsTakenOutOfService() throws Exception {
        dispatch();
        depot.cancel(driving());
        standsWithin(Duration.ofSeconds(1));
        driving();
        Api.Answer stopped = depot.api().send("POST", "/stop", null);
        assertEquals(200, stopped.status());
        assertTrue(stopped.json().containsKey("driving"), stopped::toString);
        standsWithin(Duration.ofSeconds(1));
        assertEquals(200, depot.api().send("POST", "/release", null).status());
        driving();
        assertEquals(200, depot.api().send("POST", "/rovers/" + rover().get("id") + "/hold", null).status());
        standsWithin(Duration.ofSeconds(1));
    }

    @Test
    void itStandsWhenDispatchIsGone() throws Exception {
        dispatch();
        driving();
        depot.close();
        closed = true;
        standsWithin(Duration.ofSeconds(4));
    }
}
