package depot.sim.fleet;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.JsonText;
import depot.sim.rover.Order;
import depot.sim.rover.Report;
import depot.sim.rover.Waypoint;
import java.nio.ByteBuffer;
import java.util.List;

/** What goes between a rover and dispatch, in the contract's words. No I/O. */
final class RoverMessages {
    private static final int LONGEST_ID = 200;
    private static final int MOST_WAYPOINTS = 10_000;

    private RoverMessages() {}

    /** A message to a rover. */
    sealed interface Incoming {}

    record Task(Order order) implements Incoming {}

    record Cancel(String taskId) implements Incoming {}

    /** What a rover does not know, or cannot use. */
    record Other() implements Incoming {}

    static Incoming read(ByteBuffer utf8) {
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        try {
            JsonObject json = JsonObject.parse(bytes);
            return switch (json.anyText("type").orElse("")) {
                case "task" -> task(json);
                case "cancel" -> new Cancel(json.text("task_id", LONGEST_ID));
                default -> new Other();
            };
        } catch (BadInput e) {
            return new Other();
        }
    }

    private static Incoming task(JsonObject json) {
        JsonObject zone = json.object("zone").orElseThrow(() -> BadInput.malformed("a task without a zone"));
        List<Waypoint> waypoints = zone.objects("waypoints", MOST_WAYPOINTS).orElse(List.of()).stream()
                .map(each -> new Waypoint(each.number("x"), each.number("y"), each.optionalNumber("theta"))).toList();
        if (waypoints.isEmpty()) {
            return new Other();
        }
        return new Task(new Order(json.text("task_id", LONGEST_ID), waypoints, zone.optionalFlag("loop").orElse(false)));
    }

    /** @param poweredUp whether it says that it does nothing, which is new in the contract and optional */
    static String register(String id, boolean poweredUp) {
        return "{\"type\":\"register\",\"rover_id\":\"" + id + "\"" + (poweredUp ? ",\"task_id\":null}" : "}");
    }

    static byte[] report(Report report) {
        return JsonText.write(json -> {
            json.writeStartObject();
            switch (report) {
                case Report.Progress progress -> {
                    json.writeStringField("type", "progress");
                    json.writeNumberField("progress", progress.percent());
                    json.writeNumberField("waypoint", progress.waypoint());
                    json.writeNumberField("lap", progress.lap());
                }
                case Report.Complete complete -> {
                    json.writeStringField("type", "complete");
                    json.writeNumberField("laps", complete.laps());
                }
                case Report.Failed failed -> {
                    json.writeStringField("type", "failed");
                    json.writeStringField("error", failed.error());
                }
            }
            json.writeStringField("task_id", report.taskId());
            json.writeEndObject();
        });
    }
}
