package depot.support;

import depot.discovery.Discovery;
import depot.support.api.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A discovery service inside the test's process, on a free port, with folders of its own. Any thread. */
public final class TestService implements AutoCloseable, BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final String[] settings;
    private final Api api = new Api(this::port);
    private final boolean ofEachTest;
    private Path folder;
    private Discovery discovery; // null before it is started

    private TestService(boolean ofEachTest, String... settings) {
        this.ofEachTest = ofEachTest;
        this.settings = settings;
    }

    /**
     * @param folder an empty one, kept by the test; the registry and the sessions are below it
     * @param settings name, value, name, value
     */
    public static TestService start(Path folder, String... settings) throws IOException {
        TestService service = new TestService(false, settings);
        service.start(folder);
        return service;
    }

    /**
     * One for all the tests of a class, as a static field with {@code @RegisterExtension}: there from before the first to
     * after the last.
     */
    public static TestService ofTheClass(String... settings) {
        return new TestService(false, settings);
    }

    /** One for each test, as a field with {@code @RegisterExtension}. */
    public static TestService ofEachTest(String... settings) {
        return new TestService(true, settings);
    }

    private void start(Path where) throws IOException {
        folder = where;
        discovery = Discovery.start(environment(folder, settings));
        Contract.begins(port(), "discovery");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start(Files.createTempDirectory("depot-test-discovery"));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (ofEachTest) {
            beforeAll(context);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (ofEachTest) {
            afterAll(context);
        }
    }

    static Map<String, String> environment(Path folder, String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "0",
                "TELEMETRY_PORT", "0",
                "ROVER_LINKS", "off", // addresses of made-up rovers may belong to real machines
                "DATA_DIR", Files.createDirectories(folder.resolve("data")).toString(),
                "SESSIONS_DIR", folder.resolve("sessions").toString()));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return environment;
    }

    public int port() {
        return discovery.port();
    }

    /** What it answers. */
    public List<String> routes() {
        return discovery.routes();
    }

    /** The UDP port for telemetry. */
    public int telemetryPort() {
        return discovery.telemetryPort();
    }

    public Api api() {
        return api;
    }

    /** All of its own is below it. */
    public Path folder() {
        return folder;
    }

    /** Where its registry is. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Where it looks for sessions; not made by itself. */
    public Path sessions() {
        return folder.resolve("sessions");
    }

    @Override
    public void close() {
        if (discovery != null) {
            Contract.ends(port());
            discovery.close();
        }
    }
}
