package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.TestDatabase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many statements a start and an outcome are, counted on the wire: nobody adds one unseen. */
class StatementsTest {
    private static final int TIMES = 40;
    private static final String START = "INSERT INTO tasks";
    private static final String OUTCOME = "WITH wanted";
    private static TestDatabase database;
    private static StatementWatch watch;
    private static TestDispatch depot;

    private final List<ScriptedRover> rovers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        URI url = URI.create(database.url());
        watch = new StatementWatch(url.getPort());
        depot = TestDispatch.on(database.url().replace(":" + url.getPort() + "/", ":" + watch.port() + "/"));
    }

    @AfterAll
    static void stop() throws Exception {
        depot.close();
        watch.close();
        database.close();
    }

    @AfterEach
    void leave() throws Exception {
        for (ScriptedRover rover : rovers) {
            rover.close();
        }
        depot.clear();
    }

    private ScriptedRover rover() throws Exception {
        ScriptedRover rover = depot.rover(TestDispatch.newRoverId(), "\"acks\":true");
        rovers.add(rover);
        return rover;
    }

    @Test
    void theSitesPictureIsReadOnceForAllWhoAsk() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", png);
        byte[] picture = png.toByteArray();
        assertEquals(200, depot.api().send("PUT", "/site/image", picture).status());
        watch.trips();
        String tag = depot.api().get("/site/image").header("ETag").orElseThrow();
        assertEquals(304, depot.api().get("/site/image", "If-None-Match", tag).status());
        Api.Answer head = depot.api().send("HEAD", "/site/image", null);
        assertEquals(Integer.toString(picture.length), head.header("Content-Length").orElseThrow());
        assertArrayEquals(picture, depot.api().get("/site/image").body());
        assertEquals(1, watch.trips().stream().flatMap(List::stream).filter(each -> each.contains("FROM site WHERE image")).count());
    }

    /** Starts a mission and completes it at once, before the ping behind it is answered or after. */
    private static void drive(ScriptedRover rover, String mission, boolean confirmFirst) throws Exception {
        rover.holdPongs();
        String task = (String) depot.start(mission).get("id");
        rover.expect("task", task);
        rover.nextFrame(); // its ping
        if (confirmFirst) {
            rover.releasePongs();
        }
        rover.complete(task);
        rover.expect("ack", task);
        rover.releasePongs();
    }

    /** What was carried out about as often as missions were started; all else is the service's own, by the clock. */
    private static Map<String, Integer> oftenCarriedOut() {
        Map<String, Integer> counts = new HashMap<>();
        watch.trips().forEach(trip -> trip.forEach(statement -> counts.merge(statement, 1, Integer::sum)));
        counts.values().removeIf(count -> count < TIMES * 9 / 10);
        return counts;
    }

    private static void assertOneEach(Map<String, Integer> often) {
        assertEquals(2, often.size(), often::toString);
        often.forEach((statement, times) -> assertEquals(TIMES, times, statement));
        assertTrue(often.keySet().stream().anyMatch(statement -> statement.contains(START)), often::toString);
        assertTrue(often.keySet().stream().anyMatch(statement -> statement.strip().startsWith(OUTCOME)), often::toString);
    }

    @Test
    void aStartIsOneStatementAndSoIsItsEnd() throws Exception {
        ScriptedRover rover = rover();
        String mission = depot.mission(rover.id());
        TestDispatch.awaitSettled(database);
        drive(rover, mission, false);
        watch.trips();
        for (int i = 0; i < TIMES; i++) {
            drive(rover, mission, false);
        }
        assertOneEach(oftenCarriedOut());
    }

    @Test
    void soIsAStartOfAMissionForAnyRoverAndAConfirmationGoesWithTheEnd() throws Exception {
        ScriptedRover rover = rover();
        String mission = depot.mission(null);
        TestDispatch.awaitSettled(database);
        drive(rover, mission, true);
        watch.trips();
        for (int i = 0; i < TIMES; i++) {
            drive(rover, mission, true);
        }
        Map<String, Integer> often = oftenCarriedOut();
        often.keySet().removeIf(statement -> statement.contains("SET delivered_at"));
        assertOneEach(often);
    }

    @Test
    void anotherProcessIsNotifiedInTheSameStatement() throws Exception {
        ScriptedRover rover = rover();
        String mission = depot.mission(rover.id());
        try (TestDispatch other = TestDispatch.on(database.url())) {
            other.console().awaitConnected(rover.id(), true);
            TestDispatch.awaitSettled(database);
            drive(rover, mission, false);
            watch.trips();
            for (int i = 0; i < TIMES; i++) {
                drive(rover, mission, false);
            }
            String last = (String) depot.start(mission).get("id");
            other.console().awaitTask(last, "assigned");
            rover.expect("task", last);
            rover.complete(last);
            other.console().awaitTask(last, "done");
        }
        Map<String, Integer> often = oftenCarriedOut();
        assertEquals(2, often.size(), often::toString);
    }

    @Test
    void startsThatComeWhileOneIsUnderWayGoTogetherEachWithItsOwnVerdict() throws Exception {
        List<String> missions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            missions.add(depot.mission(rover().id()));
        }
        missions.add(depot.mission(rovers.getFirst().id())); // two for one rover
        missions.add(depot.mission(rovers.get(1).id())); // disabled, below
        missions.add(depot.mission("nobody-is-called-so"));
        missions.add(TestDispatch.NO_ONE);
        depot.api().send("PUT", "/missions/" + missions.get(13), "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8));
        TestDispatch.awaitSettled(database);
        watch.trips();
        List<Api.Answer> answers = new ArrayList<>();
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM dispatch_hold FOR UPDATE"); // the first waits for this
            List<Future<Api.Answer>> calls = new ArrayList<>();
            calls.add(callers.submit(call(missions.getFirst())));
            Await.until("the first is under way", () -> waits(statement));
            for (String mission : missions.subList(1, missions.size())) {
                calls.add(callers.submit(call(mission)));
            }
            Thread.sleep(200); // most of them have come; a call's own patience is a second
            connection.rollback();
            for (Future<Api.Answer> call : calls) {
                answers.add(call.get());
            }
        }
        List<List<String>> starts = watch.trips().stream().filter(trip -> trip.stream()
                .anyMatch(text -> text.contains("unnest($1::uuid[]) WITH ORDINALITY"))).toList();
        assertTrue(starts.size() <= 6, () -> starts.size() + " commits: " + answers);
        assertEquals(12, answers.stream().filter(answer -> answer.status() == 201).count(), answers::toString);
        assertEquals(409, answers.get(13).status(), answers::toString);
        assertTrue(answers.get(13).toString().contains("disabled"), answers::toString);
        assertTrue(answers.get(14).toString().contains("not connected"), answers::toString);
        assertEquals(404, answers.get(15).status(), answers::toString);
        assertTrue(answers.get(0).status() == 201 ^ answers.get(12).status() == 201, answers::toString);
    }

    private static Callable<Api.Answer> call(String mission) {
        return () -> depot.api().send("POST", "/missions/" + mission + "/start", null);
    }

    private static boolean waits(Statement statement) throws Exception {
        try (ResultSet row = statement.executeQuery(
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
