package depot.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.archive.recording.FieldRecordings;
import depot.recordings.SessionFolder;
import depot.support.Await;
import depot.support.api.ApiDocumentContract;
import depot.support.api.DocumentedCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Archive's openapi.json against archive, with recordings of the field. */
class ApiDocumentTest extends ApiDocumentContract {
    private static final String MAP = "6f1c1f0a-4a57-4b3e-9f6e-000000000005";
    private static final String SESSION = "6f1c1f0a-4a57-4b3e-9f6e-000000000006";
    private static final FileTime LONG_AGO = FileTime.from(Instant.now().minusSeconds(7200));

    @TempDir
    Path temp;
    private Path newest;

    @Override
    protected String service() {
        return "archive";
    }

    @Override
    protected Running start(String... settings) throws Exception {
        newest = Files.createTempDirectory(temp, "archive");
        ArchiveService archive = ArchiveService.start(newest, settings);
        return new Running(archive.api().port(), archive.routes(), archive::close);
    }

    @Override
    protected Map<String, String> elsewhere() {
        String files = "ExportFilesTest";
        return Map.of("scalarsCsv 422", files, "trackCsv 422", files, "trackGeoJson 422", files);
    }

    private static void put(Path folder, String session, String recording) throws IOException {
        Path file = Files.createDirectories(folder.resolve("sessions").resolve(session)).resolve("session.rrd");
        Files.setLastModifiedTime(Files.write(file, FieldRecordings.read(recording)), LONG_AGO);
    }

    @Override
    protected void play(DocumentedCalls calls) throws Exception {
        FieldRecordings.read("field"); // where there are none, this is skipped
        for (String each : new String[] {"health", "ready", "version", "metrics", "maps", "sessions"}) {
            calls.send(each);
        }
        calls.sendTwice("openapi");
        for (String each : new String[] {"maps", "sessions"}) {
            calls.call(each).query("limit=-1").expect(422);
        }
        withMaps(calls);
        withOpenJobs(calls);
        try (Running full = start("SESSIONS_FREE_GB", "1000000")) {
            Await.until("it is not ready", () -> calls.on(full.port()).call("ready").send().status() == 503);
        }
    }

    private void withMaps(DocumentedCalls all) throws Exception {
        Path folder = Files.createTempDirectory(temp, "maps");
        put(folder, "frog-0/sessions/2026-11-29T00-41-56", "field");
        put(folder, "frog-1/sessions/2026-11-29T00-41-56", "ended"); // has positions, so its map is placed
        try (ArchiveService archive = ArchiveService.start(folder, "CONSOLE_TOKEN", DocumentedCalls.CONSOLE_TOKEN)) {
            DocumentedCalls calls = all.on(archive.api().port());
            calls.let(SESSION, SessionFolder.id("frog-1", "2026-11-29T00-41-56"));
            Await.until("it is in a map", () -> "processed".equals(calls.call("session").send().json().get("status")));
            calls.let(MAP, calls.send("session").json().get("mapId"));
            calls.call("placeMap").expect(409);
            calls.call("unplaceMap").expect(409);
        }
        try (ArchiveService archive = ArchiveService.start(folder, "CONSOLE_TOKEN", DocumentedCalls.CONSOLE_TOKEN)) {
            DocumentedCalls calls = all.on(archive.api().port());
            calls.let(SESSION, SessionFolder.id("frog-0", "2026-11-29T00-41-56"));
            Await.until("it is in a map", () -> "processed".equals(calls.call("session").send().json().get("status")));
            calls.let(MAP, calls.send("session").json().get("mapId"));
            for (String each : new String[] {"sessions", "maps", "map", "mapSessions", "summary", "curves", "trackCsv", "trackGeoJson",
                "scalarsCsv"}) {
                calls.send(each);
            }
            calls.sendFile("mapAsset");
            calls.call("mapAsset").with("asset", "mesh.glb").expect(404);
            calls.readsEveryField("placeMap");
            calls.call("placeMap").body("{\"points\":[]}").expect(422);
            assertEquals(413, calls.call("placeMap").statusOf(100_000_000));
            calls.send("placeMap");
            calls.send("unplaceMap");
            calls.send("mapAgain");
        }
    }

    /** Nobody takes the jobs. */
    private void withOpenJobs(DocumentedCalls all) throws Exception {
        Path folder = Files.createTempDirectory(temp, "jobs");
        put(folder, "frog-0/sessions/2026-11-29T00-41-56", "field");
        try (ArchiveService archive = ArchiveService.start(folder, "CONSOLE_TOKEN", DocumentedCalls.CONSOLE_TOKEN, "MAPS_WORKER",
                "outside")) {
            DocumentedCalls calls = all.on(archive.api().port());
            calls.let(SESSION, SessionFolder.id("frog-0", "2026-11-29T00-41-56"));
            Await.until("it is queued", () -> "queued".equals(calls.call("session").send().json().get("status")));
            calls.call("mapAgain").expect(409);
        }
    }
}
