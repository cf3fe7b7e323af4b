package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Dispatch beside a real discovery, and rovers that are connected to both and gone after each test: for all the tests of a class, as a
 * static field with {@code @RegisterExtension}. One thread.
 */
final class TestFleet implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final TestService discovery = TestService.ofTheClass();
    private final List<ScriptedRover> rovers = new ArrayList<>();
    private final String[] settings;
    private TestDispatch depot; // null before it is started

    /** @param settings of dispatch: name, value, name, value */
    TestFleet(String... settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        discovery.beforeAll(context);
        depot = TestDispatch.start(
                Stream.concat(Stream.of("DISCOVERY_URL", "http://127.0.0.1:" + discovery.port(), "SUPERVISE_TASKS", "off",
                "ROVER_SETTLE", "0s"), Stream.of(settings)).toArray(String[]::new));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (ScriptedRover rover : rovers) {
            rover.close();
        }
        rovers.clear();
        depot.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (depot != null) {
            depot.close();
        }
        discovery.afterAll(context);
    }

    TestDispatch depot() {
        return depot;
    }

    TestService discovery() {
        return discovery;
    }

    /** A rover that is connected to both. */
    ScriptedRover rover(int mode, double volts, double x, double y) throws Exception {
        ScriptedRover rover = depot.rover();
        rovers.add(rover);
        assertEquals(200, discovery.api().post("/register", String.format(Locale.ROOT,
                "{\"id\":\"%1$s\",\"name\":\"%1$s\",\"address\":\"ws://127.0.0.1:1\",\"mode\":%2$d,"
                + "\"battery_voltage\":%3$f,\"pose\":{\"x\":%4$f,\"y\":%5$f,\"theta\":0}}", rover.id(), mode, volts, x, y)).status());
        return rover;
    }

    /** A heartbeat to discovery. @param fields such as {@code "mode":2} */
    void beat(ScriptedRover rover, String fields) throws Exception {
        assertEquals(200, discovery.api().post("/heartbeat/" + rover.id(), "{" + fields + "}").status());
    }
}
