package depot.support;

import depot.support.api.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

/** A well-behaved HTTP client of a service on this machine. Any thread. */
public final class Api {
    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(30)).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IntSupplier port;

    /** An answer that came whole. */
    public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public Map<String, Object> json() {
            return Json.object(text());
        }

        /** The first header of that name; the names are in any case. */
        public Optional<String> header(String name) {
            return headers.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name))
                    .map(e -> e.getValue().getFirst()).findFirst();
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + (body.length <= 500 ? text() : body.length + " bytes");
        }
    }

    public Api(int port) {
        this(() -> port);
    }

    /** @param port asked at each call: the service may not have been started yet */
    public Api(IntSupplier port) {
        this.port = port;
    }

    public int port() {
        return port.getAsInt();
    }

    public Answer get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, String json, String... headers) throws Exception {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /**
     * @param path already encoded, the query included
     * @param body null for none
     * @param headers name, value, name, value
     */
    public Answer send(String method, String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(PATIENCE)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Contract.answered(port(), method, path, response.statusCode(), response.headers().firstValue("Content-Type"), response.body());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    /** Registers a rover with the least that is needed, or fails the test. */
    public void register(String id) throws Exception {
        expectOk(post("/register", registration(id)));
    }

    /** Registers many at once, as the service may take its time for each: {@code r0}, {@code r1} and so on. */
    public void registerFleet(int rovers) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(100, Thread.ofVirtual().factory())) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < rovers; i++) {
                String id = "r" + i;
                calls.add(() -> {
                    register(id);
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        }
    }

    public static String registration(String id) {
        return "{\"id\":" + Json.quoted(id) + ",\"name\":\"a rover\",\"address\":\"ws://10.0.0.7:4850\"}";
    }

    /** Sends a heartbeat with this battery voltage, or fails the test; the id needs no encoding. */
    public void heartbeat(String id, double batteryVoltage) throws Exception {
        expectOk(post("/heartbeat/" + id, "{\"battery_voltage\":" + batteryVoltage + "}"));
    }

    private static void expectOk(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("expected 200: " + answer);
        }
    }

    public List<Map<String, Object>> rovers() throws Exception {
        return Json.objects(get("/rovers").text());
    }

    /** The rovers with the details that deltas have as well. */
    public List<Map<String, Object>> roversInDetail() throws Exception {
        return Json.objects(get("/rovers?detail=true").text());
    }

    public Optional<Map<String, Object>> rover(String id) throws Exception {
        return rovers().stream().filter(rover -> rover.get("id").equals(id)).findFirst();
    }

    /** The sum of a metric's samples whose line begins so: {@code depot_refused_total{limit="body"}}; 0 where there is none. */
    public double metric(String start) throws Exception {
        return get("/metrics").text().lines().filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
