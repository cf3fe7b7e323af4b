package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When something that the service needs is away, here the place for its registry. */
class HealthContractTest {
    @TempDir
    Path folder;

    @Test
    void withoutAPlaceForTheRegistryItServesAndSaysSoUntilThereIsOneAgain() throws Exception {
        try (TestService service = TestService.start(folder)) {
            Api api = service.api();
            Path aside = folder.resolve("aside");
            Files.move(service.data(), aside);
            api.register("r1");
            Api.Answer health = Await.value("it is reported", Await.PATIENCE, () -> degraded(api));
            assertEquals(200, health.status(), "a restart would not help, so no supervisor should restart it");
            assertTrue(health.json().get("reason") instanceof String reason && !reason.isBlank(), health::toString);
            assertEquals(1, health.json().get("rovers"));
            assertEquals(503, api.get("/ready").status());
            api.heartbeat("r1", 24);
            assertEquals(1, api.rovers().size());

            Files.move(aside, service.data());
            Await.until("all is well again", () -> api.get("/ready").status() == 200);
            assertEquals("ok", api.get("/health").json().get("status"));
        }
        try (TestService again = TestService.start(folder)) {
            again.api().heartbeat("r1", 25);
        }
    }

    private static java.util.Optional<Api.Answer> degraded(Api api) throws Exception {
        Api.Answer health = api.get("/health");
        return health.json().get("status").equals("degraded") ? java.util.Optional.of(health) : java.util.Optional.empty();
    }
}
