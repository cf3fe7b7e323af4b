package depot.bench;

import depot.sim.fleet.DrivenRovers;
import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Rovers' own links: what a thousand at 50 frames a second cost, and how soon all of them are stopped. */
final class LinksBenchmark implements Bench.Benchmark {
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration SETTLES = Duration.ofSeconds(3);
    private static final int STOPS = 5;
    private static final int NAMED = 20;

    @Override
    public String name() {
        return "links";
    }

    @Override
    public String note() {
        return """
                Rovers with a simulated daemon each, all in the load's process, 50 frames a second each; 10 s after 3 s.
                CPU: 100 %% is one core, of discovery alone. e-stop: from when discovery has the order until a frame of
                the rover's says so, of %d orders to all, with releases in between; the load's 20 ms a frame are in it.
                feeding: from naming a standing rover until the message that it is fed.""".formatted(STOPS);
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("rovers", "rovers"), new Column("CPU %", "processors", "%.1f", 0.01),
                Column.count("frames/s", "framesPerSecond"),
                Column.count("heartbeats/s", "fedPerSecond"), Column.number("e-stop p50 ms", "stopP50", 0),
                Column.number("p99 ms", "stopP99", 0),
                Column.number("max ms", "stopMax", 0), Column.count("unreached", "unreached"), Column.number("feeding ms", "feedingMs", 1),
                Column.count("fed at once of " + NAMED, "fedAtOnce"),
                Column.bytes("resident MB", "resident", 1e6));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try {
            return List.of(measure(stage, "1,000 links, standing", 1_000, 0, 0, "all"),
                    measure(stage, "1,000 links, all supervised, driving", 1_000, 0, 1_000, "all"),
                    measure(stage, "10,000 known (tasks), 100 supervised, driving", 100, 9_900, 100, "tasks"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Map<String, Object> measure(Stage stage, String what, int count, int others, int supervised,
            String links) throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Stage.Service service = stage.discovery(Map.of("ROVER_LINKS", links, "ROVER_NETWORKS",
                "127.0.0.0/8")); DrivenRovers rovers = DrivenRovers.start(count)) {
            Api api = new Api(service.port());
            register(api, count, rovers::address);
            register(api, others, count, i -> "ws://127.0.0.1:1");
            List<String> ids = IntStream.range(0, supervised).mapToObj(i -> "\"r" + i + "\"").toList();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rovers", what);
            try (Console supervisor = Console.open(service.port(), "/ws/supervise")) {
                if (links.equals("all")) {
                    Await.until("all links are up", Duration.ofMinutes(2), () ->
                            api.metric("depot_rover_links{state=\"up\"") >= 0.98 * count);
                }
                String names = "{\"type\":\"supervise\",\"rovers\":[" + String.join(",", ids) + "]}";
                timer.scheduleAtFixedRate(() -> supervisor.send(names), 0, 800, TimeUnit.MILLISECONDS);
                Await.until("all are fed", Duration.ofMinutes(2), () ->
                        api.metric("depot_rover_heartbeats_fed_total") >= 20.0 * supervised);
                for (int i = 0; i < supervised; i++) {
                    rovers.task(i);
                }
                Thread.sleep(SETTLES);
                measureRates(api, service, row);
                timer.shutdownNow();
                stop(api, count, row);
                row.put("resident", Memory.residentPeak(service.pid()));
                feeding(service.port(), row);
            }
            System.out.println(row);
            return row;
        } finally {
            timer.shutdownNow();
        }
    }

    private interface Address {
        String of(int rover);
    }

    private static void register(Api api, int count, Address address) throws Exception {
        register(api, count, 0, address);
    }

    private static void register(Api api, int count, int from, Address address) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String body = "{\"id\":\"r" + (from + i) + "\",\"name\":\"a rover\",\"address\":\"" + address.of(i) + "\"}";
                calls.add(threads.submit(() -> api.post("/register", body)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    private static void measureRates(Api api, Stage.Service service, Map<String, Object> row) throws Exception {
        double frames = api.metric("depot_rover_link_frames_total");
        double fed = api.metric("depot_rover_heartbeats_fed_total");
        long began = System.nanoTime();
        Thread.sleep(MEASURED);
        long ended = System.nanoTime();
        row.put("processors", service.usage().processors(began, ended));
        row.put("framesPerSecond", (api.metric("depot_rover_link_frames_total") - frames) * 1e9 / (ended - began));
        row.put("fedPerSecond", (api.metric("depot_rover_heartbeats_fed_total") - fed) * 1e9 / (ended - began));
    }

    private static void stop(Api api, int count, Map<String, Object> row) throws Exception {
        List<Integer> millis = new ArrayList<>();
        int unreached = 0;
        String ids = "{\"rovers\":[" + String.join(",", IntStream.range(0, count).mapToObj(i -> "\"r" + i + "\"").toList()) + "]}";
        for (int i = 0; i < STOPS; i++) {
            Api.Answer response = api.post("/estop", ids);
            Map<String, Object> answer = response.json();
            if (response.status() != 200) {
                throw new IOException("e-stop: " + response);
            }
            Json.objects(answer.get("stopped")).forEach(each -> millis.add(((Number) each.get("afterMillis")).intValue()));
            unreached += Json.objects(answer.get("unreached")).size();
            api.post("/estop/release", ids);
        }
        millis.sort(null);
        row.put("stopP50", millis.get(millis.size() / 2));
        row.put("stopP99", millis.get(millis.size() * 99 / 100));
        row.put("stopMax", millis.getLast());
        row.put("unreached", unreached);
    }

    /** What it costs a start that dispatch waits for this: of a rover whose link is up. */
    private static void feeding(int port, Map<String, Object> row) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < NAMED; i++) {
            try (Console supervisor = Console.open(port, "/ws/supervise")) {
                long began = System.nanoTime();
                supervisor.send("{\"type\":\"supervise\",\"rovers\":[\"r" + i + "\"]}");
                Optional<Console.Message> message = supervisor.poll(Duration.ofSeconds(2));
                if (message.isPresent() && "feeding".equals(message.get().json().get("state"))) {
                    nanos.add(message.get().atNanos() - began);
                } else {
                    System.out.println("not fed at once: " + message);
                }
            }
        }
        nanos.sort(null);
        row.put("fedAtOnce", nanos.size());
        if (!nanos.isEmpty()) {
            row.put("feedingMs", nanos.get(nanos.size() / 2) / 1e6);
        }
    }
}
