package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.common.config.BadSetting;
import depot.common.time.Time;
import depot.support.Await;
import io.prometheus.client.CollectorRegistry;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TelemetryListenerTest {
    private final CollectorRegistry registry = new CollectorRegistry();
    private final AtomicInteger shown = new AtomicInteger();

    private TelemetryService service(int port, boolean wanted, int maxRovers) {
        return new TelemetryService(port, wanted, maxRovers, (rover, telemetry) -> shown.incrementAndGet() > 0, java.util.Optional.empty(),
                (rover, position) -> { }, Time.SYSTEM, registry);
    }

    private double count(String name) {
        return registry.getSampleValue(name);
    }

    @Test
    void aPortThatWasAskedForAndIsTakenStopsTheStart() throws Exception {
        try (DatagramSocket taken = new DatagramSocket()) {
            BadSetting bad = assertThrows(BadSetting.class, () -> service(taken.getLocalPort(), true, 10));
            assertTrue(bad.getMessage().startsWith("TELEMETRY_PORT " + taken.getLocalPort()), bad.getMessage());
        }
    }

    @Test
    void theUsualPortIsTriedAgainWhenItIsTaken() throws Exception {
        DatagramSocket taken = new DatagramSocket();
        int port = taken.getLocalPort();
        try (TelemetryService service = service(port, false, 10)) {
            assertTrue(service.problem().orElseThrow().contains("" + port));
            assertEquals(0, service.port());
            service.start();
            taken.close();
            Await.until("it has the port", () -> service.problem().isEmpty());
            assertEquals(port, service.port());
            try (RoverDatagrams rover = new RoverDatagrams(service.port())) {
                rover.send(Datagrams.WITH_ALL);
            }
            Await.until("it listens", () -> shown.get() > 0);
        } finally {
            taken.close();
        }
    }

    @Test
    void onlySoManyASecondAreReadAndTheKernelCountsTheOthers() throws Exception {
        assumeTrue(KernelDrops.of(1).isEmpty(), "something uses port 1");
        try (TelemetryService service = service(0, true, 1)) { // at most 2,000 a second
            assumeTrue(KernelDrops.of(service.port()).isPresent(), "the kernel does not count them");
            service.start();
            int sent = 0;
            long began = System.nanoTime();
            try (RoverDatagrams flood = new RoverDatagrams(service.port())) {
                while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                    flood.send(Datagrams.WITH_ALL);
                    sent++;
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double read = count("depot_telemetry_datagrams_total");
            assertTrue(read <= 2000 * (seconds + 0.1), read + " were read in " + seconds + " s");
            int all = sent;
            Await.until("each was read or is counted", () -> count("depot_telemetry_datagrams_total")
                    + count("depot_telemetry_dropped_total") == all);
        }
    }

    @Test
    void itEndsAtOnceAndGivesThePortBack() throws Exception {
        TelemetryService service = service(0, true, 10);
        service.start();
        int port = service.port();
        service.close();
        try (DatagramSocket again = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            assertEquals(port, again.getLocalPort());
        }
    }
}
