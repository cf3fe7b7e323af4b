package depot.common.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a service's process ends, by the service's stage; SIGTERM comes once it has said "now". */
class LauncherTest {
    /** The process: a service that does what its name says. */
    public static final class Program {
        public static void main(String[] arguments) {
            String what = System.getProperty("what");
            Launcher.run("test", "a test", List.of(), arguments, environment -> switch (what) {
                case "starts" -> {
                    now();
                    yield started(() -> {});
                }
                case "started" -> started(() -> {});
                case "stopsBadly" -> started(() -> {
                    throw new NoClassDefFoundError("on purpose");
                });
                default -> throw new NoClassDefFoundError("on purpose");
            });
            now();
        }

        private static Launcher.Running started(Launcher.Running running) {
            Thread.ofPlatform().start(Program::waitForEver);
            if (System.getProperty("what").equals("starts")) {
                waitForEver();
            }
            return running;
        }

        private static void now() {
            System.out.println("now");
        }

        private static void waitForEver() {
            try {
                Thread.sleep(20_000);
            } catch (InterruptedException e) {
                // nobody does
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"starts, 0", "started, 0", "stopsBadly, 1", "startsBadly, 1"})
    void itsStatusIs(String what, int status) throws Exception {
        Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Dwhat=" + what, "-cp", System.getProperty("java.class.path"), Program.class.getName()).redirectErrorStream(true).start();
        try {
            if (!what.equals("startsBadly")) {
                awaitNow(process);
                process.toHandle().destroy();
            }
            assertTrue(process.waitFor(15, TimeUnit.SECONDS), "it did not end");
            assertEquals(status, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitNow(Process process) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()));
        String line;
        do {
            line = Objects.requireNonNull(lines.readLine(), "it ended before");
        } while (!line.equals("now"));
    }
}
