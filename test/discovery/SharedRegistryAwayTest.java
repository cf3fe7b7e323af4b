package depot.discovery;

import static depot.discovery.TwoDiscoveries.awaitGone;
import static depot.discovery.TwoDiscoveries.awaitRover;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.local.EmbeddedDatabase;
import depot.support.Api;
import depot.support.Await;
import depot.support.KeptPort;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's database ends, and comes back, under two discoveries. */
class SharedRegistryAwayTest {
    /** Two seconds, and something for a busy machine. */
    private static final long MOST_MILLIS = 8_000;

    @TempDir
    Path folder;
    private EmbeddedDatabase database;
    private TwoDiscoveries two;
    private Api one;
    private Api other;

    @BeforeEach
    void start() throws Exception {
        database = EmbeddedDatabase.start(folder.resolve("postgres"), KeptPort.choose());
        two = new TwoDiscoveries(folder, database.url());
        one = two.one().api();
        other = two.other().api();
    }

    @AfterEach
    void end() {
        two.close();
        database.close();
    }

    private static Api.Answer timed(Callable<Api.Answer> call) throws Exception {
        long start = System.nanoTime();
        Api.Answer answer = call.call();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis <= MOST_MILLIS, () -> "after " + millis + " ms: " + answer);
        return answer;
    }

    private void away() {
        database.close();
    }

    private void back(int port) throws Exception {
        database = EmbeddedDatabase.start(folder.resolve("postgres"), port);
        for (Api api : new Api[] {two.one().api(), two.other().api()}) {
            Await.until("it is well again", () -> api.get("/ready").status() == 200);
        }
    }

    @Test
    void eachGoesOnWithWhatItKnowsAndTheyAreOneAgainWhenItIsBack() throws Exception {
        one.register("known");
        awaitRover(other, "known");
        int port = database.port();
        away();
        assertEquals(200, timed(() -> one.post("/register", Api.registration("here"))).status(), "at once, before it can know");
        assertEquals(200, timed(() -> other.post("/register", Api.registration("there"))).status());
        for (Api api : new Api[] {one, other}) {
            Await.until("it is reported", () -> api.get("/ready").text().contains("database is away"));
            assertEquals(200, api.post("/heartbeat/known", "{\"battery_voltage\":41}").status());
            assertEquals(41.0, api.rover("known").orElseThrow().get("batteryVoltage"));
            Api.Answer kept = timed(() -> api.send("DELETE", "/rovers/known", null));
            assertEquals(503, kept.status(), "the other would go on knowing it");
            assertTrue(kept.header("Retry-After").isPresent());
            assertTrue(api.rover("known").isPresent());
        }
        assertTrue(one.rover("there").isEmpty());
        back(port);
        awaitRover(one, "there");
        awaitRover(other, "here");
        Await.until("a rover is forgotten again", () -> one.send("DELETE", "/rovers/known", null).status() != 503);
        awaitGone(other, "known");
    }

    @Test
    void aRegistrationOfThatTimeSurvivesARestartOfTheDiscoveryThatTookIt() throws Exception {
        one.register("gone");
        awaitRover(other, "gone");
        int port = database.port();
        away();
        Await.until("it is reported", () -> other.get("/ready").status() == 503);
        assertEquals(200, other.post("/register", Api.registration("kept")).status());
        two.other().close();
        two.startOther(); // without its database
        assertTrue(two.other().api().rover("kept").isPresent(), "from its own disk");
        two.other().close();
        database = EmbeddedDatabase.start(folder.resolve("postgres"), port);
        Await.until("the first is back", () -> one.get("/ready").status() == 200);
        Await.until("a rover is forgotten", () -> one.send("DELETE", "/rovers/gone", null).status() == 204);
        two.startOther();
        awaitRover(one, "kept");
        awaitGone(two.other().api(), "gone");
        assertTrue(one.rover("gone").isEmpty(), "what was forgotten meanwhile does not return");
    }

    private static final String MOVED = "{\"id\":\"r\",\"name\":\"new\",\"address\":\"ws://10.0.0.8:4850\"}";

    private static void awaitMoved(Api api) throws Exception {
        awaitRover(api, "r", "has moved", rover -> rover.get("address").equals("ws://10.0.0.8:4850"));
    }

    /** A rover that both know registers anew with the other while the database is away. @return the database's port */
    private int moveWhileAway() throws Exception {
        one.register("r");
        awaitRover(other, "r");
        int port = database.port();
        away();
        for (Api api : new Api[] {one, other}) {
            Await.until("it is told", () -> api.get("/ready").status() == 503);
        }
        assertEquals(200, other.post("/register", MOVED).status());
        return port;
    }

    @Test
    void aNewAddressOfThatTimeReplacesTheOldOneAfterARestart() throws Exception {
        int port = moveWhileAway();
        two.other().close();
        two.startOther();
        assertEquals("ws://10.0.0.8:4850", two.other().api().rover("r").orElseThrow().get("address"));
        two.other().close();
        two.startOther(); // once more: what it is to replace is still known
        back(port);
        awaitMoved(one);
        awaitMoved(two.other().api());
    }

    @Test
    void aNewAddressOfThatTimeReplacesTheOldOneThoughTheRoverIsSilentSince() throws Exception {
        int port = moveWhileAway();
        awaitRover(other, "r", "is offline", rover -> rover.get("online").equals(false));
        back(port);
        awaitMoved(one);
        awaitMoved(other);
    }

    @Test
    void aRefusalToForgetLeavesTheRegistrationThatWaits() throws Exception {
        int port = moveWhileAway();
        assertEquals(200, other.post("/register", Api.registration("new")).status());
        for (String rover : new String[] {"r", "new", "new"}) {
            assertEquals(503, timed(() -> other.send("DELETE", "/rovers/" + rover, null)).status());
        }
        back(port);
        awaitMoved(one);
        awaitRover(one, "new");
        awaitMoved(other);
        awaitRover(other, "new");
    }
}
