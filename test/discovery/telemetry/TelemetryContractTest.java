package depot.discovery.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Telemetry as rovers send it and clients see it, over a service's own ports. */
class TelemetryContractTest {
    @RegisterExtension
    private final TestService service = TestService.ofEachTest("BATTERY_LOW_VOLTS", "43.5");

    private Api api;

    @BeforeEach
    void know() {
        api = service.api();
    }

    private Optional<Map<String, Object>> telemetry(String rover) throws Exception {
        return api.roversInDetail().stream().filter(each -> each.get("id").equals(rover)).findFirst()
                .map(each -> Json.object(each.get("telemetry")));
    }

    private Map<String, Object> send(String rover, String text) throws Exception {
        try (RoverDatagrams rovers = new RoverDatagrams(service.telemetryPort())) {
            rovers.send(text);
        }
        return Await.value("its telemetry is shown", Await.PATIENCE, () -> telemetry(rover));
    }

    @Test
    void whoAsksForDetailSeesItAndExistingClientsSeeNothing() throws Exception {
        api.register("frog-0");
        String before = api.get("/rovers").text();
        assertTrue(telemetry("frog-0").isEmpty());
        try (Console existing = Console.open(service.port(), "/ws"); Console delta = Console.open(service.port(), "/ws?mode=delta")) {
            existing.next();
            delta.next();
            long began = System.currentTimeMillis();
            Map<String, Object> shown = send("frog-0", Datagrams.WITH_ALL);
            assertEquals(48.5, shown.get("batteryVolts"));
            assertEquals(37.7749, shown.get("latitude"));
            assertEquals(4, Json.objects(shown.get("motors")).size());
            assertEquals(began, Json.number(shown.get("at")), 60_000, "when it came, not what the rover's clock said");
            Console.Message change = delta.nextWhere("the telemetry", m -> m.text().contains("\"batteryVolts\":48.5"));
            assertEquals(shown, Json.objects(change.json().get("changed")).getFirst().get("telemetry"));
            assertEquals(before, api.get("/rovers").text());
            api.register("other");
            Console.Message list = existing.next();
            assertTrue(list.rover("other").isPresent(), "telemetry alone is no reason for a list");
            assertFalse(list.text().contains("telemetry"));
        }
    }

    @Test
    void theFieldsOwnDatagramsAreAllTaken() throws Exception {
        api.register("frog-0");
        List<String> captured = Datagrams.captured();
        send("frog-0", captured.getFirst());
        assertNull(telemetry("frog-0").orElseThrow().get("batteryVolts"), "0 V is not known");
        assertEquals(0, api.metric("depot_rover_battery_volts"), "nor an alarm's");
        try (RoverDatagrams rover = new RoverDatagrams(service.telemetryPort())) {
            for (String text : captured) {
                rover.send(text);
            }
        }
        Await.until("all were read", () -> api.metric("depot_telemetry_datagrams_total") == captured.size() + 1);
        assertEquals(0, api.metric("depot_telemetry_lost_total"));
        assertEquals(0, api.metric("depot_telemetry_dropped_total"));
        assertEquals(4, telemetry("frog-0").orElseThrow().get("mode"), "the last of them says EStop");
        assertEquals(48.0, api.metric("depot_rover_battery_volts{rover=\"frog-0\""));
    }

    @Test
    void whereARoverWasIsKeptByItsOwnClock() throws Exception {
        api.register("frog-0");
        long millis = System.currentTimeMillis() - 3_600_000;
        send("frog-0", "gps,rover=frog-0 latitude=48.1375,longitude=11.5755,accuracy=0.5 " + millis * 1_000_000);
        String hour = "/rovers/frog-0/positions?from=" + millis + "&to=" + (millis + 1000);
        List<?> kept = Await.value("it is kept", Await.PATIENCE, () -> Optional.of((List<?>) api.get(hour).json().get("positions"))
                .filter(positions -> !positions.isEmpty()));
        assertEquals(List.of((double) millis, 48.1375, 11.5755, 0.5), kept);
    }

    @Test
    void prometheusGetsTheSame() throws Exception {
        api.register("frog-0");
        api.heartbeat("frog-0", 50);
        assertEquals(50, api.metric("depot_rover_battery_volts{rover=\"frog-0\""));
        send("frog-0", Datagrams.WITH_ALL);
        Map<String, Double> gauges = Map.of("battery_volts", 48.5, "current_amperes", 12.3, "speed_metres_per_second", 1.5,
                "turn_radians_per_second", 0.2,
                "latitude_degrees", 37.7749, "longitude_degrees", -122.4194, "position_accuracy_metres", 2.5);
        for (Map.Entry<String, Double> gauge : gauges.entrySet()) {
            assertEquals(gauge.getValue(), api.metric("depot_rover_" + gauge.getKey() + "{rover=\"frog-0\""), gauge.getKey());
        }
        assertEquals(76.5, api.metric("depot_rover_motor_celsius{rover=\"frog-0\",motor=\"rr\""));
        assertEquals(3.3, api.metric("depot_rover_motor_amperes{rover=\"frog-0\",motor=\"rr\""));
        assertTrue(api.metric("depot_rover_telemetry_age_seconds{rover=\"frog-0\"") < 60);
        assertTrue(api.get("/metrics").text().contains("depot_rover_mode{rover=\"frog-0\",} 0.0"));
    }

