package depot.gps;

import depot.support.Api;
import depot.support.Await;
import depot.support.api.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A gps service inside the test's process, on free ports, with a folder of its own. Any thread. */
final class TestGps implements AutoCloseable {
    private final Gps gps;
    private final Api api;

    private TestGps(Gps gps) {
        this.gps = gps;
        api = new Api(gps.port());
        Contract.begins(gps.port(), "gps");
    }

    /** @param settings name, value, name, value */
    static TestGps start(Path folder, String... settings) throws IOException {
        return new TestGps(Gps.start(environment(folder, settings)));
    }

    static Map<String, String> environment(Path folder, String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("PORT", "0", "NTRIP_PORT", "0",
                "DATA_DIR", Files.createDirectories(folder.resolve("data")).toString(), "GPS_SOURCE", "sim:"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return environment;
    }

    int port() {
        return gps.port();
    }

    List<String> routes() {
        return gps.routes();
    }

    int casterPort() {
        return gps.casterPort();
    }

    int rawPort() {
        return gps.rawPort().orElseThrow();
    }

    Api api() {
        return api;
    }

    Map<String, Object> status() throws Exception {
        Api.Answer answer = api.get("/status");
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return answer.json();
    }

    /** Waits until a field of the status is so. */
    void await(String field, Object value) throws Exception {
        Await.until(field + " is " + value, () -> value.equals(status().get(field)));
    }

    void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, condition);
    }

    @Override
    public void close() {
        Contract.ends(gps.port());
        gps.close();
    }
}
