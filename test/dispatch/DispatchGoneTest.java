package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.local.EmbeddedDatabase;
import depot.sim.client.ServiceUrl;
import depot.sim.fleet.Fleet;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.ServiceProcess;
import depot.support.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of rovers on tasks when dispatch is not there: three simulated ones, as the field's, fed by discovery on the lease that a
 * dispatch process renews. {@code DiscoveryGoneTest} is the same for discovery.
 */
class DispatchGoneTest {
    private static final int ROVERS = 3;
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final double WITHIN_SECONDS = 4;
    private static final double BUSY_SECONDS = 1.5; // what a busy machine adds

    @TempDir
    Path folder;
    private Api discovery;
    private Api dispatch;

    private List<Double> speeds() throws Exception {
        List<Double> speeds = new ArrayList<>();
        for (Map<String, Object> rover : discovery.roversInDetail()) {
            Object velocity = rover.get("velocity");
            speeds.add(velocity == null ? 0 : Math.abs(Json.number(Json.object(velocity).get("linear"))));
        }
        return speeds;
    }

    private boolean allDrive() throws Exception {
        List<Double> speeds = speeds();
        return speeds.size() == ROVERS && speeds.stream().allMatch(speed -> speed > 0.1);
    }

    private boolean allStand() throws Exception {
        return speeds().stream().allMatch(speed -> speed < 0.02);
    }

    private String created(String path, String body) throws Exception {
        Api.Answer answer = dispatch.post(path, body);
        assertEquals(201, answer.status(), answer::toString);
        return (String) answer.json().get("id");
    }

    private List<String> tasks() throws Exception {
        String zone = created("/zones", "{\"name\":\"far\",\"waypoints\":[{\"x\":900,\"y\":0},{\"x\":0,\"y\":900}]}");
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < ROVERS; i++) {
            tasks.add(created("/missions/" + created("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\"}") + "/start?queue=true",
                    "{}"));
        }
        return tasks;
    }

    /** A link is held only to a rover that is supervised. */
    private long named() throws Exception {
        return discovery.roversInDetail().stream().filter(rover -> "up".equals(Json.object(rover.get("link")).get("state"))).count();
    }

    private void driveAgain(List<String> tasks) throws Exception {
        for (String task : tasks) {
            Await.until("it is sent again", () -> dispatch.send("POST", "/tasks/" + task + "/resend", null).status() == 200);
        }
        Await.until("all drive again", this::allDrive);
    }

    private void standWithin(String harm, long began) throws Exception {
        Await.until("all stand", this::allStand);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("dispatch %s: %d rovers stand after %.2f s%n", harm, ROVERS, seconds);
        assertTrue(seconds < WITHIN_SECONDS + BUSY_SECONDS, () -> "after " + seconds + " s");
    }

    @Test
    void roversDriveOnWithoutTheDatabaseAndStandWithoutDispatch() throws Exception {
        try (TestService feeder = TestService.start(Files.createDirectories(folder.resolve("discovery")), "ROVER_LINKS", "tasks",
                "ROVER_NETWORKS", "127.0.0.0/8");
                EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), 0);
                ServiceProcess process = ServiceProcess.start("dispatch", Files.createDirectories(folder.resolve("dispatch")),
                        List.of("-XX:TieredStopAtLevel=1"), "DATABASE_URL", "postgres://postgres@127.0.0.1:" + database.port()
                        + "/postgres", "ROVER_SETTLE", "10ms",
                        "DISCOVERY_URL", "http://127.0.0.1:" + feeder.port());
                Fleet _ = Fleet.start(new Fleet.Plan(ROVERS, 1, 1, 0, false, false, 0, Optional.empty(), Fleet.Ports.WATCHED),
                        ServiceUrl.parse("http://127.0.0.1:" + feeder.port()), ServiceUrl.parse("http://127.0.0.1:" + process.port()),
                        Optional.empty())) {
            discovery = feeder.api();
            dispatch = process.api();
            Await.until("all are there", () -> dispatch.get("/health").json().get("connected_rovers").equals(ROVERS)
                    && discovery.rovers().size() == ROVERS);
            List<String> tasks = tasks();
            Await.until("all drive", this::allDrive);

            List<ProcessHandle> postgres = new ArrayList<>(List.of(database.process()));
            postgres.addAll(database.process().descendants().toList());
            ServiceProcess.signal("STOP", postgres);
            try {
                double fed = discovery.metric("depot_rover_heartbeats_fed_total");
                long end = System.nanoTime() + LEASE.plusSeconds(1).toNanos();
                while (System.nanoTime() < end) { // whose tasks it knows are named, whether or not it can ask
                    assertEquals(ROVERS, named(), "with the database away they are named");
                    LockSupport.parkNanos(100_000_000);
                }
                assertTrue(discovery.metric("depot_rover_heartbeats_fed_total") > fed, "and fed");
            } finally {
                ServiceProcess.signal("CONT", postgres);
            }
            Await.until("the database is back", () -> dispatch.get("/ready").status() == 200);

            driveAgain(tasks); // one that this machine kept waiting for half a second stands
            long frozen = System.nanoTime();
            process.pause();
            standWithin("frozen", frozen);
            process.resume();
            driveAgain(tasks); // they are idle: only an order has them drive

            long began = System.nanoTime();
            process.kill();
            standWithin("killed", began);
        }
    }
}
