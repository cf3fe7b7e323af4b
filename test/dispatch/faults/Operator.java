package depot.dispatch.faults;

import depot.support.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operator's calls, each with its answer written into the history. Any thread. */
final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    private final int port;
    private final History history;

    /**
     * An answer that came.
     *
     * @param json empty where the body is no object
     * @param tasks empty where the body is no list
     */
    record Reply(int status, Map<String, Object> json, List<TaskView> tasks) {
        boolean ok() {
            return status / 100 == 2;
        }

        String id() {
            return (String) json.get("id");
        }
    }

    Operator(int port, History history) {
        this.port = port;
        this.history = history;
    }

    Optional<Reply> zone(String name, int waypoints, String key) throws InterruptedException {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < waypoints; i++) {
            points.append(i == 0 ? "" : ",").append("{\"x\":").append(i).append(",\"y\":").append(-i).append('}');
        }
        return call("zone", "POST", "/zones", null, key, "{\"name\":" + Json.quoted(name) + ",\"waypoints\":[" + points + "]}");
    }

    /** @param rover the one that it names, or null; @param onLoss {@code fail}, {@code requeue} or {@code wait} */
    Optional<Reply> mission(String name, String zone, String rover, boolean loop, String onLoss, String key) throws InterruptedException {
        return call("mission", "POST", "/missions", null, key, "{\"name\":" + Json.quoted(name) + ",\"zoneId\":\"" + zone + "\","
                + (rover == null ? "" : "\"roverId\":" + Json.quoted(rover) + ",")
                + "\"schedule\":{\"trigger\":\"manual\",\"loop\":" + loop + "},\"onLoss\":\"" + onLoss + "\"}");
    }

    /** A mission for any rover that is due each minute. */
    Optional<Reply> eachMinute(String zone, String key) throws InterruptedException {
        return call("mission", "POST", "/missions", null, key, "{\"name\":\"each minute\",\"zoneId\":\"" + zone + "\","
                + "\"schedule\":{\"trigger\":\"cron\",\"cron\":\"* * * * *\",\"loop\":false}}");
    }

    /** When it is due, and what came of the last time. */
    Optional<Reply> next(String mission) throws InterruptedException {
        return call("next", "GET", "/missions/" + mission + "/next", mission, null, null);
    }

    Optional<Reply> start(String mission, boolean queue, String key) throws InterruptedException {
        return call("start", "POST", "/missions/" + mission + "/start" + (queue ? "?queue=true" : ""), mission, key, null);
    }

    Optional<Reply> stop(String mission) throws InterruptedException {
        return call("stop", "POST", "/missions/" + mission + "/stop", mission, null, null);
    }

    /** For an emergency: it holds until {@link #release}. */
    Optional<Reply> stopAll() throws InterruptedException {
        return hold(true, "stop all", "/stop");
    }

    Optional<Reply> release() throws InterruptedException {
        return hold(false, "release", "/release");
    }

    private Optional<Reply> hold(boolean held, String call, String path) throws InterruptedException {
        long from = history.now();
        Optional<Reply> reply = call(call, "POST", path, null, null, null);
        Event.Outcome outcome = reply.map(answer -> !answer.ok() ? Event.Outcome.REFUSED
                : Boolean.FALSE.equals(answer.json.get("stored")) ? Event.Outcome.HERE : Event.Outcome.STORED)
                        .orElse(Event.Outcome.UNKNOWN);
        history.add(new Event.Held(from, history.now(), held, outcome));
        return reply;
    }

    /** Whether everything is stopped. */
    Optional<Reply> hold() throws InterruptedException {
        return call("hold", "GET", "/hold", null, null, null);
    }

    Optional<Reply> delete(String mission) throws InterruptedException {
        return call("delete", "DELETE", "/missions/" + mission, mission, null, null);
    }

    Optional<Reply> cancel(String task) throws InterruptedException {
        return call("cancel", "POST", "/tasks/" + task + "/cancel", task, null, null);
    }

    Optional<Reply> resend(String task) throws InterruptedException {
        return call("resend", "POST", "/tasks/" + task + "/resend", task, null, null);
    }

    /** The tasks that a rover has, as the answer has them; empty when none came. */
    List<TaskView> underWay() throws InterruptedException {
        List<TaskView> tasks = new ArrayList<>();
        for (String status : List.of("assigned", "active")) {
            call("tasks", "GET", "/tasks?status=" + status, null, null, null).map(Reply::tasks).ifPresent(tasks::addAll);
        }
        return tasks;
    }

    Optional<Reply> task(String task) throws InterruptedException {
        return call("task", "GET", "/tasks/" + task, task, null, null);
    }

    /** @return empty when no answer came, and nobody knows what was done */
    private Optional<Reply> call(String call, String method, String path, String about, String key,
            String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        long from = history.now();
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Reply reply = new Reply(response.statusCode(), objectOf(response.body()), tasksOf(response.body()));
            TaskView task = reply.ok() && reply.json.containsKey("missionId") ? TaskView.of(reply.json) : null;
            history.add(new Event.Answered(history.now(), call, about, key, reply.status, task, (history.now() - from) / 1_000_000,
                    (String) reply.json.get("error")));
            return Optional.of(reply);
        } catch (IOException e) {
            history.add(new Event.Unanswered(history.now(), call, about, key));
            return Optional.empty();
        }
    }

    private static List<TaskView> tasksOf(String body) {
        return body.startsWith("[") ? Json.objects(body).stream().map(TaskView::of).toList() : List.of();
    }

    private static Map<String, Object> objectOf(String body) {
        try {
            return body.isBlank() || body.startsWith("[") ? Map.of() : Json.object(body);
        } catch (UncheckedIOException e) {
            return Map.of(); // not one of ours, such as the JDK's own refusals
        }
    }
}