    @Test
    void lossesAreCounted() throws Exception {
        api.register("frog-0");
        try (RoverDatagrams rovers = new RoverDatagrams(service.telemetryPort())) {
            rovers.send(new byte[TelemetryListener.LARGEST_DATAGRAM + 1]);
            rovers.send(Datagrams.status("stranger", "48.0"));
            rovers.send("nonsense\n" + Datagrams.status("frog-0", "47.0") + "\nmore nonsense");
            rovers.send(new byte[0]);
        }
        Await.until("all were read", () -> api.metric("depot_telemetry_datagrams_total") == 4);
        assertEquals(47.0, telemetry("frog-0").orElseThrow().get("batteryVolts"));
        assertEquals(1, api.metric("depot_telemetry_lost_total{why=\"too_large\""));
        assertEquals(1, api.metric("depot_telemetry_lost_total{why=\"unregistered\""));
        assertEquals(2, api.metric("depot_telemetry_lost_total{why=\"unreadable_line\""));
        assertTrue(api.roversInDetail().stream().noneMatch(rover -> rover.get("id").equals("stranger")));
    }

    @Test
    void theLastHourIsThereAsCurves() throws Exception {
        api.register("frog-0");
        Map<String, Object> nothing = api.get("/rovers/frog-0/telemetry").json();
        assertNull(nothing.get("telemetry"));
        assertEquals(List.of(), Json.object(nothing.get("curves")).get("batteryVolts"));
        send("frog-0", Datagrams.WITH_ALL);
        Map<String, Object> hour = api.get("/rovers/frog-0/telemetry").json();
        assertNotNull(hour.get("telemetry"));
        assertEquals(10_000, hour.get("stepMillis"));
        Map<String, Object> curves = Json.object(hour.get("curves"));
        Map<String, Double> worst = Map.of("batteryVolts", 48.5, "currentAmperes", 12.3, "linearMetresPerSecond", 1.5, "accuracyMetres",
                2.5, "meshRssi", -60.0);
        for (Map.Entry<String, Double> each : worst.entrySet()) {
            assertEquals(each.getValue(), newest(curves.get(each.getKey())), 0.001, each.getKey());
        }
        assertEquals(76.5, newest(Json.object(curves.get("motorCelsius")).get("rr")));
        assertEquals(404, api.get("/rovers/stranger/telemetry").status());
    }

    /** The newest point, which is among the last two where the ten seconds have just ended. */
    private static double newest(Object points) {
        List<?> list = (List<?>) points;
        assertEquals(360, list.size());
        Object last = list.get(359) == null ? list.get(358) : list.get(359);
        return Json.number(last);
    }

    @Test
    void aForgottenRoverIsForgottenHereToo() throws Exception {
        api.register("frog-0");
        send("frog-0", Datagrams.WITH_ALL);
        api.send("DELETE", "/rovers/frog-0", null);
        api.register("frog-0");
        assertTrue(telemetry("frog-0").isEmpty());
        assertNull(api.get("/rovers/frog-0/telemetry").json().get("telemetry"));
        assertEquals(0, api.metric("depot_telemetry_curve_bytes"));
    }

    @Test
    void whenItStopsItIsNotKnownAfterTenSeconds() throws Exception {
        api.register("frog-0");
        try (Console delta = Console.open(service.port(), "/ws?mode=delta")) {
            send("frog-0", Datagrams.WITH_ALL);
            delta.nextWhere("the telemetry", m -> m.text().contains("\"batteryVolts\":48.5"));
            long began = System.nanoTime();
            Await.until("it is shown as not known", Duration.ofSeconds(40), () -> {
                api.heartbeat("frog-0", 44);
                return telemetry("frog-0").isEmpty();
            });
            assertTrue(System.nanoTime() - began > Duration.ofSeconds(9).toNanos());
            delta.nextWhere("that it is not known", m -> m.text().contains("\"telemetry\":null"));
            assertEquals(44, api.metric("depot_rover_battery_volts{rover=\"frog-0\""), "its heartbeat still has it");
            assertEquals(0, api.metric("depot_rover_latitude_degrees"));
            assertTrue(api.metric("depot_rover_telemetry_age_seconds{rover=\"frog-0\"") > 9);
        }
    }

    @Test
    void oneSettingOfTheBatteryForAll() throws Exception {
        assertEquals(Map.of("batteryLowVolts", 43.5, "batteryCriticalVolts", 39.0), api.get("/fleet").json());
        assertEquals(43.5, api.metric("depot_battery_low_volts"));
        assertEquals(39, api.metric("depot_battery_critical_volts"));
        assertEquals(service.telemetryPort(), api.get("/health").json().get("telemetryPort"));
    }
}
