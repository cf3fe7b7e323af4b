package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of settings is what the service reads, word for word. */
class ReadmeTest {
    static Iterable<Setting> settings() {
        return DiscoveryConfig.SETTINGS;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theReadmeTellsOf(Setting setting) throws Exception {
        String readme = Files.readString(Path.of(System.getProperty("depot.root"), "README.md"));
        String fallback = setting.fallback().isEmpty() ? "" : " `" + setting.fallback() + "`";
        String row = "| `" + setting.name() + "` |" + fallback + " | " + setting.meaning() + " |";
        assertTrue(readme.contains(row), "no row: " + row);
    }
}
