package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.support.Await;
import depot.support.Console;
import depot.support.ServiceProcess;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every failure of the one that feeds ends with rovers that stand: killed, frozen, and frozen for a while. */
class DiscoveryGoneTest {
    private static final int ROVERS = 5;
    private static final double WITHIN_SECONDS = 1.0; // half a second of the rover's, and what a busy machine adds

    @TempDir
    Path folder;

    private interface Harm {
        void to(ServiceProcess discovery) throws Exception;
    }

    /** Five rovers drive, fed by a discovery of its own process; then this happens to it. @return after how many seconds all stood */
    private double standAfter(Harm harm, Harm afterwards) throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (DrivenRovers rovers = DrivenRovers.start(ROVERS);
                ServiceProcess discovery = ServiceProcess.start(folder, "ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8")) {
            LinkFleet fleet = new LinkFleet(discovery.api());
            String[] ids = new String[ROVERS];
            for (int i = 0; i < ROVERS; i++) {
                ids[i] = "r" + i;
                fleet.register(ids[i], rovers.address(i));
            }
            try (Console supervisor = fleet.supervisor()) {
                timer.scheduleAtFixedRate(() -> {
                    if (supervisor.isOpen()) {
                        LinkFleet.name(supervisor, ids);
                    }
                }, 0, 500, TimeUnit.MILLISECONDS);
                Await.until("all are fed", () -> discovery.api().metric("depot_rover_heartbeats_fed_total") > 3 * ROVERS);
                Await.until("all drive", () -> {
                    rovers.taskToIdle(); // anew to one that this machine kept waiting for half a second
                    return rovers.allDrive();
                });
                harm.to(discovery);
                long began = System.nanoTime();
                Await.until("all stand", rovers::allStand);
                double seconds = (System.nanoTime() - began) / 1e9;
                afterwards.to(discovery);
                assertTrue(rovers.allStand(), "and stay so");
                return seconds;
            }
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void killedTheyStandWithinHalfASecond() throws Exception {
        double seconds = standAfter(ServiceProcess::kill, discovery -> { });
        System.out.printf("discovery killed: five rovers stand after %.2f s%n", seconds);
        assertTrue(seconds < WITHIN_SECONDS, "after " + seconds + " s");
    }

    @Test
    void frozenTheyStandWithinHalfASecondAndAreFedAgainOnlyWhenItLives() throws Exception {
        double seconds = standAfter(ServiceProcess::pause, discovery -> {
            discovery.resume();
            double before = discovery.api().metric("depot_rover_heartbeats_fed_total");
            // what came meanwhile is old, and the lease has run; named again, they are fed again, and idle
            Await.until("it feeds again", () -> discovery.api().metric("depot_rover_heartbeats_fed_total") > before);
            double oldest = discovery.api().metric("depot_fed_frame_age_seconds");
            assertTrue(oldest < 0.25, "a heartbeat went out on a frame of " + oldest + " s");
        });
        System.out.printf("discovery frozen: five rovers stand after %.2f s%n", seconds);
        assertTrue(seconds < WITHIN_SECONDS, "after " + seconds + " s");
    }
}
