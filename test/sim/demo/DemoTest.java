package depot.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.Dispatch;
import depot.gps.Gps;
import depot.sim.client.ServiceUrl;
import depot.sim.fleet.Fleet;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.TestDatabase;
import depot.support.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code build.sh demo} shows, with every service in the test's process. */
class DemoTest {
    private static final int ROVERS = 5;

    @TempDir
    Path folder;

    private TestDatabase database;
    private TestService discovery;
    private Dispatch dispatch;
    private Gps gps;
    private Api tasks;
    private Fleet fleet;

    @BeforeEach
    void startServices() throws Exception {
        database = TestDatabase.create();
        discovery = TestService.start(folder);
        dispatch = Dispatch.start(Map.of("PORT", "0", "DATABASE_URL", database.url(), "ROVER_SETTLE", "50ms"));
        gps = Gps.start(Map.of("PORT", "0", "NTRIP_PORT", "0", "GPS_SOURCE", "sim:", "DATA_DIR", folder.toString()));
        tasks = new Api(dispatch.port());
        fleet = Fleet.start(new Fleet.Plan(ROVERS, 1, 1, 1, false, false, discovery.telemetryPort(), Optional.empty(),
                Fleet.Ports.UNWATCHED), url(discovery.port()), url(dispatch.port()), Optional.empty());
    }

    @AfterEach
    void stopServices() throws Exception {
        fleet.close();
        gps.close();
        dispatch.close();
        discovery.close();
        database.close();
    }

    private Demo demo() {
        return Demo.start(new Demo.Settings(url(discovery.port()), url(dispatch.port()), url(gps.port()), Optional.empty(), ROVERS,
                Optional.of(discovery.sessions())));
    }

    private static ServiceUrl url(int port) {
        return ServiceUrl.parse("http://127.0.0.1:" + port);
    }

    private List<Map<String, Object>> list(String path) throws Exception {
        return Json.objects(tasks.get(path).text());
    }

    private Set<Object> names(String path) throws Exception {
        return list(path).stream().map(each -> each.get("name")).collect(Collectors.toSet());
    }

    @Test
    void aDepotWithoutABaseStationGetsSomethingToDoAsWell() throws Exception {
        int nobody = gps.port();
        gps.close();
        Demo.Settings settings = new Demo.Settings(url(discovery.port()), url(dispatch.port()), url(nobody), Optional.empty(), ROVERS,
                Optional.empty());
        try (Demo demo = Demo.start(settings, Duration.ofMillis(300))) {
            demo.awaitEnd();
            assertEquals(4, list("/zones").size());
            Await.until("tasks are under way", () -> list("/tasks").size() == 7);
        }
    }

    @Test
    void withinSecondsRoversDriveMissionsRunAndThereIsSomethingToLookAt() throws Exception {
        try (Demo demo = demo()) {
            demo.awaitEnd();
            Await.until("five rovers drive", () -> discovery.api().rovers().stream().filter(each -> each.get("mode").equals(3))
                    .count() == ROVERS);
            Await.until("tasks are under way, and two wait", () -> list("/tasks").size() == 7);
            Await.until("as each meadow is for one rover at a time", () -> list("/tasks?status=pending").stream()
                    .filter(each -> String.valueOf(each.get("waitingFor")).contains("is for one rover at a time")).count() == 2);
            assertEquals(Set.of("Perimeter patrol", "Meadow survey", "Upper meadow survey", "Gate check"), names("/missions"));
            assertEquals(Set.of("Orchard perimeter", "North meadow", "Upper meadow", "Gate and pump house"), names("/zones"));
            Map<String, Object> sessions = discovery.api().get("/api/sessions").json();
            assertEquals(3, Json.objects(sessions.get("sessions")).size());
        }
    }

    @Test
    void onceMoreItMakesNothingTwice() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Demo demo = demo()) {
                demo.awaitEnd();
            }
        }
        assertEquals(4, list("/zones").size());
        assertEquals(4, list("/missions").size());
        assertEquals(7, list("/tasks").size());
    }

    @Test
    void whatAnOperatorMadeIsLeftAlone() throws Exception {
        tasks.post("/zones", "{\"name\":\"mine\",\"waypoints\":[{\"x\":1,\"y\":2}]}");
        try (Demo demo = demo()) {
            demo.awaitEnd();
        }
        assertEquals(Set.of("mine"), names("/zones"));
        assertTrue(list("/tasks").isEmpty());
    }
}
