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
    void theReadmeDescribes(Setting setting) throws Exception {
        ReadmeTable.assertDescribes(setting, "src/sim/README.md");
    }
}
