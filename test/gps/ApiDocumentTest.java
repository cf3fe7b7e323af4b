package depot.gps;

import depot.gps.source.PluggedReceiver;
import depot.support.Await;
import depot.support.api.ApiDocumentContract;
import depot.support.api.DocumentedCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The gps service's openapi.json against it, with a receiver on a pseudo-terminal. */
class ApiDocumentTest extends ApiDocumentContract {
    @TempDir
    Path temp;

    @Override
    protected String service() {
        return "gps";
    }

    @Override
    protected Running start(String... settings) throws Exception {
        TestGps gps = TestGps.start(Files.createTempDirectory(temp, "gps"), settings);
        return new Running(gps.port(), gps.routes(), gps::close);
    }

    @Override
    protected Map<String, String> elsewhere() {
        return Map.of("acceptPosition 200", "a base that moves without a command: BaseWatchTest",
                "keepPosition 202", "the receiver goes between its survey's end and the call; as setBase");
    }

    @Override
    protected void play(DocumentedCalls calls) throws Exception {
        for (String each : new String[] {"status", "satellites", "clients", "base", "rawData", "health", "version", "metrics"}) {
            calls.send(each);
        }
        calls.call("rawData").query("hours=0").expect(422);
        calls.sendTwice("openapi");
        calls.sendTwice("asyncapi");
        calls.call("acceptPosition").expect(409);
        calls.call("keepPosition").expect(409);
        calls.call("setRawData").expect(409);
        calls.call("forgetPosition").expect(404);
        calls.readsEveryField("setRawData");
        calls.call("setBase").body("{\"mode\":\"up\"}").expect(422);
        Path port = temp.resolve("tty");
        try (PluggedReceiver receiver = new PluggedReceiver(port, Set.of());
                Running running = start("GPS_SOURCE", "serial:" + port, "GPS_BASE", "survey-in", "GPS_SURVEY_SECONDS", "60",
                        "GPS_SURVEY_ACCURACY", "3", "GPS_RECORD_DIR", temp.resolve("recorded").toString(), "CONSOLE_TOKEN",
                        DocumentedCalls.CONSOLE_TOKEN)) {
            plugged(calls.on(running.port()));
            receiver.unplug(true);
            Await.until("it is not ready", () -> calls.on(running.port()).call("ready").send().status() == 503);
            calls.on(running.port()).call("setBase").expect(202);
        }
    }

    private static void plugged(DocumentedCalls calls) throws Exception {
        Await.until("the survey has ended", () -> calls.send("status").json().get("surveyIn") instanceof Map<?, ?> survey
                && Boolean.TRUE.equals(survey.get("valid")));
        calls.send("satellites");
        calls.send("keepPosition");
        calls.send("forgetPosition");
        calls.send("setRawData");
        calls.call("setBase").body("{\"mode\":\"fixed\",\"position\":{\"latitude\":48.1375,\"longitude\":11.5755,\"height\":665}}")
                .expect(409);
        calls.readsEveryField("setBase");
        calls.send("setBase");
        calls.send("base");
        Await.until("it is ready", () -> calls.call("ready").send().status() == 200);
        Await.until("rovers are sent its position", () -> calls.send("status").json().get("basePosition") != null);
    }
}
