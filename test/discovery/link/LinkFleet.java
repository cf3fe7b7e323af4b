package depot.discovery.link;

import depot.support.Api;
import depot.support.Console;
import depot.support.Json;
import java.util.List;
import java.util.Map;

/** What the tests of links ask and say over the wire. Any thread. */
final class LinkFleet {
    private final Api api;

    LinkFleet(Api api) {
        this.api = api;
    }

    void register(String id, String address) throws Exception {
        Api.Answer answer = api.post("/register", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\",\"address\":\"" + address + "\"}");
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
    }

    Map<String, Object> rover(String id) throws Exception {
        return api.roversInDetail().stream().filter(each -> each.get("id").equals(id)).findFirst().orElseThrow();
    }

    boolean knows(String id) throws Exception {
        return api.rover(id).isPresent();
    }

    Map<String, Object> link(String id) throws Exception {
        return Json.object(rover(id).get("link"));
    }

    boolean isUp(String id) throws Exception {
        return "up".equals(link(id).get("state"));
    }

    String why(String id) throws Exception {
        return String.valueOf(link(id).get("why"));
    }

    int mode(String id) throws Exception {
        return ((Number) rover(id).get("mode")).intValue();
    }

    double x(String id) throws Exception {
        return Json.number(Json.object(rover(id).get("lastPose")).get("x"));
    }

    /** @return by id: the milliseconds it took, or why it was not reached */
    Map<String, Object> order(String path, String body) throws Exception {
        Api.Answer answer = api.post(path, body);
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        Map<String, Object> outcome = new java.util.TreeMap<>();
        List<Map<String, Object>> obeyed = Json.objects(answer.json().get(path.endsWith("release") ? "released" : "stopped"));
        obeyed.forEach(each -> outcome.put((String) each.get("id"), each.get("afterMillis")));
        Json.objects(answer.json().get("unreached")).forEach(each -> outcome.put((String) each.get("id"), each.get("why")));
        return outcome;
    }

    Console supervisor() {
        return Console.open(api.port(), "/ws/supervise");
    }

    static void name(Console supervisor, String... ids) {
        supervisor.send("{\"type\":\"supervise\",\"rovers\":[" + String.join(",", List.of(ids).stream().map(Json::quoted).toList()) + "]}");
    }

    /** Skips states until one has that reason. */
    static void awaitWhy(Console supervisor, String id, String why) throws Exception {
        supervisor.nextWhere(id + ": " + why, message -> id.equals(message.json().get("rover_id"))
                && why.equals(message.json().get("why")));
    }

    /** The next word of that rover that says so. */
    static Map<String, Object> awaitState(Console supervisor, String id, String state) throws Exception {
        return supervisor.nextWhere(id + " is " + state, message -> id.equals(message.json().get("rover_id"))
                && state.equals(message.json().get("state"))).json();
    }
}
