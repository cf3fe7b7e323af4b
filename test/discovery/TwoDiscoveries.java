package depot.discovery;

import depot.support.Api;
import depot.support.Await;
import depot.support.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Two discoveries on one registry, in the test's process, for tests of what they are together. One thread. */
public final class TwoDiscoveries implements AutoCloseable {
    private final Path folder;
    private final String[] settings;
    private TestService one;
    private TestService other;

    /** @param folder an empty one, kept by the test. @param settings of both: name, value, name, value */
    public TwoDiscoveries(Path folder, String url, String... settings) throws Exception {
        this.folder = folder;
        this.settings = new String[settings.length + 2];
        this.settings[0] = "DATABASE_URL";
        this.settings[1] = url;
        System.arraycopy(settings, 0, this.settings, 2, settings.length);
        startOne();
        startOther();
        Await.until("they know of each other", () -> processes(one) == 2 && processes(other) == 2);
    }

    static double processes(TestService service) throws Exception {
        return service.api().metric("depot_registry_processes ");
    }

    void startOne() throws IOException {
        one = start("one");
    }

    void startOther() throws IOException {
        other = start("other");
    }

    private TestService start(String name) throws IOException {
        return TestService.start(Files.createDirectories(folder.resolve(name)), settings);
    }

    public TestService one() {
        return one;
    }

    public TestService other() {
        return other;
    }

    /** Waits until a service knows such a rover. */
    public static Map<String, Object> awaitRover(Api api, String id, String what, java.util.function.Predicate<Map<String, Object>> such)
            throws Exception {
        return Await.value(id + " " + what, Await.PATIENCE, () -> api.rover(id).filter(such));
    }

    public static Map<String, Object> awaitRover(Api api, String id) throws Exception {
        return awaitRover(api, id, "is known", _ -> true);
    }

    public static void awaitGone(Api api, String id) throws Exception {
        Await.until(id + " is gone", () -> api.rover(id).equals(Optional.empty()));
    }

    @Override
    public void close() {
        one.close();
        other.close();
    }
}
