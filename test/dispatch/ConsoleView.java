package depot.dispatch;

import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A console on {@code /ws/console}: what it heard, in order, and what it shows for it. One thread. */
final class ConsoleView implements AutoCloseable {
    private final Console console;
    private final List<Map<String, Object>> heard = new ArrayList<>();
    private final Map<String, Map<String, Object>> rovers = new HashMap<>();
    private final Map<String, Map<String, Object>> tasks = new HashMap<>();

    private ConsoleView(Console console) {
        this.console = console;
    }

    static ConsoleView open(int port) {
        return new ConsoleView(Console.open(port, "/ws/console"));
    }

    /** All messages so far, oldest first. */
    List<Map<String, Object>> heard() throws InterruptedException {
        Optional<Console.Message> message = console.poll(Duration.ZERO);
        while (message.isPresent()) {
            Map<String, Object> json = message.get().json();
            heard.add(json);
            switch ((String) json.get("type")) {
                case "rover_update" -> rovers.put((String) json.get("rover_id"), json);
                case "task_update" -> {
                    Map<String, Object> task = Json.object(json.get("task"));
                    tasks.put((String) task.get("id"), task);
                }
                default -> { }
            }
            message = console.poll(Duration.ZERO);
        }
        return heard;
    }

    /** Drops what was heard; what it shows stays. */
    void forget() throws InterruptedException {
        heard().clear();
    }

    /** The first message so far that is as wanted, waited for. */
    Map<String, Object> await(String what, Predicate<Map<String, Object>> wanted) throws Exception {
        try {
            return Await.value("a console hears " + what, Await.PATIENCE, () -> heard().stream().filter(wanted).findFirst());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it heard " + heard.subList(Math.max(0, heard.size() - 10), heard.size()), e);
        }
    }

    Map<String, Object> awaitType(String type, Predicate<Map<String, Object>> wanted) throws Exception {
        return await(type, message -> message.get("type").equals(type) && wanted.test(message));
    }

    /** A task as it was sent, with this id and status. */
    Map<String, Object> awaitTask(Object id, String status) throws Exception {
        Map<String, Object> message = awaitType("task_update", m -> {
            Map<String, Object> task = Json.object(m.get("task"));
            return task.get("id").equals(id) && task.get("status").equals(status);
        });
        return Json.object(message.get("task"));
    }

    /** The newest word on a rover. */
    Optional<Map<String, Object>> rover(String id) throws InterruptedException {
        heard();
        return Optional.ofNullable(rovers.get(id));
    }

    /** The newest word on a task. */
    Optional<Map<String, Object>> task(Object id) throws InterruptedException {
        heard();
        return Optional.ofNullable(tasks.get(id));
    }

    void awaitConnected(String roverId, boolean connected) throws Exception {
        Await.until(roverId + (connected ? " is shown as connected" : " is shown as gone"),
                () -> rover(roverId).map(r -> r.get("connected")).orElse(false).equals(connected));
    }

    void awaitRover(String roverId, Object taskId) throws Exception {
        Await.until(roverId + " is shown on task " + taskId, () -> rover(roverId)
                .filter(r -> r.get("connected").equals(true) && java.util.Objects.equals(r.get("task_id"), taskId)).isPresent());
    }

    void send(String text) {
        console.send(text);
    }

    int awaitClose() throws Exception {
        return console.awaitClose();
    }

    boolean isOpen() {
        return console.isOpen();
    }

    @Override
    public void close() {
        console.close();
    }
}
