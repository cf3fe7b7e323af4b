package depot.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.OldDepot;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import depot.support.Tool;
import depot.support.WebSocketProbe;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An existing depot is replaced, whole: its database, its recordings and its SFTP server's keys are there, ours come on top as processes,
 * and its rovers go on as if nothing had happened: rclone with their flags, heartbeats, telemetry, a task.
 */
class ExistingDepotTest {
    private static final String PASSWORD = "dev"; // what theirs has where nobody set one
    private static final String ROWS = """
            INSERT INTO zones (id, name, waypoints)
                VALUES ('a0000000-0000-4000-8000-000000000001', 'yard', '[{"x":1,"y":2},{"x":3.5,"y":4,"theta":0.5}]');
            INSERT INTO missions (id, name, zone_id, rover_id) VALUES
                ('b0000000-0000-4000-8000-000000000001', 'round', 'a0000000-0000-4000-8000-000000000001', 'frog-0');
            INSERT INTO tasks (id, mission_id, rover_id, status, progress, started_at) VALUES
                ('c0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'frog-0', 'active', 10,
                    now() - interval '2 days'),
                ('c0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000001', 'frog-0', 'active', 20,
                    now() - interval '1 day'),
                ('c0000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000001', 'frog-0', 'done', 100,
                    now() - interval '3 days');
            """;

    @TempDir
    static Path folder;
    private static TestDatabase database;
    private static Path sessions;
    private static final List<ServiceProcess> SERVICES = new ArrayList<>();
    private static Api archive;
    private static Api discovery;
    private static Api dispatch;
    private static int dispatchPort;

