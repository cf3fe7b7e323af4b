package depot.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of the fleet's settings is what it reads, word for word. */
class SimReadmeTest {
    static Iterable<Setting> settings() {
        return SimConfig.SETTINGS;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theReadmeTellsOf(Setting setting) throws Exception {
        Path root = Path.of(System.getProperty("depot.root"));
        Path part = root.resolve("README-sim.part.md"); // until it is put into the README
        String readme = Files.readString(Files.exists(part) ? part : root.resolve("README.md"));
        String fallback = setting.fallback().isEmpty() ? "" : " `" + setting.fallback() + "`";
        String row = "| `" + setting.name() + "` |" + fallback + " | " + setting.meaning() + " |";
        assertTrue(readme.contains(row), "no row: " + row);
    }
}
