package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.support.Await;
import depot.support.Json;
import depot.support.WebSocketProbe;
import depot.support.api.ApiDocumentContract;
import depot.support.api.DocumentedCalls;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Dispatch's openapi.json against dispatch. */
class ApiDocumentTest extends ApiDocumentContract {
    private static final String EXAMPLES = "6f1c1f0a-4a57-4b3e-9f6e-00000000000";
    private static final String ZONE = EXAMPLES + "1";
    private static final String MISSION = EXAMPLES + "2";
    private static final String TASK = EXAMPLES + "3";
    private static final String ALARM = EXAMPLES + "4";
    private static final String LONG_NAME = "x".repeat(129);
    private static final byte[] JPEG = Arrays.copyOf(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, 100);

    private TestDispatch newest;

    @Override
    protected String service() {
        return "dispatch";
    }

    @Override
    protected Running start(String... settings) throws Exception {
        newest = TestDispatch.start(settings);
        return new Running(newest.port(), newest.routes(), newest::close);
    }

    @Override
    protected Map<String, String> elsewhere() {
        return Map.of();
    }

    @Override
    protected void play(DocumentedCalls calls) throws Exception {
        TestDispatch depot = newest;
        withoutOrigin(calls);
        site(calls);
        zones(calls);
        missions(calls, depot);
        tasks(calls, depot);
        stops(calls);
        alarms(calls, depot);
        calls.send("deleteMission");
        calls.send("deleteZone");
        for (String each : new String[] {"health", "ready", "version", "metrics", "settings"}) {
            calls.send(each);
        }
        calls.sendTwice("openapi");
        calls.sendTwice("asyncapi");
        withoutDatabase(calls);
    }

    /** What is in degrees has no place in metres yet. */
    private static void withoutOrigin(DocumentedCalls calls) throws Exception {
        calls.send("site");
        calls.call("siteImage").expect(404);
        calls.call("coverage").expect(409);
        calls.call("importGpx").expect(409);
        calls.call("importKml").expect(409);
        calls.call("importGeoJson").body("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
                + "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[11.5755,48.1375],[11.576,48.138]]}}]}").expect(409);
        String route = (String) calls.call("createZone").body("{\"name\":\"way\"}").expect(201).json().get("id");
        String keepOut = (String) calls.call("createZone").body("{\"name\":\"pond\",\"zoneType\":\"keepout\",\"polygon\":"
                + "[{\"lat\":10,\"lon\":10},{\"lat\":10,\"lon\":11},{\"lat\":11,\"lon\":11}]}").expect(201).json().get("id");
        calls.call("createZone").expect(409);
        calls.call("editZone").with("id", route).expect(409);
        for (String each : List.of(route, keepOut)) {
            calls.call("deleteZone").with("id", each).expect(204);
        }
    }

    private static void site(DocumentedCalls calls) throws Exception {
        calls.send("editSite");
        calls.call("editSite").body("{\"origin\":{\"latitude\":100,\"longitude\":0}}").expect(422);
        calls.call("editSite").header("If-Match", "\"99\"").expect(412);
        calls.readsEveryField("editSite");
        calls.call("putSiteImage").body(JPEG).expect(200);
        calls.call("putSiteImage").body("no picture").expect(422);
        calls.sendTwice("siteImage");
        calls.send("site");
    }

    private static void zones(DocumentedCalls calls) throws Exception {
        calls.let(ZONE, calls.call("createZone").header("Idempotency-Key", "zone").expect(201).json().get("id"));
        calls.call("createZone").header("Idempotency-Key", "zone").body("{\"name\":\"another\"}").expect(422);
        calls.call("createZone").body("{\"name\":\"" + LONG_NAME + "\"}").expect(422);
        calls.readsEveryField("createZone");
        calls.send("zones");
        calls.send("zone");
        calls.send("editZone");
        calls.call("editZone").body("{\"name\":\"" + LONG_NAME + "\"}").expect(422);
        calls.call("editZone").header("If-Match", "\"99\"").expect(412);
        calls.call("deleteZone").header("If-Match", "\"99\"").expect(412);
        calls.readsEveryField("editZone");
        calls.send("exportZones");
        for (String each : new String[] {"importGeoJson", "importGpx", "importKml"}) {
            calls.send(each);
        }
        calls.call("importGeoJson").body("{\"type\":\"FeatureCollection\",\"features\":[]}").expect(422);
        calls.call("importGpx").body("<gpx").expect(422);
        calls.call("importKml").body("<kml").expect(422);
        calls.send("coverage");
        calls.call("coverage").body("{\"polygon\":[{\"lat\":48,\"lon\":11}],\"laneMetres\":1}").expect(422);
        calls.readsEveryField("coverage");
    }

