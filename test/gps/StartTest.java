package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.gps.source.PluggedReceiver;
import depot.support.Await;
import depot.support.Console;
import depot.support.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start, its values, and the service as a process. */
class StartTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30); // as long as a busy machine may take for it

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"PORT | x", "GPS_SOURCE | usb", "GPS_SOURCE | http://x", "GPS_SOURCE | tcp://host",
            "GPS_SOURCE | file:",
        "GPS_SOURCE | file:/a?rate=slow", "GPS_SOURCE | sim:here", "GPS_SOURCE | sim:91,0,0", "GPS_SOURCE | serial:",
        "GPS_SOURCE | ntrip://host", "NTRIP_PUSH | http://x/y", "NTRIP_PORT | -1", "NTRIP_MOUNTPOINT | a b", "GPS_BAUD_RATE | 115201",
        "GPS_BAUD_RATE | fast", "GPS_BASE | on", "GPS_BASE | fixed", "GPS_SURVEY_SECONDS | 0", "GPS_SURVEY_ACCURACY | good",
        "GPS_SURVEY_ACCURACY | NaN",
        "GPS_FIXED_POSITION | 48,11", "GPS_FIXED_POSITION | 91,11,500", "GPS_FIXED_POSITION | 48,11,NaN", "GPS_FIXED_POSITION | 48;11;500",
        "GPS_RTCM_MESSAGES | 1006", "GPS_RTCM_MESSAGES | 1005,1005(10)", "GPS_RTCM_MESSAGES | 1005(0)", "GPS_RTCM_MESSAGES | 1005(256)",
        "GPS_RTCM_MESSAGES | 1005(10",
        "GPS_RTCM_MESSAGES | 4072", "GPS_STATION_ID | 4096", "GPS_RECEIVER | u-blox", "GPS_RECORD_DAYS | -1", "GPS_TCP_PORT | 70000",
        "GPS_ANTENNA | ANTENNE_MIT_ZU_LANGEM_NAMEN_______",
        "NTRIP_PUSH | ntrip://a:b@host:2101/M ntrip://c:d@HOST/M?version=2", "GPS_SOURCE | ntrip://host/M?position=1",
        "GPS_SOURCE | ntrip://host/M?position=95,1", "GPS_RTCM_MESSAGES | 1074,1077", "GPS_RTCM_MESSAGES | ,", "GPS_MOVED_METRES | -1",
        "GPS_MOVED_STOPS | yes",
        "GPS_RECORD_FREE_MB | -1", "DATA_DIR | /dev/null/below", "GPS_SOURCE_FILE | /nowhere/source"})
    void aValueThatCannotBeUsedIsNamed(String name, String value) throws Exception {
        var environment = TestGps.environment(folder, name, value);
        if (name.equals("GPS_SOURCE_FILE")) {
            environment.remove("GPS_SOURCE");
        }
        BadSetting bad = assertThrows(BadSetting.class, () -> Gps.start(environment).close());
        assertTrue(bad.getMessage().contains(name.equals("GPS_BASE") && value.equals("fixed") ? "GPS_FIXED_POSITION" : name),
                bad.getMessage());
        assertEquals(1, bad.getMessage().lines().count());
    }

    @Test
    void aCasterPortThatIsTakenIsNamed() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            BadSetting bad = assertThrows(BadSetting.class, () ->
                    TestGps.start(folder, "NTRIP_PORT", Integer.toString(taken.getLocalPort())).close());
            assertTrue(bad.getMessage().startsWith("NTRIP_PORT "), bad.getMessage());
        }
    }

    @Test
    void aKeptPositionThatCannotBeReadStopsTheStart() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        for (String content : List.of("", "{}", "no JSON", "{\"x\":1,\"y\":2,\"z\":3}", "{\"x\":\"1\"}")) {
            Files.writeString(data.resolve("base.json"), content);
            BadSetting bad = assertThrows(BadSetting.class, () -> TestGps.start(folder).close());
            assertTrue(bad.getMessage().contains("DATA_DIR") && bad.getMessage().contains("base.json"), bad.getMessage());
        }
    }

    private ServiceProcess launch(List<String> prefix, String... settings) throws Exception {
        return ServiceProcess.launch(prefix, "gps", TestGps.environment(folder, settings));
    }

    @Test
    void theProcessEndsWithOneLineThatNamesTheValue() throws Exception {
        try (ServiceProcess service = launch(List.of(), "GPS_BASE", "none")) {
            assertNotEquals(0, service.awaitExit(START));
            assertEquals(1, service.log().size(), () -> service.log().toString());
            assertTrue(service.log().getFirst().contains("GPS_BASE"));
        }
    }

    @Test
    void sigtermTellsConsolesAndEndsWith0() throws Exception {
        try (ServiceProcess service = launch(List.of(), "GPS_RECORD_DIR", folder.resolve("raw").toString(), "GPS_RECORD_FREE_MB", "0")
                .started();
                Console console = Console.open(service.port(), "/ws")) {
            console.nextWhere("a connected receiver", m -> m.text().contains("\"connected\":true"));
            service.terminate();
            assertEquals(1001, console.awaitClose());
            assertEquals(0, service.awaitExit(TEN_SECONDS), () -> service.log().toString());
            assertEquals(List.of(), service.log().stream().filter(line -> line.contains("ERROR") || line.contains("WARNING:")).toList());
        }
        try (Stream<Path> files = Files.list(folder.resolve("raw"))) {
            assertTrue(files.mapToLong(file -> file.toFile().length()).sum() > 1000, "and what came was recorded");
        }
    }

    /** The hang-up of a line that is a process's own terminal ends that process, as it would a service in a container. */
    @Test
    void anUnpluggedReceiverDoesNotEndAProcessThatLeadsItsSession() throws Exception {
        Path setsid = Path.of("/usr/bin/setsid");
        Assumptions.assumeTrue(Files.isExecutable(setsid), "there is no setsid to start a session with");
        Path port = folder.resolve("tty");
        try (PluggedReceiver plugged = new PluggedReceiver(port, Set.of());
                ServiceProcess service = launch(List.of(setsid.toString()), "GPS_SOURCE", "serial:" + port).started()) {
            Await.until("it is connected", () -> connected(service));
            plugged.unplug(true);
            Await.until("it is missed", () -> lines(service, "WARN depot.gps - nothing from") > 0 || !service.isAlive());
            plugged.plugIn();
            Await.until("it is back", () -> lines(service, "receiving from") == 2 || !service.isAlive());
            assertTrue(service.isAlive());
            Await.until("and shown as connected", () -> connected(service));
            assertEquals(1, lines(service, "WARN depot.gps - nothing from"), "logged once");
        }
    }

    @Test
    void aPositionThatWasKeptSurvivesAKill() throws Exception {
        Path port = folder.resolve("tty");
        try (PluggedReceiver plugged = new PluggedReceiver(port, Set.of())) {
            try (ServiceProcess service = launch(List.of(), "GPS_SOURCE", "serial:" + port, "GPS_BASE", "survey-in",
                    "GPS_SURVEY_SECONDS", "5", "GPS_SURVEY_ACCURACY", "5").started()) {
                Await.until("the survey has ended", () -> service.api().get("/status").text().contains("\"valid\":true"));
                assertEquals(200, service.api().post("/base/keep", "").status());
                service.kill();
            }
            plugged.powerOn();
            try (ServiceProcess service = launch(List.of(), "GPS_SOURCE", "serial:" + port).started()) {
                Await.until("it is fixed", () -> service.api().get("/base").text().contains("\"state\":\"set\""));
                assertEquals("fixed", service.api().get("/base").json().get("mode"));
            }
        }
    }

    private static long lines(ServiceProcess service, String with) {
        return service.log().stream().filter(line -> line.contains(with)).count();
    }

    private static boolean connected(ServiceProcess service) throws Exception {
        return Boolean.TRUE.equals(service.api().get("/status").json().get("connected"));
    }
}
