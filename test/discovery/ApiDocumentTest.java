package depot.discovery;

import depot.support.Await;
import depot.support.TestService;
import depot.support.api.ApiDocumentContract;
import depot.support.api.DocumentedCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Discovery's openapi.json against discovery. */
class ApiDocumentTest extends ApiDocumentContract {
    private static final String LONG_ID = "x".repeat(129);

    @TempDir
    Path temp;
    private Path newest;

    @Override
    protected String service() {
        return "discovery";
    }

    @Override
    protected Running start(String... settings) throws Exception {
        newest = Files.createTempDirectory(temp, "discovery");
        TestService service = TestService.start(newest, settings);
        return new Running(service.port(), service.routes(), service::close);
    }

    @Override
    protected Map<String, String> elsewhere() {
        return Map.of();
    }

    @Override
    protected void play(DocumentedCalls calls) throws Exception {
        Path folder = newest;
        rovers(calls);
        sessions(calls, folder.resolve("sessions"));
        for (String each : new String[] {"health", "ready", "version", "metrics", "ports"}) {
            calls.send(each);
        }
        for (String each : new String[] {"openapi", "asyncapi", "page"}) {
            calls.sendTwice(each);
        }
        Files.move(folder.resolve("data"), folder.resolve("aside")); // nothing can be kept
        calls.call("register").body("{\"id\":\"another\",\"name\":\"r\",\"address\":\"ws://10.0.0.9:4850\"}").expect(200);
        Await.until("it is not ready", () -> calls.call("ready").send().status() == 503);
        calls.call("health").expect(200);
        Files.move(folder.resolve("aside"), folder.resolve("data"));
        calls.send("forget");
        try (Running full = start("MAX_ROVERS", "1", "ROVER_TOKEN", DocumentedCalls.ROVER_TOKEN)) {
            calls.on(full.port()).send("register");
            calls.on(full.port()).call("register").body("{\"id\":\"another\",\"name\":\"r\",\"address\":\"ws://10.0.0.9:4850\"}")
                    .expect(409);
        }
    }

    private static void rovers(DocumentedCalls calls) throws Exception {
        calls.send("register");
        calls.call("register").body("{\"id\":\"r\",\"name\":\"r\",\"address\":\"nowhere\"}").expect(422);
        calls.readsEveryField("register");
        calls.send("heartbeat");
        calls.call("heartbeat").body("{\"mode\":9}").expect(422);
        calls.readsEveryField("heartbeat");
        calls.send("rovers");
        calls.call("rovers").query("detail=true").expect(200);
        calls.call("rovers").query("detail=perhaps").expect(422);
        calls.send("telemetry");
        calls.send("positions");
        calls.call("positions").query("from=x").expect(422);
        for (String each : new String[] {"track", "trackGeoJson", "tracks", "tracksGeoJson"}) {
            calls.send(each);
            calls.call(each).query("points=0").expect(422);
        }
        calls.send("fleet");
        for (String each : new String[] {"emergencyStop", "releaseEmergencyStop"}) {
            calls.send(each);
            calls.call(each).body("{\"rovers\":[\"" + LONG_ID + "\"]}").expect(422);
            calls.readsEveryField(each);
        }
    }

    private static void sessions(DocumentedCalls calls, Path sessions) throws Exception {
        Path session = Files.createDirectories(sessions.resolve("bvr-01/sessions/2026-03-01T08-00-00"));
        Files.write(session.resolve("session.rrd"), new byte[512]);
        Await.until("it is listed", () -> calls.send("sessions").text().contains("2026-03-01T08-00-00"));
        calls.call("sessions").query("limit=0").expect(422);
        calls.sendFile("recording");
        calls.call("recording").query("named=true").expect(200);
    }
}
