package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import depot.support.WebSocketProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over a rover's link, message by message. When a task or a cancel counts as delivered: {@link DeliveryContractTest}. */
class RoverWireContractTest {
    private static final List<String> UNUSABLE = List.of("", "no JSON", "{\"type\":", "[{\"type\":\"complete\"}]", "7", "{}",
            "{\"type\":null}", "{\"type\":5}", "{\"type\":\"teleport\"}",
            "{\"type\":\"register\"}", "{\"type\":\"register\",\"rover_id\":7}", "{\"type\":\"register\",\"rover_id\":\"\"}",
            "{\"type\":\"register\",\"rover_id\":\"ID\",\"acks\":\"yes\"}", "{\"type\":\"register\",\"rover_id\":\"ID\",\"task_id\":7}",
            "{\"type\":\"progress\",\"progress\":5,\"waypoint\":1}", "{\"type\":\"progress\",\"task_id\":7,\"progress\":5,\"waypoint\":1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"waypoint\":1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":\"5\",\"waypoint\":1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":101,\"waypoint\":1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":-1,\"waypoint\":1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":5,\"waypoint\":-1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":5,\"waypoint\":\"1\"}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":5,\"waypoint\":1,\"lap\":-1}",
            "{\"type\":\"progress\",\"task_id\":\"TASK\",\"progress\":1e999,\"waypoint\":1}",
            "{\"type\":\"complete\"}", "{\"type\":\"complete\",\"task_id\":null}",
            "{\"type\":\"complete\",\"task_id\":\"TASK\",\"laps\":\"3\"}",
            "{\"type\":\"failed\",\"error\":\"no task\"}", "{\"type\":\"failed\",\"task_id\":\"TASK\",\"error\":5}");
    @RegisterExtension
    static final TestDispatch depot = TestDispatch.ofTheClass();
    static final Api api = depot.api();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTaskMessageIsAsTheContractHasItAndAPingOfItsOwnFollows(boolean loop) throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String mission = depot.mission(rover.id(), "\"schedule\":{\"trigger\":\"manual\",\"loop\":" + loop + "}");
            String task = (String) depot.start(mission).get("id");
            Map<String, Object> message = rover.next("task");
            assertEquals(Set.of("type", "task_id", "mission_id", "zone"), message.keySet());
            assertEquals(task, message.get("task_id"));
            assertEquals(mission, message.get("mission_id"));
            Map<String, Object> zone = Json.object(message.get("zone"));
            assertEquals(Set.of("waypoints", "loop"), zone.keySet());
            assertEquals(loop, zone.get("loop"));
            List<Map<String, Object>> waypoints = Json.objects(zone.get("waypoints"));
            assertEquals(2, waypoints.size());
            assertEquals(List.of(1.0, 2.0, 0.5), List.of(number(waypoints.get(0), "x"), number(waypoints.get(0), "y"),
                    number(waypoints.get(0), "theta")));
            assertEquals(List.of(3.0, 4.0), List.of(number(waypoints.get(1), "x"), number(waypoints.get(1), "y")));
            assertNull(waypoints.get(1).get("theta"));
            assertTrue(rover.nextFrame().isPing());
        }
    }

    private static double number(Map<String, Object> object, String name) {
        return Json.number(object.get(name));
    }

    @Test
    void theCancelMessageIsAsTheContractHasItAndAPingOfItsOwnFollows() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.assign(rover);
            depot.cancel(task);
            assertEquals(Map.of("type", "cancel", "task_id", task), rover.nextFrame().json());
            assertTrue(rover.nextFrame().isPing());
        }
    }

    @Test
    void aRoverOfTheOldProtocolGetsNothingForItsReports() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.assign(rover);
            rover.progress(task, 50, 1);
            rover.complete(task);
            depot.awaitTask(task, "done");
            rover.expectNothingYet();
        }
    }

    @ParameterizedTest
    @CsvSource({"progress, active", "complete, done", "failed, failed"})
    void aRoverThatAsksForAcksGetsThemOnceItsReportIsStored(String report, String status) throws Exception {
        try (ScriptedRover rover = depot.rover(TestDispatch.newRoverId(), "\"task_id\":null,\"acks\":true")) {
            String task = depot.assign(rover);
            switch (report) {
                case "progress" -> rover.progress(task, 60, 2);
                case "complete" -> rover.complete(task);
                default -> rover.failed(task, "stuck");
            }
            Map<String, Object> ack = rover.nextButCancel(); // one that failed is sent a cancel as well
            assertEquals(status, depot.ask("SELECT status FROM tasks WHERE id = '" + task + "'"), "stored before it is acknowledged");
            assertEquals(Map.of("type", "ack", "task_id", task, "status", status), ack);
        }
    }

    @Test
    void anOutcomeThatIsReportedAgainIsAcknowledgedAgainAsTheAckMayHaveBeenLost() throws Exception {
        try (ScriptedRover rover = depot.rover(TestDispatch.newRoverId(), "\"acks\":true")) {
            String task = depot.assign(rover);
            rover.complete(task);
            rover.expect("ack", task);
            rover.complete(task);
            rover.expect("ack", task);
        }
    }

    @Test
    void aMessageThatCannotBeUsedIsAnsweredWithAnErrorAndTheLinkGoesOn() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.assign(rover);
            Map<String, Object> before = depot.task(task);
            for (String message : UNUSABLE) {
                rover.send(message.replace("TASK", task).replace("ID", rover.id()));
                Map<String, Object> error = rover.next("error");
                assertTrue(error.get("message") instanceof String text && !text.isBlank(), () -> message + ": " + error);
                assertEquals(before, depot.task(task), message);
            }
            rover.complete(task);
            depot.awaitTask(task, "done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "line 1\nline 2\ttabbed", "Käfer 🚜", "a\u0000b"})
    void whateverAFailedRoverTellsItsTaskFails(String error) throws Exception {
        try (ScriptedRover rover = depot.rover(); ScriptedRover other = depot.rover()) {
            String task = depot.activate(rover);
            String second = depot.activate(other);
            rover.failed(task, error);
            other.complete(second);
            Map<String, Object> failed = depot.awaitTask(task, "failed");
            if (!error.contains("\u0000")) { // which no text in the database may hold
                assertEquals(error.replaceAll("\\s", " "), ((String) failed.get("error")).replaceAll("\\s", " "));
            }
            depot.awaitTask(second, "done");
        }
    }

    @Test
    void aLongErrorIsTaken() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            rover.failed(task, "trace ".repeat(5_000));
            assertTrue(((String) depot.awaitTask(task, "failed").get("error")).startsWith("trace trace"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Käfer 7/ü 🚜", "..", "50% + \"1\"", "LONGEST"})
    void anyPrintableIdMayBeARovers(String name) throws Exception {
        String id = name.equals("LONGEST") ? "r".repeat(128) : name;
        try (ScriptedRover rover = depot.rover(id)) {
            String task = depot.assign(rover);
            assertEquals(id, depot.task(task).get("roverId"));
            rover.complete(task);
            depot.awaitTask(task, "done");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "TOO LONG"})
    void anIdThatIsNoneIsAnswered(String name) throws Exception {
        try (ScriptedRover rover = ScriptedRover.connect(depot.port(), name.equals("TOO LONG") ? "r".repeat(129) : name)) {
            rover.register();
            rover.next("error");
            assertTrue(rover.isOpen());
        }
    }

    @Test
    void aRouteOf10000WaypointsReachesItsRoverWhole() throws Exception {
        String waypoints = IntStream.range(0, 10_000).mapToObj(i -> "{\"x\":" + i + ".123456789,\"y\":-0.987654321,\"theta\":0.123456789}")
                .collect(Collectors.joining(",", "[", "]"));
        try (ScriptedRover rover = depot.rover()) {
            Object mission = depot.create("/missions", "{\"name\":\"long\",\"zoneId\":\"" + depot.zone(waypoints) + "\",\"roverId\":\""
                    + rover.id() + "\"}").get("id");
            depot.start((String) mission);
            List<Map<String, Object>> route = Json.objects(Json.object(rover.next("task").get("zone")).get("waypoints"));
            assertEquals(10_000, route.size());
            assertEquals(9_999.123456789, number(route.getLast(), "x"));
        }
    }

    @Test
    void aTaskIdThatIsNoUuidIsAnsweredAndTheLinkGoesOn() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            rover.complete("seven");
            assertTrue(Arrays.<Object>asList("error", "cancel").contains(rover.next().json().get("type")));
            rover.expectNothingYet();
        }
    }

    @Test
    void registeringTwiceOnOneLinkChangesNothing() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            rover.register();
            rover.progress(task, 60, 3);
            depot.awaitProgress(task, 60);
            rover.poll(Duration.ofMillis(150)).ifPresent(answer -> assertEquals("error", answer.json().get("type"), answer.text()));
            depot.console().awaitRover(rover.id(), task);
        }
    }

    @Test
    void aLinkIsOneRovers() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String other = TestDispatch.newRoverId();
            rover.send("{\"type\":\"register\",\"rover_id\":\"" + other + "\"}");
            rover.send("{\"type\":\"marker\"}");
            boolean refused = false; // the last error is the marker's
            for (String error = message(rover); !error.contains("marker"); error = message(rover)) {
                refused = true;
            }
            depot.console().awaitConnected(refused ? rover.id() : other, true);
            if (!refused) {
                depot.console().awaitConnected(rover.id(), false);
            }
        }
    }

    private static String message(ScriptedRover rover) throws Exception {
        return (String) rover.next("error").get("message");
    }

    @Test
    void registerComesFirst() throws Exception {
        try (ScriptedRover holder = depot.rover(); ScriptedRover stranger = ScriptedRover.connect(depot.port(),
                TestDispatch.newRoverId())) {
            String task = depot.assign(holder);
            stranger.complete(task);
            stranger.next("error");
            stranger.progress(task, 50, 1);
            stranger.next("error");
            assertEquals("assigned", depot.task(task).get("status"));
            stranger.register();
            stranger.upToHere();
            depot.assign(stranger);
        }
    }

    @Test
    void unknownFieldsAndNullsAreFine() throws Exception {
        try (ScriptedRover rover = depot.rover(TestDispatch.newRoverId(), "\"acks\":null,\"firmware\":{\"version\":[1,2]}")) {
            String task = depot.assign(rover);
            rover.send("{\"type\":\"progress\",\"task_id\":\"" + task + "\",\"progress\":12.0,\"waypoint\":3,\"lap\":null,\"speed\":0.7}");
            depot.awaitProgress(task, 12);
            rover.send("{\"type\":\"complete\",\"task_id\":\"" + task + "\",\"laps\":null}");
            depot.awaitTask(task, "done");
            rover.expectNothingYet();
        }
    }

    @Test
    void aBinaryMessageDoesNotEndTheLink() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            rover.sendFrame(WebSocketProbe.BINARY, new byte[] {1, 2, 3});
            Object task = depot.start(depot.mission(rover.id())).get("id");
            Map<String, Object> next = rover.next().json();
            if (next.get("type").equals("error")) { // an answer is allowed
                next = rover.next().json();
            }
            assertEquals(task, next.get("task_id"));
        }
    }

    @Test
    void aMessageThatIsTooLargeClosesTheLinkWith1009() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            rover.sendFrame(WebSocketProbe.TEXT, new byte[70_000]);
            assertEquals(1009, rover.awaitClose());
            depot.console().awaitConnected(rover.id(), false);
        }
    }

    @Test
    void aFramesOrdinaryPingIsAnswered() throws Exception {
        try (WebSocketProbe link = WebSocketProbe.open(depot.port(), "/ws")) {
            link.send(WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[] {4, 2}));
            WebSocketProbe.Frame pong = link.next();
            assertEquals(WebSocketProbe.PONG, pong.opcode());
            assertArrayEquals(new byte[] {4, 2}, pong.payload());
        }
    }

    @Test
    void registerGluedToTheRequestCounts() throws Exception {
        String id = TestDispatch.newRoverId();
        byte[] register = WebSocketProbe.frame(true, WebSocketProbe.TEXT,
                ("{\"type\":\"register\",\"rover_id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
        try (WebSocketProbe link = WebSocketProbe.open(depot.port(), "/ws", "", register, 0)) {
            assertEquals(101, link.status());
            depot.console().awaitConnected(id, true);
        }
    }

    @Test
    void aRoverThatRepeatsFailedIsSentACancelAtMostOnceASecondAndIsNeverClosed() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            long start = System.nanoTime();
            List<Map<String, Object>> cancels = new ArrayList<>();
            for (int i = 0; i < 220 || cancels.size() < 2; i++) { // a hundred a second, as its controller's loop does
                rover.failed(task, "controller");
                rover.poll(Duration.ZERO).ifPresent(message -> cancels.add(message.json()));
                LockSupport.parkNanos(start + (i + 1) * TimeUnit.MILLISECONDS.toNanos(10) - System.nanoTime());
            }
            cancels.addAll(rover.upToHere());
            for (Map<String, Object> cancel : cancels) {
                assertEquals(Map.of("type", "cancel", "task_id", task), cancel);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            assertTrue(cancels.size() <= seconds + 1, () -> cancels.size() + " in " + seconds + " s");
            Map<String, Object> failed = depot.task(task);
            assertEquals("failed", failed.get("status"));
            assertEquals("controller", failed.get("error"));
            assertTrue(rover.isOpen());
            depot.assign(rover);
        }
    }

    @Test
    void aDenseRoutesHundredReportsASecondAreTakenAndTheNewestIsKept() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            for (int i = 0; i < 100; i++) {
                rover.progress(task, i, i);
            }
            depot.awaitProgress(task, 99);
            assertEquals(99, depot.task(task).get("waypoint"));
            rover.expectNothingYet();
        }
    }
}
