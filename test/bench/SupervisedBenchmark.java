package depot.bench;

import depot.sim.client.ServiceUrl;
import depot.sim.fleet.Fleet;
import depot.support.Api;
import depot.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What it costs a start that its rover is fed before it is sent the task. */
final class SupervisedBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 50;
    private static final int ROUNDS = 4;
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofMillis(50);

    @Override
    public String name() {
        return "supervised";
    }

    @Override
    public String note() {
        return """
                %d simulated rovers with a daemon each, standing, in the load's process; discovery and dispatch with a database of its own.
                A start by hand of each in turn, %d times, one at a time: from sending the call until the bytes of the task have come to the
                rover, by a line between the two. The rover's link is up before (ROVER_LINKS=all), or is opened for it (tasks). on: the task
                waits until the rover is fed; off: it does not.""".formatted(ROVERS, ROUNDS);
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("SUPERVISE_TASKS, ROVER_LINKS", "way"), Column.count("starts", "starts"),
                Column.number("p50 ms", "p50", 1),
                Column.number("p95 ms", "p95", 1), Column.number("p99 ms", "p99", 1), Column.number("answer p50 ms", "answerP50", 1));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        try {
            return List.of(measure(stage, "off", "all"), measure(stage, "on", "all"), measure(stage, "on", "tasks"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Map<String, Object> measure(Stage stage, String supervise, String links) throws Exception {
        String way = supervise + ", " + links;
        stage.say(way);
        try (Stage.Service discovery = stage.discovery(Map.of("ROVER_LINKS", links, "ROVER_NETWORKS", "127.0.0.0/8"));
                Stage.Service dispatch = stage.dispatch(Map.of("SUPERVISE_TASKS", supervise, "DISCOVERY_URL", "http://127.0.0.1:"
                        + discovery.port()));
                TaskTap tap = new TaskTap(dispatch.port());
                Fleet _ = Fleet.start(new Fleet.Plan(ROVERS, 1, 1, 0, false, false, 0, Optional.empty(), Fleet.Ports.WATCHED),
                        ServiceUrl.parse("http://127.0.0.1:" + discovery.port()), ServiceUrl.parse("http://127.0.0.1:" + tap.port()),
                        Optional.empty())) {
            Api api = new Api(dispatch.port());
            Api fleet = new Api(discovery.port());
            Await.until("all are there", Duration.ofMinutes(1), () -> api.get("/health").json().get("connected_rovers").equals(ROVERS)
                    && (links.equals("tasks") || fleet.metric("depot_rover_links{state=\"up\"") == ROVERS));
            Thread.sleep(SETTLED.plusSeconds(3)); // for the reports that rovers may have kept
            List<String> missions = missions(api, fleet);
            List<Double> millis = new ArrayList<>();
            List<Double> answers = new ArrayList<>();
            for (int i = 0; i < ROUNDS * ROVERS; i++) {
                start(api, tap, missions.get(i % ROVERS), millis, answers, i >= ROVERS); // the first round warms up
            }
            millis.sort(null);
            answers.sort(null);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("way", way);
            row.put("starts", millis.size());
            row.put("p50", millis.get(millis.size() / 2));
            row.put("p95", millis.get(millis.size() * 95 / 100));
            row.put("p99", millis.get(millis.size() * 99 / 100));
            row.put("answerP50", answers.get(answers.size() / 2));
            System.out.println(row);
            return row;
        }
    }

    private static List<String> missions(Api api, Api fleet) throws Exception {
        String zone = (String) api.post("/zones", "{\"name\":\"far\",\"waypoints\":[{\"x\":900,\"y\":0},{\"x\":0,\"y\":900}]}").json()
                .get("id");
        List<String> missions = new ArrayList<>();
        for (Map<String, Object> rover : fleet.rovers()) {
            missions.add((String) api.post("/missions", "{\"name\":\"m\",\"zoneId\":\"" + zone + "\",\"roverId\":\"" + rover.get("id")
                    + "\"}").json().get("id"));
        }
        return missions;
    }

    private static void start(Api api, TaskTap tap, String mission, List<Double> millis, List<Double> answers,
            boolean counts) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long began = System.nanoTime();
        Api.Answer answer = api.send("POST", "/missions/" + mission + "/start", null);
        // its rover is not to be had yet; only what is answered with a task counts
        while (answer.status() == 409 && System.nanoTime() < deadline) {
            Thread.sleep(AGAIN);
            began = System.nanoTime();
            answer = api.send("POST", "/missions/" + mission + "/start", null);
        }
        long answered = System.nanoTime();
        if (answer.status() != 201) {
            throw new IOException("start: " + answer);
        }
        long came = tap.await((String) answer.json().get("id"), PATIENCE);
        if (counts) {
            millis.add((came - began) / 1e6);
            answers.add((answered - began) / 1e6);
        }
        api.post("/missions/" + mission + "/stop", "");
    }
}