    private static void missions(DocumentedCalls calls, TestDispatch depot) throws Exception {
        calls.let(MISSION, calls.send("createMission").json().get("id"));
        calls.call("createMission").body("{\"name\":\"" + LONG_NAME + "\",\"zoneId\":\"" + ZONE + "\"}").expect(422);
        try (Connection connection = depot.connect(); Statement other = connection.createStatement()) {
            connection.setAutoCommit(false); // as another call with that key, under way
            other.execute("SELECT pg_advisory_xact_lock(hashtextextended('POST /missions' || chr(10) || 'mission', 0))");
            calls.call("createMission").header("Idempotency-Key", "mission").expect(409);
        }
        calls.readsEveryField("createMission");
        calls.send("missions");
        calls.send("mission");
        calls.send("editMission");
        calls.call("editMission").body("{\"onLoss\":\"never\"}").expect(422);
        calls.call("editMission").header("If-Match", "\"99\"").expect(412);
        calls.call("deleteMission").header("If-Match", "\"99\"").expect(412);
        calls.readsEveryField("editMission");
        calls.send("next");
        calls.send("candidates");
        calls.call("start").expect(409);
        calls.call("start").query("queue=perhaps").expect(422);
        assertEquals(413, calls.call("start").header("Idempotency-Key", "start").statusOf(100_000_000));
        calls.send("home");
        String mission = calls.send("mission").json().get("id").toString();
        depot.sql("INSERT INTO tasks(mission_id, status, progress, waypoint, lap) SELECT '" + mission
                + "', 'pending', 0, 0, 0 FROM generate_series(1, 10000)");
        calls.call("start").query("queue=true").expect(429);
        depot.sql("DELETE FROM tasks");
    }

    private static void tasks(DocumentedCalls calls, TestDispatch depot) throws Exception {
        calls.let(TASK, calls.call("start").query("queue=true").expect(201).json().get("id"));
        calls.call("resendTask").expect(409);
        calls.call("tasks").query("limit=0").expect(422);
        calls.call("tasksCsv").query("limit=0").expect(422);
        try (WebSocketProbe rover = WebSocketProbe.open(depot.port(), "/ws?access_token=" + DocumentedCalls.ROVER_TOKEN)) {
            rover.text("{\"type\":\"register\",\"rover_id\":\"bvr-01\"}");
            answerPings(rover);
            Await.until("the rover has it", () -> "delivered".equals(calls.send("task").json().get("delivery")));
            for (String each : new String[] {"tasks", "tasksCsv", "taskEvents", "candidates", "resendTask", "stopMission"}) {
                calls.send(each);
            }
            calls.call("tasks").query("status=cancelled").expect(200);
            calls.call("stopMission").expect(404);
            Await.until("the rover is free, and gets another", () -> calls.call("start").send().status() == 201);
            calls.let(TASK, Json.objects(calls.call("tasks").query("status=assigned").expect(200).text()).getFirst().get("id"));
            calls.send("cancelTask");
            calls.call("cancelTask").expect(404);
        }
    }

    private static void answerPings(WebSocketProbe rover) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    WebSocketProbe.Frame frame = rover.next();
                    if (frame.opcode() == WebSocketProbe.PING) {
                        rover.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, frame.payload()));
                    }
                }
            } catch (java.io.IOException e) {
                // the test is done with it
            }
        });
    }

    private static void stops(DocumentedCalls calls) throws Exception {
        calls.send("stopEverything");
        calls.call("start").expect(409);
        for (String each : new String[] {"hold", "release", "hold"}) {
            calls.send(each);
        }
        for (String each : new String[] {"holdRover", "releaseRover"}) {
            calls.send(each);
            calls.call(each).with("id", LONG_NAME).expect(422);
        }
    }

    private static void alarms(DocumentedCalls calls, TestDispatch depot) throws Exception {
        depot.sql("INSERT INTO alarms(id, kind, subject, rover_id, text) VALUES ('" + ALARM + "', 'task_failed', 'x', 'bvr-01', 'wheel')");
        calls.send("alarms");
        calls.call("alarms").query("open=perhaps").expect(422);
        calls.send("acknowledgeAlarm");
        calls.call("acknowledgeAlarm").body("{\"by\":\"" + LONG_NAME + "\"}").expect(422);
        calls.readsEveryField("acknowledgeAlarm");
    }

    private static void withoutDatabase(DocumentedCalls all) throws Exception {
        try (TestDispatch lonely = TestDispatch.on("postgres://nobody:none@127.0.0.1:1/none", "CONSOLE_TOKEN",
                DocumentedCalls.CONSOLE_TOKEN)) {
            DocumentedCalls calls = all.on(lonely.port());
            calls.call("ready").expect(503);
            calls.call("zones").expect(503);
            assertEquals(false, calls.send("stopEverything").json().get("stored"));
            calls.call("home").expect(409);
            calls.call("release").expect(503);
        }
    }
}
