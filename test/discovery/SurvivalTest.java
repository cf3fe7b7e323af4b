package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service keeps over its end: a kill, a clean stop, a broken file. */
class SurvivalTest {
    private static final Duration END = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void afterAKillEveryRoverThatWasAnsweredIsStillRegistered() throws Exception {
        try (ServiceProcess first = ServiceProcess.start(folder)) {
            for (int i = 0; i < 20; i++) {
                first.api().register("r" + i);
            }
            first.kill(); // at once: the answer to the last one has just come
            first.awaitExit(END);
        }
        long restarted = System.nanoTime(); // before, or a busy machine makes the time look short
        try (ServiceProcess second = ServiceProcess.start(folder)) {
            assertEquals(20, second.api().rovers().size());
            assertEquals(true, second.api().rover("r7").orElseThrow().get("online"), "shown as it last was");
            second.api().heartbeat("r19", 24.5);
            Await.until("who says nothing is offline",
                    () -> second.api().rover("r7").orElseThrow().get("online").equals(false));
            long shown = System.nanoTime() - restarted;
            assertTrue(shown >= Duration.ofSeconds(10).toNanos(), "offline after " + shown / 1_000_000 + " ms");
        }
    }

    @Test
    void whatWasNotYetWrittenIsWrittenAtTheEnd() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            service.api().register("a");
            service.api().heartbeat("a", 23.75);
            service.terminate();
            service.terminate(); // a second one changes nothing
            assertEquals(0, service.awaitExit(END));
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(23.75, service.api().rover("a").orElseThrow().get("batteryVoltage"));
        }
    }

    @Test
    void aBrokenRegistryIsPutAsideAndTheStartGoesOn() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("rovers.json"), "{\"rovers\":[{\"id\":");
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(List.of(), service.api().rovers());
            assertTrue(Files.exists(data.resolve("rovers.json.bad")));
            assertEquals(1, service.log().stream().filter(line -> line.contains("rovers.json")).count(), service.log().toString());
        }
    }
}
