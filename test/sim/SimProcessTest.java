package depot.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated fleet as a process of its own. */
class SimProcessTest {
    private static final Duration LONG = Duration.ofSeconds(25);

    @TempDir
    Path folder;

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "depot.sim.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of(System.getProperty("depot.root", ".")).toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static int awaitExit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    @Test
    void itsRoversComeAndASignalEndsItInOrder() throws Exception {
        try (TestService discovery = TestService.start(folder)) {
            Process process = start(Map.of("DISCOVERY_URL", "http://127.0.0.1:" + discovery.port(), "DISPATCH_URL", "http://127.0.0.1:1",
                    "SIM_ROVERS", "9"),
                    "--rovers", "3");
            try {
                Await.until("its rovers are registered", LONG, () -> discovery.api().rovers().size() == 3);
                process.toHandle().destroy();
                assertEquals(0, awaitExit(process), log());
                assertTrue(log().contains("stopped"), log());
            } finally {
                process.toHandle().destroyForcibly();
            }
        }
    }

    @Test
    void aValueThatCannotBeUsedIsOneLine() throws Exception {
        assertEquals(2, awaitExit(start(Map.of(), "--speed", "fast")));
        assertEquals("sim: SIM_SPEED must be a number from 0.1 to 100.0, and is 'fast'", log().strip());
        assertEquals(2, awaitExit(start(Map.of("DISPATCH_URL", "depot:4890"))));
        assertEquals(1, log().lines().count(), log());
        assertTrue(log().startsWith("sim: DISPATCH_URL must be as http://"), log());
    }
}
