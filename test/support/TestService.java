package depot.support;

import depot.discovery.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A discovery service inside the test's process, on a free port, with folders of its own. Any thread. */
public final class TestService implements AutoCloseable {
    private final Discovery discovery;
    private final Path folder;
    private final Api api;

    private TestService(Discovery discovery, Path folder) {
        this.discovery = discovery;
        this.folder = folder;
        this.api = new Api(discovery.port());
    }

    /**
     * @param folder an empty one, kept by the test; the registry and the sessions are below it
     * @param settings name, value, name, value
     */
    public static TestService start(Path folder, String... settings) throws IOException {
        return new TestService(Discovery.start(environment(folder, settings)), folder);
    }

    static Map<String, String> environment(Path folder, String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "0",
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

    public Api api() {
        return api;
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
        discovery.close();
    }
}
