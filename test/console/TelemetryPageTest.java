package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.Datagrams;
import depot.discovery.telemetry.RoverDatagrams;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows of telemetry, and where it puts rovers by it. */
@Order(1)
class TelemetryPageTest {
    private static final double LATITUDE = 37.7749;
    private static final double LONGITUDE = -122.4194;

    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass("BATTERY_LOW_VOLTS", "44", "BATTERY_CRITICAL_VOLTS", "40");
    private static Site site;
    private static Browser browser;

    @BeforeAll
    static void start() {
        site = page.site();
        browser = page.browser();
    }

    @AfterEach
    void thePageComplainsOfNothing() throws Exception {
        assertEquals(List.of(), browser.complaints());
        browser.forgetEverything();
        site.discovery().send("DELETE", "/rovers/frog-0", null);
        site.forgetOrigin();
    }

    private static void send(String text) throws Exception {
        try (RoverDatagrams rover = new RoverDatagrams(site.telemetryPort())) {
            rover.send(text);
        }
    }

    private static String gps(double metresNorth, double metresEast) {
        return Datagrams.WITH_ALL.replaceFirst("latitude=[^,]*,longitude=[^,]*,accuracy=2.5", "latitude="
                + (LATITUDE + metresNorth / 110_989)
                + ",longitude=" + (LONGITUDE + metresEast / 88_102) + ",accuracy=0.02");
    }

    private static void origin(String json) throws Exception {
        assertEquals(200, site.dispatch().send("PUT", "/site", json.getBytes(java.nio.charset.StandardCharsets.UTF_8)).status());
    }

    /** A rover of the field: its heartbeats carry zeros for a pose. */
    private static void register(double volts) throws Exception {
        site.discovery().post("/register", "{\"id\":\"frog-0\",\"name\":\"Frog\",\"address\":\"ws://10.0.0.7:4850\",\"battery_voltage\":"
                + volts
                + ",\"mode\":1,\"pose\":{\"x\":0,\"y\":0,\"theta\":0}}");
    }

    @Test
    void theCardShowsWhatIsKnownWithItsAgeAndTheLastHour() throws Exception {
        register(48);
        browser.open(site.port(), "fleet");
        browser.await(".roster td", "Frog").click();
        browser.await("[data-telemetry=volts]", "not told");
        send(Datagrams.WITH_ALL);
        browser.await("[data-telemetry=volts]", "48.5 V");
        browser.await("[data-telemetry=current]", "12.3 A");
        browser.await("[data-telemetry=motors] dd.bad", "fl 45 · fr 46 · rl 47 · rr 77 °C");
        browser.await("[data-telemetry=speed]", "1.50 m/s");
        browser.await("[data-telemetry=accuracy]", "2.50 m");
        browser.await("[data-telemetry=mesh]", "-60 dBm, 12 ms");
        browser.await("[data-telemetry=volts] .age", "ago");
        browser.await(".alarms .critical", "Motor rr is hot: 77 °C");
        browser.awaitTrue("there are curves, four of motors", () -> (Long) browser.script(
                "return document.querySelectorAll('[data-telemetry=motors] path.curve[d]').length") == 4);
        browser.await(".map-card", "not known on the map, as the site’s origin is not set: 37.7749000, -122.4194000; ± 2.50 m");
    }

    @Test
    void aRoverWithoutAPlaceIsListedBesideTheMapAndNotOnIt() throws Exception {
        register(48);
        browser.open(site.port(), "fleet");
        browser.await(".unplaced summary", "Place not known: 1 rover").click();
        browser.await(".unplaced button", "Frog").click();
        browser.await(".map-card", "not known");
        assertFalse(browser.find(".map-card").getText().contains("0 mm"), "a pose of zeros is not a place");
        assertTrue((Boolean) browser.script(
                "return [...document.querySelectorAll('.map-card button')].find(each => each.textContent === 'Go there').disabled"));
    }

    @Test
    void withTheSitesOriginItIsOnTheMapWhereItSaysAndLooksWhereItDrives() throws Exception {
        register(48);
        origin("{\"origin\":{\"latitude\":" + LATITUDE + ",\"longitude\":" + LONGITUDE + "}}");
        browser.open(site.port(), "fleet");
        browser.await(".unplaced summary", "Place not known: 1 rover");
        browser.await(".roster td", "Frog").click();
        browser.await(".map-card", "not known: it has told no position");
        send(gps(20, 10));
        browser.await(".map-card", "10.00 m east, 20.00 m north, heading not known; ± 20 mm");
        browser.awaitNone(".unplaced");
        send(gps(20, 11.5));
        browser.await(".map-card", "11.50 m east, 20.00 m north, heading 90°");
    }

    @Test
    void batteriesAreLowByTheDepotsSettingAndZeroVoltsAreNone() throws Exception {
        register(0);
        browser.open(site.port(), "fleet");
        browser.await(".roster td", "–");
        send(Datagrams.status("frog-0", "0.00"));
        browser.awaitTrue("no alarm", () -> !browser.find(".alarms").isDisplayed());
        send(Datagrams.status("frog-0", "43.90"));
        browser.await(".alarms button", "Battery is low: 43.9 V");
        send(Datagrams.status("frog-0", "39.90"));
        browser.await(".alarms .critical", "Battery is critical: 39.9 V");
        browser.open(site.port(), "services");
        browser.await("#battery-limits", "low below 44 V, critical below 40 V");
    }
}
