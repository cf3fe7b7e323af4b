package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import depot.support.api.Contract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A dispatch service inside the test's process with a database of its own, and what tests ask it for again and again.
 * Unless a test says otherwise, a rover that registers is given 10 ms for the reports it kept. One thread.
 */
final class TestDispatch implements AutoCloseable, BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    static final String NO_ONE = "00000000-0000-4000-8000-000000000000";

    private final String[] settings;
    private final Api api = new Api(this::port);
    private TestDatabase own; // null when the database is somebody else's
    private Path folder;
    private Dispatch dispatch; // null before it is started
    private ConsoleView console;
    private boolean clears;

    private TestDispatch(String... settings) {
        this.settings = settings;
    }

    /** @param settings name, value, name, value; an empty value unsets */
    static TestDispatch start(String... settings) throws Exception {
        TestDispatch depot = new TestDispatch(settings);
        depot.beforeAll(null);
        return depot;
    }

    /** One for all the tests of a class, as a field with {@code @RegisterExtension}: there from before the first to after the last. */
    static TestDispatch ofTheClass(String... settings) {
        return new TestDispatch(settings);
    }

    /** That one, with nothing left of a test when the next begins. */
    TestDispatch clearedAfterEach() {
        clears = true;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        own = TestDatabase.create();
        launch(own.url());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (clears) {
            clear();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    private void launch(String url) throws IOException {
        folder = Files.createTempDirectory("depot-test-dispatch");
        Map<String, String> environment = new HashMap<>(Map.of("PORT", "0", "DATABASE_URL", url, "DATA_DIR", folder.toString(),
                "ROVER_SETTLE", "10ms"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        environment.values().removeIf(String::isEmpty); // as if unset
        dispatch = Dispatch.start(environment);
        Contract.begins(port(), "dispatch");
    }

    /** One more process, in effect, on that database. */
    static TestDispatch on(String url, String... settings) throws IOException {
        TestDispatch depot = new TestDispatch(settings);
        depot.launch(url);
        return depot;
    }

    /** A connection that holds the task's row: while it is open, nothing of the task is stored. */
    static Connection lock(TestDatabase database, Object task) throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement()) {
            lock.execute("SELECT id FROM tasks WHERE id = '" + task + "' FOR UPDATE");
        }
        return connection;
    }

    int port() {
        return dispatch.port();
    }

    List<String> routes() {
        return dispatch.routes();
    }

    Api api() {
        return api;
    }

    /** A console that watches from the first time that it is asked for. */
    ConsoleView console() {
        if (console == null) {
            console = ConsoleView.open(port());
        }
        return console;
    }

    static String newRoverId() {
        return "rover-" + NUMBER.incrementAndGet();
    }

    /** A new rover, registered as those in the field do, and shown as connected. */
    ScriptedRover rover() throws Exception {
        return rover(newRoverId());
    }

    ScriptedRover rover(String id) throws Exception {
        ScriptedRover rover = ScriptedRover.connect(port(), id);
        rover.register();
        awaitConnected(rover);
        return rover;
    }

    /** As {@link #rover}, with further fields of the register message. */
    ScriptedRover rover(String id, String more) throws Exception {
        ScriptedRover rover = ScriptedRover.connect(port(), id);
        rover.register(more);
        awaitConnected(rover);
        return rover;
    }

    private void awaitConnected(ScriptedRover rover) throws Exception {
        console().awaitConnected(rover.id(), true);
    }

    /** Drops the rover's link, and waits until that was noticed. */
    void lose(ScriptedRover rover) throws Exception {
        rover.close();
        console().awaitConnected(rover.id(), false);
    }

    /** What a POST answers that must create something. */
    Map<String, Object> create(String path, String json) throws Exception {
        Api.Answer answer = api.post(path, json);
        assertEquals(201, answer.status(), () -> path + " " + json + ": " + answer);
        return answer.json();
    }

    /** The id of a new zone with two waypoints. */
    String zone() throws Exception {
        return zone("[{\"x\":1,\"y\":2,\"theta\":0.5},{\"x\":3,\"y\":4}]");
    }

    String zone(String waypoints) throws Exception {
        return (String) create("/zones", "{\"name\":\"yard\",\"waypoints\":" + waypoints + "}").get("id");
    }

    /** The id of a new mission for that rover in a zone of its own. */
    String mission(String roverId) throws Exception {
        return mission(roverId, "\"enabled\":true");
    }

    /** @param roverId null for any */
    String mission(String roverId, String more) throws Exception {
        return (String) create("/missions", "{\"name\":\"mow\",\"zoneId\":\"" + zone() + "\",\"roverId\":"
                + (roverId == null ? "null" : Json.quoted(roverId)) + "," + more + "}").get("id");
    }

    /**
     * Starts a mission, and gives the task. What made its rover free, such as its register message or the pong of a
     * cancel, may not be stored yet: then it is tried again.
     */
    Map<String, Object> start(String missionId) throws Exception {
        Api.Answer answer = Await.value("a rover is free for mission " + missionId, Await.PATIENCE,
                () -> Optional.of(api.send("POST", "/missions/" + missionId + "/start", null)).filter(a -> a.status() != 409));
        assertEquals(201, answer.status(), answer::toString);
        return answer.json();
    }

    /** Goes on when one statement waits for a row that another transaction has locked. */
    void awaitOneThatWaits() throws Exception {
        Await.until("one waits", () -> ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                + "wait_event_type = 'Lock'").equals("1"));
    }

    /** Starts a mission, queued where no rover is free. */
    Map<String, Object> queue(String missionId) throws Exception {
        Api.Answer answer = api.send("POST", "/missions/" + missionId + "/start?queue=true", null);
        assertEquals(201, answer.status(), answer::toString);
        return answer.json();
    }

    /** Puts the rover on a new task of a new mission: delivered, and not begun. Gives the task's id. */
    String assign(ScriptedRover rover) throws Exception {
        return assign(rover, mission(rover.id()));
    }

    String assign(ScriptedRover rover, String missionId) throws Exception {
        String task = (String) start(missionId).get("id");
        rover.expect("task", task);
        rover.nextFrame(); // its ping
        rover.upToHere();
        Await.until("its pong is stored", () -> "delivered".equals(task(task).get("delivery")));
        return task;
    }

    /** As {@link #assign}, and begun. */
    String activate(ScriptedRover rover) throws Exception {
        return activate(rover, mission(rover.id()));
    }

    String activate(ScriptedRover rover, String missionId) throws Exception {
        String task = assign(rover, missionId);
        rover.progress(task, 10, 1);
        awaitTask(task, "active");
        return task;
    }

    Map<String, Object> task(Object id) throws Exception {
        Api.Answer answer = api.get("/tasks/" + id);
        assertEquals(200, answer.status(), answer::toString);
        return answer.json();
    }

    /** The task once it has that status. */
    Map<String, Object> awaitTask(Object id, String status) throws Exception {
        Await.until("task " + id + " is " + status, () -> task(id).get("status").equals(status));
        return task(id);
    }

    void awaitProgress(Object taskId, int progress) throws Exception {
        Await.until("task " + taskId + " is at " + progress, () -> task(taskId).get("progress").equals(progress));
    }

    void awaitSettled() throws Exception {
        awaitSettled(own);
    }

    /** Until every rover has had its time for the reports it kept, by the clock that the database keeps: only then starts are quick. */
    static void awaitSettled(TestDatabase database) throws Exception {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            Await.until("all have settled", () -> {
                try (ResultSet row = statement.executeQuery(
                        "SELECT FROM rover_links WHERE settles_steady > (SELECT steady FROM dispatch_clock)")) {
                    return !row.next();
                }
            });
        }
    }

    Api.Answer cancel(Object taskId) throws Exception {
        return api.send("POST", "/tasks/" + taskId + "/cancel", null);
    }

    /** The task's history, oldest first. */
    List<Map<String, Object>> events(Object taskId) throws Exception {
        Api.Answer answer = api.get("/tasks/" + taskId + "/events");
        assertEquals(200, answer.status(), answer::toString);
        return Json.objects(answer.json().get("events"));
    }

    /** The changes of a task, such as {@code null>pending}, oldest first; events that are no change of status left out. */
    List<String> edges(Object taskId) throws Exception {
        return events(taskId).stream().filter(e -> !java.util.Objects.equals(e.get("from"), e.get("to")))
                .map(e -> e.get("from") + ">" + e.get("to")).toList();
    }

    List<String> lastEdges(Object taskId, int count) throws Exception {
        List<String> edges = edges(taskId);
        return edges.subList(Math.max(0, edges.size() - count), edges.size());
    }

    /** Where x 0, y 0 is. */
    void setOrigin(double latitude, double longitude) throws Exception {
        String site = "{\"origin\":{\"latitude\":" + latitude + ",\"longitude\":" + longitude + "}}";
        assertEquals(200, api.send("PUT", "/site", site.getBytes(StandardCharsets.UTF_8)).status());
    }

    /** Deletes every zone, and with them all missions and tasks, so that nothing waits for the next test's rovers. */
    void clear() throws Exception {
        assertEquals(200, api.send("POST", "/release", null).status());
        for (Map<String, Object> zone : Json.objects(api.get("/zones").text())) {
            assertEquals(204, api.send("DELETE", "/zones/" + zone.get("id"), null).status());
        }
        Await.until("all rovers are gone", () -> api.get("/health").json().get("connected_rovers").equals(0));
    }

    /** A connection to the database of its own. */
    Connection connect() throws SQLException {
        return own.connect();
    }

    String url() {
        return own.url();
    }

    void sql(String statements) throws SQLException {
        own.sql(statements);
    }

    /** The first column of the only row. */
    String ask(String query) throws SQLException {
        return own.ask(query);
    }

    @Override
    public void close() throws IOException, SQLException {
        if (console != null) {
            console.close();
        }
        if (dispatch != null) {
            Contract.ends(port());
            dispatch.close();
        }
        if (own != null) {
            own.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
