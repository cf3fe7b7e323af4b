package depot.dispatch.faults;

import com.fasterxml.jackson.jr.ob.JSON;
import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.JsonObject;
import depot.common.websocket.Frame;
import depot.common.websocket.WebSocketConnection;
import depot.common.websocket.WebSocketHandler;
import depot.common.websocket.WebSockets;
import depot.support.BareService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A toy of a dispatcher, in memory, that speaks as much of the contract as rovers, consoles and operators of these tests
 * need, and that can be set to do one thing wrong: what the checker is tried on. This class is its port; what it knows
 * is {@link ToyBook}, what it does {@link ToyCalls}, {@link ToyDesk} and {@link ToyDelivery}.
 */
final class BrokenDispatcher implements AutoCloseable {
    private final ToyBook book;
    private final ToyBoard board;
    private final ToyDelivery delivery;
    private final ToyCalls calls;
    private final ToyDesk desk;
    private final BareService service;

    /**
     * @param history whose clock it writes its own by
     * @param slower how many times as long as usual what it waits for takes
     */
    BrokenDispatcher(Fault fault, History history, int slower) throws IOException {
        board = new ToyBoard();
        book = new ToyBook(fault, history, board);
        delivery = new ToyDelivery(book, board);
        calls = new ToyCalls(book, delivery);
        desk = new ToyDesk(book, delivery, slower);
        service = new BareService(BareService.LIMITS, this::declare);
    }

    int port() {
        return service.port();
    }

    Books books() {
        return book.books();
    }

    /** What a task is now; null for one that is not there. */
    String status(String task) {
        return book.status(task);
    }

    @Override
    public void close() {
        service.close();
        desk.close();
    }

    private void declare(Routes routes, WebSockets webSockets) {
        routes.post("/zones", Access.CONSOLE, request -> json(201,
                calls.addZone(request.json().objects("waypoints", 10_000).orElse(List.of()).size())))
                .post("/missions", Access.CONSOLE, request -> json(201, addMission(request.json())))
                .delete("/missions/{id}", Access.CONSOLE, request -> {
                    calls.deleteMission(request.pathValue("id"));
                    return Response.empty(204);
                })
                .post("/missions/{id}/start", Access.CONSOLE, request -> json(201, calls.start(request.pathValue("id"),
                        request.query("queue").orElse("").equals("true"), request.header("Idempotency-Key").orElse(null))))
                .post("/missions/{id}/stop", Access.CONSOLE, request -> json(200, calls.stop(request.pathValue("id"))))
                .post("/tasks/{id}/cancel", Access.CONSOLE, request -> json(200, calls.cancel(request.pathValue("id"))))
                .post("/tasks/{id}/resend", Access.CONSOLE, request -> json(200, calls.resend(request.pathValue("id"))))
                .post("/stop", Access.CONSOLE, request -> json(200, calls.stopAll()))
                .post("/release", Access.CONSOLE, request -> json(200, calls.release()))
                .get("/tasks/{id}", Access.CONSOLE, request -> json(200, calls.task(request.pathValue("id"))))
                .webSocket("/ws", Access.ROVER, webSockets.endpoint(this::rover))
                .webSocket("/ws/console", Access.CONSOLE, webSockets.endpoint(this::console));
    }

    private Map<String, Object> addMission(JsonObject json) {
        boolean loop = json.object("schedule").flatMap(schedule -> schedule.optionalFlag("loop")).orElse(false);
        return calls.addMission(json.text("zoneId", 64), json.anyText("roverId").orElse(null), loop);
    }

    private WebSocketHandler rover(Request request) {
        return new WebSocketHandler() {
            private ToyRover rover; // the reading thread's

            @Override
            public void onText(WebSocketConnection connection, String message) {
                JsonObject json = JsonObject.parse(message);
                String type = json.anyText("type").orElseThrow();
                if (type.equals("register")) {
                    rover = desk.register(json.text("rover_id", 128), connection, json.optionalFlag("acks").orElse(false),
                            json.anyText("task_id").orElse(null));
                } else if (rover == null) {
                    throw new Refused(400, "register first");
                } else if (type.equals("progress")) {
                    desk.progress(rover, json.text("task_id", 64), json.optionalInteger("progress", 0, 100).orElse(0),
                            json.optionalInteger("waypoint", 0, 10_000).orElse(0), json.optionalInteger("lap", 0, 1_000_000).orElse(0));
                } else {
                    desk.outcome(rover, json.text("task_id", 64), type.equals("complete") ? "done" : "failed");
                }
            }

            @Override
            public void onPong(WebSocketConnection connection, byte[] payload) {
                if (rover != null && payload.length > 0) {
                    desk.ponged(rover, connection, new String(payload, StandardCharsets.US_ASCII));
                }
            }

            @Override
            public void onClose(WebSocketConnection connection) {
                if (rover != null) {
                    desk.left(rover, connection);
                }
            }
        };
    }

    private WebSocketHandler console(Request request) {
        return new WebSocketHandler() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                synchronized (book) {
                    delivery.sendAll(connection);
                }
            }

            @Override
            public void onText(WebSocketConnection connection, String message) {}

            @Override
            public void onClose(WebSocketConnection connection) {
                synchronized (book) {
                    board.remove(connection);
                }
            }
        };
    }

    private static Response json(int status, Map<String, Object> body) {
        return Response.json(status, text(body).getBytes(StandardCharsets.UTF_8));
    }

    static Frame frame(Map<String, Object> message) {
        return Frame.text(text(message).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<String, Object> value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }
}
