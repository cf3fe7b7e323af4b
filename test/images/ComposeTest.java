package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both composes read compose.yaml, with every profile: 1.29, and 2 as the plugin of docker or as the program that {@code COMPOSE2} names.
 */
class ComposeTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", ".")).toAbsolutePath();

    private record Outcome(int status, String said) {}

    private static Outcome run(List<String> command, String... more) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(whole).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("COMPOSE_"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome(127, e.getMessage());
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), said);
    }

    static Stream<List<String>> composes() {
        String named = System.getenv("COMPOSE2");
        return Stream.of(List.of("docker-compose"), named == null || named.isBlank() ? List.of("docker", "compose") : List.of(named));
    }

    private static void assumePresent(List<String> compose) throws Exception {
        assumeTrue(run(compose, "version").status == 0, String.join(" ", compose) + " is not installed");
    }

    @ParameterizedTest
    @MethodSource("composes")
    void everyCombinationOfProfilesIsRead(List<String> compose) throws Exception {
        assumePresent(compose);
        for (int set = 0; set < 8; set++) {
            List<String> profiles = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                if ((set >> i & 1) == 1) {
                    profiles.addAll(List.of("--profile", List.of("rtk", "sim", "gpu").get(i)));
                }
            }
            profiles.addAll(List.of("config", "-q"));
            Outcome outcome = run(compose, profiles.toArray(String[]::new));
            assertEquals(0, outcome.status, () -> profiles + ": " + outcome.said);
        }
    }

    /** What an operator copied and left as it is, a newer Depot may change. */
    @Test
    void aCopyOfTheExampleSetsNothing() throws Exception {
        List<String> lines = Files.readAllLines(ROOT.resolve(".env.example"));
        assertEquals(List.of(), lines.stream().filter(line -> line.matches("[^#].*=.+")).toList());
    }

    @Test
    void theExampleIsTheDefault(@TempDir Path folder) throws Exception {
        List<String> compose = composes().toList().getLast(); // 1.29 takes no empty file for one
        assumePresent(compose);
        Outcome without = run(compose, "--env-file", "/dev/null", "config");
        Path all = Files.writeString(folder.resolve("env"), Files.readString(ROOT.resolve(".env.example"))
                .replaceAll("(?m)^#(?=[A-Z_]+=.)", ""));
        Outcome with = run(compose, "--env-file", all.toString(), "config");
        assertEquals(0, with.status, with.said);
        assertTrue(without.said.contains("127.0.0.1") && with.said.contains("127.0.0.1"));
        assertEquals(ports(without.said), ports(with.said));
    }

    /** What a container's outside is: ports, memory, processors, images and volumes. */
    private static List<String> ports(String config) {
        return config.lines().map(String::strip).filter(line ->
                line.matches("(published|target|mem_limit|cpus|image|source|host_ip):.*|- .*:[0-9]+:[0-9]+.*")).sorted().toList();
    }
}
