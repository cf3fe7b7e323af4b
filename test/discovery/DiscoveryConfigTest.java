package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.common.config.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rovers' own links and HTTP share the files that the process may open. */
class DiscoveryConfigTest {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    @TempDir
    Path folder;

    private DiscoveryConfig with(String links) {
        return DiscoveryConfig.from(new Environment(Map.of("DATA_DIR", folder.toString(), "ROVER_LINKS", links, "MAX_ROVERS", "1000000",
                "MAX_CONNECTIONS", "1000000")));
    }

    private static long files() throws Exception {
        assumeTrue(Files.isReadable(LIMITS), "needs Linux");
        String files = Files.readAllLines(LIMITS).stream().filter(line -> line.startsWith("Max open files")).findFirst().orElseThrow()
                .substring("Max open files".length()).strip().split(" +")[0];
        assumeTrue(files.matches("[0-9]{1,6}") || files.equals("1048576"), "needs a limit: " + files);
        return Long.parseLong(files);
    }

    @Test
    void theyHaveNoMoreTogetherThanThereAre() throws Exception {
        long files = files();
        DiscoveryConfig config = with("all");
        assertTrue(config.http().connections() + config.links().sockets() < files,
                () -> config.http().connections() + " and " + config.links().sockets() + " of " + files);
        assertTrue(config.http().connections() > files / 4 && config.links().sockets() > files / 4);
    }

    @Test
    void whereThereAreNoLinksNoneAreKeptForThem() throws Exception {
        long files = files();
        DiscoveryConfig config = with("off");
        assertEquals(0, config.links().sockets());
        assertTrue(config.http().connections() > files * 3 / 4 || config.http().connections() == 1_000_000);
    }
}
