package depot.common.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.Gate;
import depot.common.http.Response;
import depot.common.http.StandardRoutes;
import depot.support.Api;
import depot.support.Await;
import depot.support.BareService;
import depot.support.ManualTime;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
    private static final StandardRoutes.Health WELL = new StandardRoutes.Health() {
        @Override
        public Optional<String> degraded() {
            return Optional.empty();
        }

        @Override
        public void details(JsonGenerator json) {}
    };

    private final List<String> ended = new ArrayList<>();

    private static Service.Settings settings(int port) {
        return new Service.Settings(port, Gate.from(new Environment(Map.of())), BareService.HTTP, BareService.LIMITS);
    }

    private Service begin(Service service) {
        service.atEnd(() -> ended.add("first"));
        service.atEnd(() -> {
            ended.add("second");
            throw new IllegalStateException("on purpose");
        });
        service.serve(WELL, routes -> routes.get("/own", Access.OPEN, request -> Response.ok()));
        service.atEnd(() -> ended.add("third"));
        return service;
    }

    @Test
    void partsEndInReverseOnceAndAllOfThem() throws Exception {
        Service service = Service.start("test", settings(0), this::begin);
        assertEquals(200, new Api(service.port()).get("/own").status());
        assertEquals(200, new Api(service.port()).get("/health").status());
        service.close();
        service.close();
        assertEquals(List.of("third", "second", "first"), ended);
    }

    @Test
    void howFullTheDiskOfItsDataIsIsAMetric(@TempDir Path folder) throws Exception {
        ManualTime time = new ManualTime();
        try (Service service = Service.start("test", settings(0), each -> {
            each.sharesData(folder, time);
            return begin(each);
        })) {
            Await.until("it was asked", () -> metrics(service).contains("depot_data_total_bytes "));
            double total = value(metrics(service), "depot_data_total_bytes");
            double free = value(metrics(service), "depot_data_free_bytes");
            assertEquals(Files.getFileStore(folder).getTotalSpace(), total);
            assertTrue(free > 0 && free < total, free + " of " + total);
            time.advance(Duration.ofMinutes(2));
            assertFalse(metrics(service).contains("depot_data_"), "what was seen long ago is not known");
        }
    }

    private static String metrics(Service service) throws Exception {
        return new Api(service.port()).get("/metrics").text();
    }

    private static double value(String metrics, String name) {
        return Double.parseDouble(metrics.lines().filter(line -> line.startsWith(name + " ")).findFirst().orElseThrow().split(" ")[1]);
    }

    @Test
    void whatWasBegunEndsWhenThePortCannotBeHad() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            BadSetting bad = assertThrows(BadSetting.class, () -> Service.start("test", settings(taken.getLocalPort()), this::begin));
            assertTrue(bad.getMessage().startsWith("PORT") && bad.getMessage().contains(taken.getLocalPort() + " cannot be opened"),
                    bad.getMessage());
        }
        assertEquals(List.of("second", "first"), ended);
    }
}