    @BeforeAll
    static void replace() throws Exception {
        Tool.assumeInstalled("rclone");
        Tool.assumeInstalled("ssh-keyscan");
        database = TestDatabase.create();
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute(OldDepot.TABLES + ROWS);
        }
        sessions = folder.resolve("sessions-data");
        OldDepot.writeSessions(sessions);
        Path keys = Files.createDirectories(folder.resolve("archive/data/ssh"));
        for (String kind : new String[] {"ed25519", "rsa"}) {
            assertEquals(0, run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", keys.resolve("ssh_host_" + kind + "_key").toString())
                    .waitFor());
        }
        archive = start("archive", "SFTP_PORT", "0", "SFTP_PASSWORD", PASSWORD, "SESSIONS_FREE_GB", "0", "RETENTION_DAYS", "36500",
                "SESSIONS_SMALL_AFTER", "1s");
        discovery = start("discovery");
        dispatch = start("dispatch", "DATABASE_URL", database.url(), "ROVER_SETTLE", "100ms");
        dispatchPort = SERVICES.getLast().port();
    }

    private static Api start(String service, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("SESSIONS_DIR", sessions.toString()));
        SERVICES.add(ServiceProcess.start(service, Files.createDirectories(folder.resolve(service)), List.of("-Xmx96m"),
                all.toArray(String[]::new)));
        return new Api(SERVICES.getLast().port());
    }

    @AfterAll
    static void end() throws Exception {
        SERVICES.forEach(ServiceProcess::close);
        if (database != null) {
            database.close();
        }
    }

    private static Process run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("HOME", folder.toString());
        return builder.start();
    }

    private static String output(String... command) throws Exception {
        Process process = run(command);
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), () -> String.join(" ", command));
        String output = Files.readString(folder.resolve("output"));
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    private static Map<String, Map<String, Object>> listed() throws Exception {
        Map<String, Map<String, Object>> byFolder = new TreeMap<>();
        for (Map<String, Object> session : Json.objects(discovery.get("/api/sessions").json().get("sessions"))) {
            byFolder.put((String) session.get("session_dir"), session);
        }
        return byFolder;
    }

    private static byte[] download(String path) throws Exception {
        Api.Answer answer = discovery.get(path);
        assertEquals(200, answer.status(), path);
        return answer.body();
    }

    @Test
    void everyRecordingIsListedAndFetchedAlsoOnceItIsKeptSmall() throws Exception {
        Map<String, Map<String, Object>> listed = listed();
        assertTrue(listed.keySet().containsAll(List.of("2026-11-29T00-41-56", "2026-11-28T10-00-00", "2026-11-20T09-00-00",
                "2026-11-27T08-00-00",
                "2026-11-26T07-00-00", "2026-09-01T07-00-00")), listed.keySet()::toString);
        assertEquals("frog-0", listed.get("2026-11-29T00-41-56").get("rover_id"));
        assertEquals("frog-1", listed.get("2026-11-27T08-00-00").get("rover_id"));
        assertEquals(null, listed.get("2026-09-01T07-00-00").get("bytes"), "it was cleaned away");
        String was = "RRF2" + "2026-11-28T10-00-00".repeat(5_000);
        Await.until("archive has made it small", () ->
                Files.exists(sessions.resolve("bvr-01/sessions/2026-11-28T10-00-00/session.rrd.zst")));
        assertEquals(was, new String(download("/api/sessions/bvr-01/2026-11-28T10-00-00/session.rrd"), StandardCharsets.UTF_8));
        assertEquals("RRF2" + "2026-11-27T08-00-00".repeat(5_000),
                new String(download("/api/sessions/frog-1/2026-11-27T08-00-00/session.rrd"), StandardCharsets.UTF_8));
        assertEquals((long) was.length(), ((Number) listed.get("2026-11-28T10-00-00").get("bytes")).longValue());
        assertEquals(404, discovery.get("/api/sessions/bvr-02/2026-09-01T07-00-00/session.rrd").status());
    }

    @Test
    void theSftpServerHasTheKeysThatRoversKnowAndTakesWhatTheyBring() throws Exception {
        int port = ((Number) archive.get("/health").json().get("sftpPort")).intValue();
        for (String kind : new String[] {"ed25519", "rsa"}) {
            String known = Files.readString(folder.resolve("archive/data/ssh/ssh_host_" + kind + "_key.pub")).split(" ")[1];
            String shown = output("ssh-keyscan", "-T", "20", "-p", "" + port, "-t", kind, "127.0.0.1");
            assertTrue(shown.contains(known), shown);
        }
        // a rover on which the newest session goes on, and the others are still there
        Path rover = folder.resolve("rover");
        for (String session : new String[] {"2026-11-29T00-41-56", "2026-11-29T01-00-28"}) {
            Files.writeString(Files.createDirectories(rover.resolve(session)).resolve("session.rrd"), "RRF2" + session.repeat(6_000));
        }
        String obscured = output("rclone", "obscure", PASSWORD).strip();
        String said = output("rclone", "sync", rover.toString(), ":sftp:sessions/frog-0/sessions", "--include", "session.rrd", "--include",
                "metadata.json",
                "--config", "/dev/null", "--sftp-host", "127.0.0.1", "--sftp-port", "" + port, "--sftp-user", "bvr", "--sftp-pass",
                obscured, "-v");
        assertTrue(said.contains("2026-11-29T01-00-28/session.rrd"), said);
        for (String session : new String[] {"2026-11-29T00-41-56", "2026-11-29T01-00-28"}) {
            assertEquals(-1, Files.mismatch(rover.resolve(session).resolve("session.rrd"), sessions.resolve("frog-0/sessions")
                    .resolve(session).resolve("session.rrd")));
            assertEquals("frog-0", listed().get(session).get("rover_id"));
        }
    }

    @Test
    void aRoverThatKnowsOfNothingGoesOnWithHeartbeatsTelemetryAndATask() throws Exception {
        assertEquals(404, discovery.post("/heartbeat/frog-0",
                "{\"battery_voltage\":48.1,\"mode\":1,\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}").status());
        assertEquals(200, discovery.post("/register", "{\"id\":\"frog-0\",\"name\":\"Frog\",\"address\":\"ws://10.0.0.7:4850\"}").status());
        assertEquals(200, discovery.post("/heartbeat/frog-0",
                "{\"battery_voltage\":48.1,\"mode\":1,\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}").status());
        int telemetry = ((Number) discovery.get("/health").json().get("telemetryPort")).intValue();
        byte[] datagram = "rover_status,rover=frog-0 battery=48.50,current=12.30,mode=\"Idle\" 1795901272000000000".getBytes(
                StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), telemetry));
        }
        Await.until("its telemetry is shown", () -> discovery.get("/rovers?detail=true").text().contains("\"batteryVolts\":48.5"));
        assertTrue(discovery.get("/rovers?detail=true").text().contains("\"poseKnown\":false"));

        try (WebSocketProbe link = WebSocketProbe.open(dispatchPort, "/ws")) {
            say(link, "{\"type\":\"register\",\"rover_id\":\"frog-0\"}");
            // of the two tasks that the old dispatch left open on it, one is still its own: it ends that
            String open = (String) Json.objects(dispatch.get("/tasks?status=active").text()).getFirst().get("id");
            say(link, "{\"type\":\"complete\",\"task_id\":\"" + open + "\"}");
            Await.until("it has ended", () -> dispatch.get("/tasks/" + open).json().get("status").equals("done"));
            Await.until("a task is started", () -> dispatch.post("/missions/b0000000-0000-4000-8000-000000000001/start", "")
                    .status() == 201);
            Map<String, Object> task = nextTask(link);
            assertEquals(2, Json.objects(Json.object(task.get("zone")).get("waypoints")).size());
            say(link, "{\"type\":\"progress\",\"task_id\":\"" + task.get("task_id") + "\",\"progress\":50,\"waypoint\":1,\"lap\":0}");
            say(link, "{\"type\":\"complete\",\"task_id\":\"" + task.get("task_id") + "\"}");
            Await.until("it is done", () -> dispatch.get("/tasks/" + task.get("task_id")).json().get("status").equals("done"));
        }
        assertEquals(4, Json.objects(dispatch.get("/tasks").text()).size(), "the old ones are there still");
    }

    private static void say(WebSocketProbe link, String message) throws Exception {
        link.send(WebSocketProbe.frame(true, WebSocketProbe.TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> nextTask(WebSocketProbe link) throws Exception {
        while (true) {
            WebSocketProbe.Frame frame = link.next();
            if (frame.opcode() == WebSocketProbe.PING) {
                link.send(WebSocketProbe.frame(true, WebSocketProbe.PONG, frame.payload()));
            } else if (frame.text().contains("\"type\":\"task\"")) {
                return Json.object(frame.text());
            }
        }
    }
}
