package depot.dispatch.rover;

import depot.common.http.Refused;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.json.Text;
import depot.common.time.Time;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.dispatch.model.Ids;
import depot.dispatch.model.Report;
import depot.dispatch.model.StatedTask;
import depot.dispatch.model.TaskChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A rover on {@code /ws}: it registers, gets its task, and reports. One for each connection. */
public final class RoverEndpoint implements WebSocketHandler {
    private static final int MAX_ID = 128;
    private static final int MAX_ERROR = 1000;
    private static final int MAX_COUNT = Integer.MAX_VALUE;

    private final RoverLinks links;
    private final LinkRegistrar book;
    private final Reports reports;
    private final Delivery delivery;
    private final Time time;
    private RoverLink link; // the reading thread's; null until it registers

    public RoverEndpoint(RoverLinks links, LinkRegistrar book, Reports reports, Delivery delivery, Time time) {
        this.links = links;
        this.book = book;
        this.reports = reports;
        this.delivery = delivery;
        this.time = time;
    }

    @Override
    public void onText(WebSocketConnection connection, String message) {
        JsonObject json = JsonObject.parse(message);
        String type = json.anyText("type").orElseThrow(() -> BadInput.malformed("the field type is missing"));
        try {
            switch (type) {
                case "register" -> register(connection, json);
                case "progress" -> reports.progress(registered(), task(json), new Report(json.integer("progress", 0, 100),
                        json.integer("waypoint", 0, MAX_COUNT), boxed(json, "lap")));
                case "complete" -> outcome(TaskChange.complete(task(json), registered().rover(), boxed(json, "laps")));
                case "failed" -> outcome(TaskChange.failed(task(json), registered().rover(),
                        plain(json.anyText("error").orElse("the rover gave no reason"))));
                default -> throw BadInput.malformed("unknown message type '" + Text.shown(type) + "'");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void register(WebSocketConnection connection, JsonObject json) {
        String rover = json.text("rover_id", MAX_ID);
        if (link != null) {
            throw new Refused(409, "this link is registered already, as " + link.rover());
        }
        StatedTask stated = json.anyText("task_id").<StatedTask>map(text -> new StatedTask.On(id(text)))
                .orElse(json.isNull("task_id") ? new StatedTask.Idle() : new StatedTask.Unsaid());
        link = new RoverLink(connection, rover, json.optionalFlag("acks").orElse(false), stated, time);
        link.greet();
        links.add(link);
        book.came(link);
    }

    private void outcome(TaskChange change) throws InterruptedException {
        reports.outcome(registered(), change);
    }

    private RoverLink registered() {
        if (link == null) {
            throw BadInput.malformed("register first");
        }
        return link;
    }

    private static UUID task(JsonObject json) {
        return id(json.anyText("task_id").orElseThrow(() -> BadInput.malformed("the field task_id is missing")));
    }

    private static UUID id(String text) {
        return Ids.parse(text).orElseThrow(() -> BadInput.notAllowed("task_id", "must be a UUID"));
    }

    private static Integer boxed(JsonObject json, String name) {
        return json.has(name) ? Integer.valueOf(json.integer(name, 0, MAX_COUNT)) : null;
    }

    /** A rover's error text may be anything: cut short, and without what a database's text cannot hold. */
    private static String plain(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8); // half a surrogate pair becomes a question mark
        String clean = new String(utf8, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= MAX_ERROR ? clean : clean.substring(0, MAX_ERROR);
    }

    @Override
    public void onPong(WebSocketConnection connection, byte[] payload) {
        if (link != null && payload.length == Long.BYTES) {
            link.confirm(ByteBuffer.wrap(payload).getLong()).ifPresent(sent -> delivery.confirmed(link, sent));
        }
    }

    @Override
    public void onClose(WebSocketConnection connection) {
        if (link != null) {
            link.closed();
            links.remove(link);
            book.left(link);
        }
    }
}
