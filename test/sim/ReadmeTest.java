package depot.sim;

import depot.common.config.Setting;
import depot.support.ReadmeTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadmeTest {
    static Iterable<Setting> settings() {
        return SimConfig.SETTINGS;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theReadmeTellsOf(Setting setting) throws Exception {
        ReadmeTable.assertTellsOf(setting, "src/sim/README.md");
    }
}
