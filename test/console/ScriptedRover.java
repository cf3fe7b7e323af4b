package depot.console;

import depot.support.Api;
import depot.support.Console;
import depot.support.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A rover that does what a test says: in discovery's list, and on a link to dispatch. One thread. */
final class ScriptedRover implements AutoCloseable {
    private final Api discovery;
    private final String id;
    private final Console link;

    ScriptedRover(Site site, String id, String name) throws Exception {
        this.discovery = site.discovery();
        this.id = id;
        Api.Answer answer = discovery.post("/register", "{\"id\":" + Json.quoted(id) + ",\"name\":" + Json.quoted(name)
                + ",\"address\":\"ws://10.0.0.7:4850\",\"battery_voltage\":48.2,\"mode\":1}");
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        link = Console.open(site.dispatchPort(), "/ws");
        link.send("{\"type\":\"register\",\"rover_id\":" + Json.quoted(id) + "}");
    }

    void isAt(double x, double y, double batteryVoltage, int mode) throws Exception {
        discovery.post("/heartbeat/" + URLEncoder.encode(id, StandardCharsets.UTF_8), String.format(Locale.ROOT,
                "{\"battery_voltage\":%s,\"mode\":%d,\"pose\":{\"x\":%s,\"y\":%s,\"theta\":0.5}}", batteryVoltage, mode, x, y));
    }

    /** @return the id of the task that it is given */
    String awaitTask() throws InterruptedException {
        return (String) link.nextWhere("a task", message -> message.json().get("type").equals("task")).json().get("task_id");
    }

    /** @return the id of the task that it is to end */
    String awaitCancel() throws InterruptedException {
        return (String) link.nextWhere("a cancel", message -> message.json().get("type").equals("cancel")).json().get("task_id");
    }

    void reports(String task, int progress, int waypoint) {
        link.send("{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":" + progress + ",\"waypoint\":" + waypoint + "}");
    }

    void completes(String task) {
        link.send("{\"type\":\"complete\",\"task_id\":\"" + task + "\"}");
    }

    @Override
    public void close() {
        link.close();
    }
}
