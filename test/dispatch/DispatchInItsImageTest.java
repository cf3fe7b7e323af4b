package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image's runtime lacks parts of the JDK that jdeps finds ({@code build.sh}, images): dispatch does all it does without them. */
class DispatchInItsImageTest {
    private static final ModuleFinder JDK = ModuleFinder.ofSystem();

    @TempDir
    Path folder;

    /** Those that stand without the ones left out, directly or by others. */
    private static String modulesWithout(Set<String> leftOut) {
        return JDK.findAll().stream().map(module -> module.descriptor().name())
                .filter(name -> Configuration.empty().resolve(JDK, ModuleFinder.of(), Set.of(name)).modules().stream()
                        .noneMatch(needed -> leftOut.contains(needed.name())))
                .sorted().collect(Collectors.joining(","));
    }

    @Test
    void aTaskIsDoneWithoutWhatIsNotLinked() throws Exception {
        String notLinked = System.getProperty("depot.not-linked", "");
        String unread = System.getProperty("depot.unread", "");
        String read = System.getProperty("depot.read", "");
        assumeTrue(!notLinked.isBlank() && !unread.isBlank(), "only build.sh says what it does not link");
        String modules = modulesWithout(Set.of(notLinked.split(" ")));
        assertFalse(modules.contains("java.desktop"));
        Path loaded = folder.resolve("loaded");
        try (TestDatabase database = TestDatabase.create();
                ServiceProcess dispatch = ServiceProcess.start("dispatch", folder,
                        List.of("--limit-modules", modules, "-Xlog:class+load:file=" + loaded), "DATABASE_URL", database.url(),
                        "ROVER_SETTLE", "10ms")) {
            Api api = dispatch.api();
            Await.until("the database is used", () -> api.get("/ready").status() == 200);
            doATask(api);
            importFiles(api);
            for (String path : List.of("/tasks", "/zones", "/missions", "/metrics", "/version", "/tasks?status=done")) {
                assertEquals(200, api.get(path).status(), path);
            }
            dispatch.terminate();
            assertEquals(0, dispatch.awaitExit(Duration.ofSeconds(10)));
            String log = String.join("\n", dispatch.log());
            assertFalse(log.contains("NoClassDefFoundError") || log.contains("ERROR"), log);
        }
        try (Stream<String> lines = Files.lines(loaded)) {
            List<String> missing = lines
                    .map(line -> line.replaceAll(".*] (\\S+) source.*", "$1").replaceAll("\\$\\$Lambda.*", "").replace('.', '/'))
                    .filter(Pattern.compile(unread).asPredicate().and(Pattern.compile(read).asPredicate().negate())).toList();
            assertEquals(List.of(), missing, "the images do not hold these");
        }
    }

    /** Of other programs, and one that is broken: what reads XML is looked for by name, and jdeps does not see it. */
    private static void importFiles(Api api) throws Exception {
        Path files = Path.of(System.getProperty("depot.root", "."), "test/captures/maps");
        for (String name : List.of("gdal-3.6.kml", "gpsbabel-1.8-gxtrack.kml", "gdal-3.6-track.gpx", "gpsbabel-1.8.gpx",
                "rfc7946.geojson")) {
            String format = name.substring(name.lastIndexOf('.'));
            Api.Answer answer = api.post("/zones" + format, Files.readString(files.resolve(name)));
            assertTrue(answer.status() == 201 || answer.status() == 409 && answer.text().contains("origin"), name + ": " + answer.text());
        }
        Api.Answer broken = api.post("/zones.kml", "<kml><Placemark>&amp;&#65;<![CDATA[x]]></Placemark>&nothing;");
        assertEquals(422, broken.status(), broken.text());
    }

    private static void doATask(Api api) throws Exception {
        Object zone = api.post("/zones", "{\"name\":\"Yard\",\"waypoints\":[{\"x\":0,\"y\":0},{\"x\":5,\"y\":0}],"
                + "\"polygon\":[{\"lat\":0,\"lon\":0},{\"lat\":0,\"lon\":1},{\"lat\":1,\"lon\":1}]}").json().get("id");
        Object mission = api.post("/missions", "{\"name\":\"Round\",\"zoneId\":\"" + zone
                + "\",\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 6 * * 1-5\",\"timezone\":\"Europe/Berlin\"}}").json().get("id");
        try (ScriptedRover rover = ScriptedRover.connect(api.port(),
                TestDispatch.newRoverId()); ConsoleView _ = ConsoleView.open(api.port())) {
            rover.register();
            Object task = api.post("/missions/" + mission + "/start?queue=true", "").json().get("id");
            rover.expect("task", (String) task);
            rover.progress((String) task, 50, 1);
            rover.complete((String) task);
            Await.until("the task is done", () -> "done".equals(api.get("/tasks/" + task).json().get("status")));
            assertTrue(api.get("/tasks/" + task + "/events").text().contains("done"));
        }
    }
}
