package depot.gps;

import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of gps's settings is what the service reads, word for word. */
class ReadmeTest {
    static Iterable<Setting> settings() {
        return GpsConfig.SETTINGS;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theReadmeTellsOf(Setting setting) throws Exception {
        Path root = Path.of(System.getProperty("depot.root"));
        Path part = root.resolve("README-gps.part.md"); // until it is a part of the README
        String readme = Files.readString(root.resolve("README.md")) + (Files.exists(part) ? Files.readString(part) : "");
        String fallback = setting.fallback().isEmpty() ? "" : " `" + setting.fallback() + "`";
        String row = "| `" + setting.name() + "` |" + fallback + " | " + setting.meaning() + " |";
        assertTrue(readme.contains(row), "no row: " + row);
    }
}
