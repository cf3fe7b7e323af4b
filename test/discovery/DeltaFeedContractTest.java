package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /ws?mode=delta: a whole list, then what changed. Each test has a service of its own. */
class DeltaFeedContractTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("SEND_BUFFER_BYTES", "8192");
    private final Api api = service.api();

    @Test
    void aWholeListComesFirstThenOnlyWhatChanged() throws Exception {
        api.register("r1");
        api.register("r2");
        try (Console console = Console.open(service.port(), "/ws?mode=delta")) {
            FleetModel model = new FleetModel();
            Console.Message first = console.next();
            model.apply(first);
            assertEquals(api.roversInDetail(), model.rovers());

            api.heartbeat("r2", 21.5);
            // the registrations may not have been sent yet when the list was made: then a delta repeats them
            Console.Message delta = console.nextWhere("the heartbeat", message -> {
                model.apply(message);
                return Json.objects(message.json().get("changed")).stream().anyMatch(rover -> rover.get("batteryVoltage").equals(21.5));
            });
            List<Map<String, Object>> changed = Json.objects(delta.json().get("changed"));
            assertTrue(api.roversInDetail().containsAll(changed), changed.toString());
            assertEquals(List.of(), delta.json().get("removed"));

            api.send("DELETE", "/rovers/r1", null);
            Console.Message removal = console.next();
            model.apply(removal);
            assertEquals(List.of("r1"), removal.json().get("removed"));
            assertEquals(List.of(), removal.json().get("changed"));
            assertEquals(api.roversInDetail(), model.rovers());
            assertTrue(console.poll(Duration.ofMillis(300)).isEmpty());
        }
    }

    @Test
    void aConsoleThatComesBackSeesWhatChangedWhileNobodyWatched() throws Exception {
        api.register("before");
        try (Console console = Console.open(service.port(), "/ws?mode=delta")) {
            console.next();
        }
        Await.until("it is gone", () -> api.metric("depot_websocket_connections{route=\"/ws\"") == 0);
        api.register("meanwhile");
        api.send("DELETE", "/rovers/before", null);
        // wait for the feed to have taken note, which a list console shows
        try (Console list = Console.open(service.port(), "/ws")) {
            list.nextWhere("the newcomer alone", m -> m.data().size() == 1 && m.rover("meanwhile").isPresent());
        }
        try (Console console = Console.open(service.port(), "/ws?mode=delta")) {
            FleetModel model = new FleetModel();
            model.apply(console.next());
            console.poll(Duration.ofMillis(300)).ifPresent(model::apply);
            assertEquals(api.roversInDetail(), model.rovers());
        }
    }

    @Test
    void deltasAreMergedToTwentyASecond() throws Exception {
        api.register("r1");
        try (Console console = Console.open(service.port(), "/ws?mode=delta")) {
            long began = System.nanoTime();
            int sent = 0;
            while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                api.heartbeat("r1", ++sent);
            }
            double newest = sent;
            FleetModel model = new FleetModel();
            Console.Message message = console.next();
            model.apply(message);
            while (Json.number(model.rovers().getFirst().get("batteryVoltage")) != newest) {
                message = console.next();
                model.apply(message);
            }
            double seconds = (message.atNanos() - began) / 1e9;
            assertTrue(model.deltas() <= seconds * 20 + 2, model.deltas() + " deltas in " + seconds + " s");
        }
    }

    @Test
    void afterAGapComesAWholeListAgain() throws Exception {
        api.registerFleet(250);
        FleetModel model = new FleetModel();
        try (Console quick = Console.open(service.port(), "/ws?mode=delta");
                WebSocketProbe slow = WebSocketProbe.open(service.port(), "/ws?mode=delta", "", new byte[0], 4096)) {
            FleetModel quickModel = new FleetModel();
            for (int round = 1; quickModel.deltas() < 150; round++) { // more than any service would keep for a console
                for (int i = 0; i < 10; i++) {
                    api.heartbeat("r" + (round + i * 25) % 250, round);
                }
                quickModel.apply(quick.next());
                if (round % 20 == 0) { // on a slow machine it would be closed if it read nothing at all
                    model.apply(Json.object(slow.nextText()));
                }
            }
            api.heartbeat("r0", 1e6);
            while (model.rovers().stream().noneMatch(rover -> Json.number(rover.get("batteryVoltage")) == 1e6)) {
                model.apply(Json.object(slow.nextText()));
            }
            assertTrue(model.wholeLists() >= 2, "it cannot have got all " + quickModel.deltas() + " deltas, it got " + model.deltas());
            while (!model.rovers().equals(api.roversInDetail())) { // on a slow machine some go offline meanwhile
                model.apply(Json.object(slow.nextText()));
            }
        }
    }

    @Test
    void underRandomChangesEveryConsoleEndsWithWhatGetRoversSays() throws Exception {
        long seed = Long.getLong("depot.test.seed", System.nanoTime());
        String howToRepeat = "to repeat: -Ddepot.test.seed=" + seed;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Console early = Console.open(service.port(), "/ws?mode=delta")) {
            List<Future<?>> changers = List.of(threads.submit(() -> change(new Random(seed))),
                    threads.submit(() -> change(new Random(seed + 1))));
            List<Console> consoles = new java.util.ArrayList<>(List.of(early));
            Random random = new Random(seed + 2);
            while (consoles.size() < 6) {
                early.poll(Duration.ofMillis(random.nextInt(200))).ifPresent(first::add);
                consoles.add(Console.open(service.port(), "/ws?mode=delta"));
            }
            for (Future<?> changer : changers) {
                changer.get();
            }
            for (Console console : consoles) {
                FleetModel model = new FleetModel();
                if (console == early) {
                    first.forEach(model::apply);
                }
                List<Map<String, Object>> rovers = api.roversInDetail().stream().sorted(Comparator.comparing(r -> (String) r.get("id")))
                        .toList();
                while (!model.rovers().equals(rovers)) {
                    model.apply(console.poll(Await.PATIENCE).orElseThrow(() ->
                            new AssertionError(howToRepeat + ": expected " + rovers + ", shown " + model.rovers())));
                }
                console.poll(Duration.ofMillis(100)).ifPresent(model::apply); // one that connected just now may get it twice
                assertEquals(rovers, model.rovers(), howToRepeat);
                console.close();
            }
        }
    }

    private final List<Console.Message> first = new java.util.ArrayList<>();

    private Void change(Random random) throws Exception {
        for (int i = 0; i < 1500; i++) {
            String id = "r" + random.nextInt(12);
            switch (random.nextInt(10)) {
                case 0, 1 -> api.register(id);
                case 2 -> api.send("DELETE", "/rovers/" + id, null);
                default -> api.post("/heartbeat/" + id, "{\"battery_voltage\":" + random.nextInt(1000) + ",\"mode\":" + random.nextInt(6)
                        + "}");
            }
        }
        return null;
    }
}
