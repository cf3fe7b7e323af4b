package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import depot.discovery.telemetry.RoverDatagrams;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestService;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alarms: raised from discovery's data, kept, acknowledged, ended by themselves, and sent to a webhook. With a real discovery. */
class AlarmContractTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    static TestService discovery;
    static TestDispatch depot;
    static Api api;
    static HttpServer gps;
    static HttpServer hook;
    static final AtomicBoolean USABLE = new AtomicBoolean(true);
    static final AtomicInteger REFUSALS = new AtomicInteger(2);
    static final LinkedBlockingQueue<String> CALLS = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws Exception {
        discovery = TestService.ofTheClass();
        discovery.beforeAll(null);
        gps = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        gps.createContext("/status", exchange -> {
            byte[] body = ("{\"connected\":true,\"corrections\":{\"usable\":" + USABLE.get() + ",\"why\":\"no position\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gps.start();
        hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        hook.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean refused = REFUSALS.getAndDecrement() > 0;
            CALLS.add((refused ? "refused " : exchange.getRequestHeaders().getFirst("Content-Type") + " ") + body);
            exchange.sendResponseHeaders(refused ? 500 : 204, -1);
            exchange.close();
        });
        hook.start();
        depot = TestDispatch.start("DISCOVERY_URL", "http://127.0.0.1:" + discovery.port(), "SUPERVISE_TASKS", "off", "ALARM_AFTER",
                "100ms",
                "GPS_URL", "http://127.0.0.1:" + gps.getAddress().getPort(), "ALARM_WEBHOOK", "http://127.0.0.1:" + hook.getAddress()
                .getPort() + "/hook");
        api = depot.api();
    }

    @AfterAll
    static void end() throws Exception {
        depot.close();
        discovery.afterAll(null);
        gps.stop(0);
        hook.stop(0);
    }

    private static String register() throws Exception {
        String id = "seen-" + NUMBER.incrementAndGet();
        beat(id, "register", "\"id\":\"" + id + "\",\"name\":\"" + id + "\",\"address\":\"ws://127.0.0.1:1\",\"mode\":1");
        return id;
    }

    private static void beat(String id, String call, String fields) throws Exception {
        assertEquals(200, discovery.api().post(call.equals("register") ? "/register" : "/heartbeat/" + id, "{" + fields + "}").status());
    }

    private static Optional<Map<String, Object>> alarm(String query, String kind, String rover) throws Exception {
        return Json.objects(api.get("/alarms" + query).json().get("alarms")).stream()
                .filter(alarm -> alarm.get("kind").equals(kind) && java.util.Objects.equals(alarm.get("roverId"), rover)).findFirst();
    }

    private static Map<String, Object> open(String kind, String rover) throws Exception {
        return Await.value(kind + " of " + rover + " is an alarm", Await.PATIENCE, () -> alarm("?open=true", kind, rover));
    }

    private static Map<String, Object> ended(String kind, String rover) throws Exception {
        return Await.value(kind + " of " + rover + " has ended", Await.PATIENCE, () -> alarm("", kind, rover)
                .filter(alarm -> alarm.get("endedAt") != null));
    }

    private static Api.Answer acknowledge(Map<String, Object> alarm, String json) throws Exception {
        return api.send("POST", "/alarms/" + alarm.get("id") + "/acknowledge", json == null ? null : json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEmergencyStopIsOneUntilItIsReleasedAndStaysInTheHistory() throws Exception {
        String rover = register();
        depot.console();
        beat(rover, "heartbeat", "\"mode\":4");
        Map<String, Object> alarm = open("estop", rover);
        assertEquals(Set.of("id", "kind", "roverId", "taskId", "text", "since", "endedAt", "acknowledgedAt", "acknowledgedBy"),
                alarm.keySet());
        assertNull(alarm.get("endedAt"));
        depot.console().awaitType("alarm", message -> Json.object(message.get("alarm")).get("id").equals(alarm.get("id")));
        beat(rover, "heartbeat", "\"mode\":1");
        assertEquals(alarm.get("id"), ended("estop", rover).get("id"));
        assertEquals(Optional.empty(), alarm("?open=true", "estop", rover));
        depot.console().awaitType("alarm", message -> Json.object(message.get("alarm")).get("endedAt") != null);
        beat(rover, "heartbeat", "\"mode\":4");
        assertTrue(!open("estop", rover).get("id").equals(alarm.get("id")), "the next one is another");
    }

    @Test
    void whatWasAcknowledgedIsNotOpenAndIsNotRaisedAgainWhileItLasts() throws Exception {
        String rover = register();
        beat(rover, "heartbeat", "\"mode\":5");
        Map<String, Object> alarm = open("fault", rover);
        Api.Answer first = acknowledge(alarm, "{\"by\":\"Ada\"}");
        assertEquals(200, first.status(), first::toString);
        assertEquals("Ada", first.json().get("acknowledgedBy"));
        assertNotNull(first.json().get("acknowledgedAt"));
        assertNull(first.json().get("endedAt"), "its cause is there");
        Api.Answer second = acknowledge(alarm, "{\"by\":\"Bob\"}");
        assertEquals(first.json(), second.json(), "the first word counts");
        beat(rover, "heartbeat", "\"mode\":5");
        assertEquals(Optional.empty(), alarm("?open=true", "fault", rover));
        beat(rover, "heartbeat", "\"mode\":1");
        assertEquals("Ada", ended("fault", rover).get("acknowledgedBy"));
    }

    @Test
    void aFailedTaskIsOneUntilSomebodyHasSeenIt() throws Exception {
        try (ScriptedRover rover = depot.rover()) {
            String task = depot.activate(rover);
            rover.failed(task, "stuck in the mud");
            Map<String, Object> alarm = open("task_failed", rover.id());
            assertEquals(task, alarm.get("taskId"));
            assertTrue(((String) alarm.get("text")).contains("stuck in the mud"), alarm::toString);
            Api.Answer seen = acknowledge(alarm, null);
            assertEquals("operator", seen.json().get("acknowledgedBy"));
            assertNotNull(seen.json().get("endedAt"));
            assertEquals(Optional.empty(), alarm("?open=true", "task_failed", rover.id()));
        }
    }

    @Test
    void aRoverThatIsLostOnATaskIsOneUntilItIsBack() throws Exception {
        String id = TestDispatch.newRoverId();
        ScriptedRover rover = depot.rover(id);
        String task = depot.activate(rover);
        depot.lose(rover);
        assertEquals(task, open("offline", id).get("taskId"));
        try (ScriptedRover back = depot.rover(id)) {
            assertNotNull(ended("offline", back.id()));
            assertEquals(200, depot.cancel(task).status());
        }
    }

    @Test
    void hotMotorsAndForbiddenPlacesAreAlarmsByTelemetry() throws Exception {
        String rover = register();
        try (RoverDatagrams datagrams = new RoverDatagrams(discovery.telemetryPort())) {
            area("Yard", "fence", 52.5, 13.4, 0.001);
            area("Pond", "keepout", 52.5004, 13.4004, 0.0002);
            datagrams.send(line(rover, 45, 52.5002, 13.4002));
            datagrams.send(line(rover, 80, 52.5005, 13.4005));
            assertTrue(((String) open("motor_hot", rover).get("text")).contains("80"));
            assertTrue(((String) open("inside_keepout", rover).get("text")).contains("Pond"));
            datagrams.send(line(rover, 60, 52.502, 13.4));
            assertNotNull(open("outside_fence", rover));
            assertNotNull(ended("motor_hot", rover));
            assertNotNull(ended("inside_keepout", rover));
            datagrams.send(line(rover, 60, 52.5002, 13.4002));
            assertNotNull(ended("outside_fence", rover));
        } finally {
            depot.clear();
        }
    }

    private static void area(String name, String type, double lat, double lon, double size) throws Exception {
        depot.create("/zones", String.format(java.util.Locale.ROOT,
                "{\"name\":\"%s\",\"zoneType\":\"%s\",\"polygon\":[{\"lat\":%f,\"lon\":%f},"
                + "{\"lat\":%f,\"lon\":%f},{\"lat\":%f,\"lon\":%f},{\"lat\":%f,\"lon\":%f}]}", name, type, lat, lon, lat, lon + size, lat
                + size, lon + size, lat + size, lon));
    }

    /** As rovers in the field send it (../shared/telemetry). */
    private static String line(String rover, double celsius, double lat, double lon) {
        return String.format(java.util.Locale.ROOT,
                "rover_status,rover=%1$s battery=48.50,current=12.30,mode=\"Idle\" 1795901272000000000\n"
                + "motors,rover=%1$s,motor=fl temp=%2$.1f,current=3.00 1795901272000000000\n"
                + "gps,rover=%1$s latitude=%3$.7f,longitude=%4$.7f,accuracy=0.02 1795901272000000000", rover, celsius, lat, lon);
    }

    @Test
    void aBaseWithoutUsableCorrectionsIsOne() throws Exception {
        USABLE.set(false);
        try {
            assertTrue(((String) open("base_unusable", null).get("text")).contains("no position"));
        } finally {
            USABLE.set(true);
        }
        assertNotNull(ended("base_unusable", null));
    }

    @Test
    void theWebhookIsCalledWithCloudEventsAndAgainWhereItRefused() throws Exception {
        String rover = register();
        beat(rover, "heartbeat", "\"mode\":4");
        Map<String, Object> alarm = open("estop", rover);
        Map<String, Object> event = Await.value("the webhook is called", Await.PATIENCE, () ->
                Optional.ofNullable(CALLS.poll(100, TimeUnit.MILLISECONDS))
                .filter(call -> call.startsWith("application/cloudevents+json") && call.contains((String) alarm.get("id")))
                .map(call -> Json.object(call.substring(call.indexOf('{')))));
        assertEquals(List.of("1.0", "depot.alarm.raised", rover, "application/json"),
                List.of(event.get("specversion"), event.get("type"), event.get("subject"), event.get("datacontenttype")));
        assertNotNull(event.get("id"));
        assertNotNull(event.get("source"));
        assertTrue(((String) event.get("time")).endsWith("Z"));
        assertEquals(alarm.get("id"), Json.object(event.get("data")).get("id"));
        assertTrue(REFUSALS.get() <= 0, "it had refused, and was called again");
        beat(rover, "heartbeat", "\"mode\":1");
        Await.value("and of the end", Await.PATIENCE, () -> Optional.ofNullable(CALLS.poll(100, TimeUnit.MILLISECONDS))
                .filter(call -> call.contains("depot.alarm.ended") && call.contains((String) alarm.get("id"))));
    }

    @Test
    void whatIsNotThereOrNotAllowedIsSaid() throws Exception {
        assertEquals(404, api.send("POST", "/alarms/" + TestDispatch.NO_ONE + "/acknowledge", null).status());
        assertEquals(404, api.send("POST", "/alarms/nothing/acknowledge", null).status());
        assertEquals(422, api.get("/alarms?open=perhaps").status());
        assertEquals(405, api.send("DELETE", "/alarms", null).status());
        String rover = register();
        beat(rover, "heartbeat", "\"mode\":4");
        assertEquals(422, acknowledge(open("estop", rover), "{\"by\":\"\"}").status());
    }

    @Test
    void aRoverThatIsDeletedEndsItsAlarms() throws Exception {
        String rover = register();
        beat(rover, "heartbeat", "\"mode\":4");
        open("estop", rover);
        discovery.api().send("DELETE", "/rovers/" + rover, null);
        assertNotNull(ended("estop", rover));
    }
}
