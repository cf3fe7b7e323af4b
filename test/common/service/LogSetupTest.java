package depot.common.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {
    private Properties before;

    @BeforeEach
    void keep() {
        before = (Properties) System.getProperties().clone();
    }

    @AfterEach
    void putBack() {
        System.setProperties(before);
    }

    private static String install(String value, String property) {
        LogSetup.install(new Environment(Map.of("LOG_LEVEL", value)));
        return System.getProperty("org.slf4j.simpleLogger." + property);
    }

    @Test
    void oneLevelIsForAll() {
        assertEquals("debug", install("DEBUG", "defaultLogLevel"));
    }

    @Test
    void aNameIsOursALibrarysOrWhole() {
        assertEquals("debug", install("dispatch=debug,hikari=warn", "log.depot.dispatch"));
        assertEquals("warn", install("dispatch=debug,hikari=warn", "log.com.zaxxer.hikari"));
        assertEquals("info", install("dispatch=debug,hikari=warn", "defaultLogLevel"));
        assertEquals("trace", install("warn, org.example=trace", "log.org.example"));
    }

    @Test
    void whatIsNoLevelStopsTheStart() {
        assertEquals("LOG_LEVEL has 'loud', which is none of trace, debug, info, warn, error, off",
                assertThrows(BadSetting.class, () -> install("http=loud", "")).getMessage());
    }
}
