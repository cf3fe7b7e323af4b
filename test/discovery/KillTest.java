package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while rovers come and go: what was answered before counts after. */
class KillTest {
    private static final Duration END = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void aRoverThatWasAnsweredIsKnownAndAForgottenOneIsNotWheneverTheKillComes() throws Exception {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        Set<String> forgotten = ConcurrentHashMap.newKeySet();
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            Api api = service.api();
            List<Thread> rovers = Stream.of("a", "b", "c", "d").map(name -> Thread.ofVirtual().start(() -> {
                try {
                    for (int n = 0; ; n++) {
                        api.register(name + n);
                        answered.add(name + n);
                        if (n % 5 == 4) {
                            answered.remove(name + (n - 1)); // whether the kill or the answer comes first is not known
                            if (api.send("DELETE", "/rovers/" + name + (n - 1), null).status() / 100 == 2) {
                                forgotten.add(name + (n - 1));
                            }
                        }
                    }
                } catch (Exception e) {
                    // killed
                }
            })).toList();
            Await.until("many came and some went", () -> answered.size() > 100 && forgotten.size() > 10);
            service.kill();
            service.awaitExit(END);
            for (Thread rover : rovers) {
                rover.join();
            }
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            Set<Object> known = new HashSet<>(service.api().rovers().stream().map(rover -> rover.get("id")).toList());
            assertEquals(List.of(), answered.stream().filter(id -> !known.contains(id)).toList(), "lost");
            assertEquals(List.of(), forgotten.stream().filter(known::contains).toList(), "back from the dead");
        }
    }

    @Test
    void aRoverIsShownInEveryFieldAsItWas() throws Exception {
        Map<String, Object> before;
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(200, service.api().post("/register", """
                    {"id":"r1","name":"Käfer \\"7\\" 🚜","address":"wss://10.0.0.7:4850/a?b=c","video_address":"http://10.0.0.8/v",
                     "battery_voltage":24.123456789,"mode":3,"pose":{"x":-1.5e-7,"y":2e9,"theta":3.14159}}""").status());
            before = service.api().rover("r1").orElseThrow();
            service.kill();
            service.awaitExit(END);
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(before, service.api().rover("r1").orElseThrow());
            service.api().heartbeat("r1", 12.5);
            assertEquals(before.get("name"), service.api().rover("r1").orElseThrow().get("name"));
            assertTrue(service.api().metric("depot_rovers{state=\"online\"") == 1);
        }
    }
}
