package depot.discovery;

import static depot.discovery.TwoDiscoveries.awaitGone;
import static depot.discovery.TwoDiscoveries.awaitRover;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.ServiceProcess;
import depot.support.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two discoveries on one registry are one. Each test has a database of its own. */
class SharedRegistryContractTest {
    @TempDir
    Path folder;
    private TestDatabase database;
    private TwoDiscoveries two;
    private Api one;
    private Api other;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.create();
        two = new TwoDiscoveries(folder, database.url());
        one = two.one().api();
        other = two.other().api();
    }

    @AfterEach
    void end() throws Exception {
        two.close();
        database.close();
    }

    @Test
    void whoRegistersAtOneAndBeatsThereIsSeenAtTheOther() throws Exception {
        one.register("r");
        Map<String, Object> seen = awaitRover(other, "r", "is online", rover -> rover.get("online").equals(true));
        assertEquals("ws://10.0.0.7:4850", seen.get("address"));
        one.post("/heartbeat/r", "{\"battery_voltage\":48.5,\"mode\":3,\"pose\":{\"x\":1.5,\"y\":-2,\"theta\":0.25}}");
        seen = awaitRover(other, "r", "beats", rover -> rover.get("batteryVoltage").equals(48.5));
        assertEquals(one.rover("r").orElseThrow(), seen, "both show the same");
        assertTrue(other.roversInDetail().getFirst().get("poseKnown").equals(true));
        assertEquals(200, other.post("/heartbeat/r", "{\"battery_voltage\":40}").status(), "it may beat anywhere");
        awaitRover(one, "r", "beats there", rover -> rover.get("batteryVoltage").equals(40.0));
    }

    @Test
    void whoIsForgottenAtOneIsGoneAtTheOther() throws Exception {
        one.register("r");
        awaitRover(other, "r");
        assertEquals(204, other.send("DELETE", "/rovers/r", null).status());
        awaitGone(one, "r");
        assertEquals(404, one.post("/heartbeat/r", "{}").status());
        one.register("r");
        awaitRover(other, "r");
    }

    @Test
    void aNewAddressIsKnownToBoth() throws Exception {
        one.register("r");
        awaitRover(other, "r");
        other.post("/register", "{\"id\":\"r\",\"name\":\"new\",\"address\":\"ws://10.0.0.8:4850\"}");
        Map<String, Object> seen = awaitRover(one, "r", "moved", rover -> rover.get("address").equals("ws://10.0.0.8:4850"));
        assertEquals("new", seen.get("name"));
        assertEquals("ws://10.0.0.8:4851", seen.get("videoAddress"));
    }

    @Test
    void consolesAtBothSeeTheSame() throws Exception {
        try (Console list = Console.open(two.other().port(), "/ws"); Console deltas = Console.open(two.other().port(), "/ws?mode=delta")) {
            one.register("r");
            list.nextWhere("the rover", message -> message.rover("r").isPresent());
            one.heartbeat("r", 44);
            list.nextWhere("its battery", message -> message.rover("r").orElseThrow().get("batteryVoltage").equals(44.0));
            deltas.nextWhere("its battery", message -> message.text().contains("\"batteryVoltage\":44.0"));
            one.send("DELETE", "/rovers/r", null);
            deltas.nextWhere("its end", message -> message.text().contains("\"removed\":[\"r\"]"));
        }
    }

    @Test
    void idsOfAnyKindComeThroughWhole() throws Exception {
        List<String> ids = List.of("a|b,\"c\\{}[] %20+", "';DROP TABLE discovery_rovers;--", "Käfer 7", "\ud83d\ude9c".repeat(128),
                "€".repeat(128), "\uffff\u202e", "null", " ");
        for (String id : ids) {
            one.register(id);
        }
        for (String id : ids) {
            Map<String, Object> seen = awaitRover(other, id, "is online", rover -> rover.get("online").equals(true));
            assertEquals(id, seen.get("id"));
        }
        for (String id : ids) {
            String path = "/rovers/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
            assertEquals(204, other.send("DELETE", path, null).status(), id);
            awaitGone(one, id);
        }
    }

    @Test
    @Timeout(120)
    void tenThousandAtOnceAreKnownToBothAndWritten() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(64, Thread.ofVirtual().factory())) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                String registration = Api.registration("r" + i);
                Api api = i % 2 == 0 ? one : other;
                calls.add(() -> api.post("/register", registration).status());
            }
            for (Future<Integer> call : threads.invokeAll(calls)) {
                assertEquals(200, call.get());
            }
        }
        try (Connection connection = database.connect(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM discovery_rovers")) {
            row.next();
            assertEquals(10_000, row.getInt(1), "each was written when it was answered");
        }
        for (Api api : List.of(one, other)) {
            Await.until("all are known", () -> ids(api).size() == 10_000);
        }
    }

    private static Set<String> ids(Api api) throws Exception {
        return api.rovers().stream().map(rover -> (String) rover.get("id")).collect(Collectors.toSet());
    }

    @Test
    void whoJoinsLaterKnowsWhatTheOthersHaveHeard() throws Exception {
        two.other().close();
        one.register("r");
        one.heartbeat("r", 47);
        two.startOther();
        Map<String, Object> seen = awaitRover(two.other().api(), "r", "beats", rover -> rover.get("batteryVoltage").equals(47.0));
        assertEquals(true, seen.get("online"));
    }

    @Test
    void aDiscoveryThatIsKilledTakesItsRoversOfflineUnlessTheyBeatElsewhere() throws Exception {
        try (ServiceProcess third = ServiceProcess.start(folder.resolve("third"), "DATABASE_URL", database.url())) {
            third.api().register("its");
            third.api().register("mover");
            awaitRover(one, "its", "is online", rover -> rover.get("online").equals(true));
            awaitRover(one, "mover", "is online", rover -> rover.get("online").equals(true));
            third.kill();
            Await.until("it is missed", () -> TwoDiscoveries.processes(two.one()) == 2);
            Thread beating = Thread.ofVirtual().start(() -> beat("mover"));
            try {
                for (Api api : List.of(one, other)) {
                    awaitRover(api, "its", "is offline", rover -> rover.get("online").equals(false));
                    assertEquals(true, api.rover("mover").orElseThrow().get("online"));
                }
            } finally {
                beating.interrupt();
                beating.join();
            }
        }
    }

    private void beat(String id) {
        try {
            while (true) {
                one.heartbeat(id, 48);
                Thread.sleep(500);
            }
        } catch (InterruptedException e) {
            // that was all
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAnEarlierDiscoveryKeptAloneIsTakenOverOnce() throws Exception {
        two.other().close();
        Path alone = folder.resolve("other");
        try (ServiceProcess before = ServiceProcess.start(alone)) {
            before.api().register("old");
            before.api().post("/register", "{\"id\":\"moved\",\"name\":\"x\",\"address\":\"ws://10.0.0.1:4850\"}");
            before.terminate();
            before.awaitExit(Await.PATIENCE);
        }
        one.post("/register", "{\"id\":\"moved\",\"name\":\"x\",\"address\":\"ws://10.0.0.2:4850\"}");
        two.startOther();
        awaitRover(one, "old");
        awaitRover(two.other().api(), "moved", "is where it said last", rover -> rover.get("address").equals("ws://10.0.0.2:4850"));
        assertEquals("ws://10.0.0.2:4850", one.rover("moved").orElseThrow().get("address"));
        two.other().close();
        assertEquals(204, one.send("DELETE", "/rovers/old", null).status());
        two.startOther();
        awaitRover(two.other().api(), "moved");
        awaitGone(two.other().api(), "old");
        awaitGone(one, "old");
    }

    @Test
    void bothCountThemselves() throws Exception {
        assertEquals(2, TwoDiscoveries.processes(two.one()));
        two.other().close();
        Await.until("one is left", () -> TwoDiscoveries.processes(two.one()) == 1);
        assertEquals("ok", Json.object(one.get("/health").text()).get("status"));
        two.startOther();
        Await.until("there are two again", () -> TwoDiscoveries.processes(two.one()) == 2);
    }
}
