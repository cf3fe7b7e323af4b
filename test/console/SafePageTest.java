package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * What makes the page one to steer by: no data kills it, one frame of reference, what is driven is shown, stops and alarms stay, two
 * people.
 */
class SafePageTest {
    private static final String ORIGIN = "{\"origin\":{\"latitude\":48.1375,\"longitude\":11.5755}}";
    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass();
    private static Site site;
    private static Browser browser;

    @BeforeAll
    static void start() {
        site = page.site();
        browser = page.browser();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        browser.go("about:blank");
        browser.complaints();
        site.dispatch().send("POST", "/release", null);
        for (Map<String, Object> zone : Json.objects(site.dispatch().get("/zones").text())) {
            site.dispatch().send("DELETE", "/zones/" + zone.get("id"), null);
        }
        for (Map<String, Object> rover : site.discovery().rovers()) {
            site.discovery().send("DELETE", "/rovers/" + rover.get("id"), null);
        }
        site.forgetOrigin();
    }

    private static void setOrigin() throws Exception {
        assertEquals(200, site.dispatch().send("PUT", "/site", ORIGIN.getBytes(StandardCharsets.UTF_8)).status());
    }

    private static String zone(String json) throws Exception {
        return (String) site.dispatch().post("/zones", json).json().get("id");
    }

    private static void register(String id, double x, double y, int mode) throws Exception {
        assertEquals(200, site.discovery().post("/register", "{\"id\":\"" + id + "\",\"name\":\"" + id
                + "\",\"address\":\"ws://10.0.0.7:4850\",\"battery_voltage\":48,\"mode\":" + mode
                + ",\"pose\":{\"x\":" + x + ",\"y\":" + y + ",\"theta\":0}}").status());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SafePageTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // ---- 1. no data can kill it

    @Test
    void aPoseOf1e21LeavesThePageAliveAndIsListedAsFarAway() throws Exception {
        register("near", 3, 4, 1);
        register("far", 1e21, 0, 1);
        browser.open(site.port(), "fleet");
        browser.await(".fleet-head", "2 rovers");
        browser.await(".unplaced summary", "Far away: 1 rover").click();
        browser.await(".unplaced li", "far: more than 100 km away");
        browser.click(".roster button", "near");
        browser.await(".map-card", "3.00 m east, 4.00 m north");
    }

    @Test
    void whateverComesWithinTheContractsTypesThePageGoesOn() throws Exception {
        register("r-1", 3, 4, 1);
        browser.open(site.port(), "fleet");
        browser.await(".roster td", "r-1");
        assertEquals("", browser.scriptToEnd(resource("fuzz.js")));
        browser.click(".roster button", "r-1");
        browser.await(".map-card", "r-1");
    }

    // ---- 2. one frame of reference

    @Test
    void withoutAnOriginNoAreaIsSavedAndItSaysWhy() throws Exception {
        browser.open(site.port(), "dispatch");
        browser.await(".map-why", "The site’s origin is not set");
        browser.click("#tab-zones", "Zones");
        browser.click("button", "New zone");
        browser.find("input[name=name]").sendKeys("Yard");
        browser.choose("select[name=type]", "polygon");
        browser.await("[data-no-origin]", "is not set");
        drawTriangle();
        browser.click("form button", "Save");
        browser.await("form [role=alert]", "The site’s origin is not set");
        assertEquals("[]", site.dispatch().get("/zones").text());
    }

    private static void drawTriangle() throws Exception {
        WebElement map = browser.find("canvas");
        browser.clickAt(map, -150, 120);
        browser.clickAt(map, 150, 120);
        browser.clickAt(map, 150, -120);
    }

    @Test
    void theOriginIsSetByNumbersAndAreasAreSavedByItWhateverTheBaseSays() throws Exception {
        browser.open(site.port(), "dispatch");
        browser.click("#tab-zones", "Zones");
        browser.click("button", "Site");
        browser.find("input[name=latitude]").sendKeys("52.5");
        browser.find("input[name=longitude]").sendKeys("13.4");
        browser.click("form button", "Set the origin");
        browser.awaitTrue("it is set", () -> String.valueOf(site.dispatch().get("/site").json().get("origin")).contains("52.5"));
        browser.awaitNone(".map-why");
        browser.click("button", "New zone");
        browser.find("input[name=name]").sendKeys("Yard");
        browser.choose("select[name=type]", "polygon");
        drawTriangle();
        browser.click("form button", "Save");
        browser.await("[data-zone]", "Yard");
        Map<String, Object> corner = Json.objects(Json.objects(site.dispatch().get("/zones").text()).getFirst().get("polygon")).getFirst();
        assertEquals(52.5, Json.number(corner.get("lat")), 0.01, "by the site’s origin, and not by the made-up base’s, which is in Munich");
    }

    // ---- 3. the route is what is driven

    @Test
    void anAreasFormShowsItsRouteTheNewOneAndWhatIsWrongWithIt() throws Exception {
        setOrigin();
        zone("{\"name\":\"Yard\",\"zoneType\":\"polygon\",\"waypoints\":[{\"x\":-40,\"y\":5},{\"x\":20,\"y\":10}],"
                + "\"polygon\":[{\"lat\":48.1375,\"lon\":11.5755},"
                + "{\"lat\":48.1375,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5755}]}");
        browser.open(site.port(), "dispatch");
        browser.click("#tab-zones", "Zones");
        browser.click("[data-zone] button", "Edit");
        browser.await("[data-route]", "The route that is driven: 2 waypoints");
        browser.await("[data-trouble]", "The route leaves its area on the way to waypoint 1");
        browser.choose("select[name=inside]", "lanes");
        browser.await("[data-route]", "covers ");
        browser.awaitNone("[data-trouble]");
        String before = (String) browser.script("return document.querySelector('canvas').toDataURL()");
        browser.find("input[name=headlands]").sendKeys(Keys.chord(Keys.CONTROL, "a"), "1");
        browser.awaitTrue("the preview is another", () ->
                !before.equals(browser.script("return document.querySelector('canvas').toDataURL()")));
        browser.find("input[name=inset]").sendKeys("30");
        browser.await("[data-route]", "No lanes:");
        browser.click("form button", "Save");
        browser.await("form [role=alert]", "No lanes:");
    }

    // ---- 4. stop means stop

    @Test
    void aStopStandsOnEveryViewAndReleaseAsksOnce() throws Exception {
        register("drives", 1, 1, 2);
        String zone = zone("{\"name\":\"Short\",\"waypoints\":[{\"x\":1,\"y\":2}]}");
        String mission = (String) site.dispatch().post("/missions", "{\"name\":\"Evening round\",\"roverId\":\"late-2\",\"zoneId\":\""
                + zone + "\"}").json().get("id");
        site.dispatch().send("POST", "/stop", null);
        site.dispatch().send("POST", "/missions/" + mission + "/start?queue=true", null);
        for (String view : List.of("fleet", "dispatch", "base", "sessions", "services")) {
            register("drives", 1, 1, 2); // it is heard of again
            browser.open(site.port(), view);
            browser.await("[data-banner=hold]", "Everything is stopped since");
            browser.await("[data-banner=hold]", "On release 1 task can start: Evening round.");
            browser.await("[data-still]", "1 rover still drives: drives");
        }
        browser.click("[data-banner=hold] button", "Release dispatch");
        browser.await("dialog", "1 waiting task may start at once: Evening round");
        browser.press(Keys.ESCAPE);
        browser.await("[data-banner=hold]", "Everything is stopped");
        browser.click("[data-banner=hold] button", "Release dispatch");
        browser.click("dialog button", "Release it");
        browser.awaitNone("[data-banner=hold]");
        assertEquals(false, site.dispatch().get("/hold").json().get("held"));
    }

    @Test
    void aRoverGoesOutOfServiceAndBackFromItsCard() throws Exception {
        register("worker", 1, 1, 1);
        browser.open(site.port(), "fleet");
        browser.click(".roster button", "worker");
        browser.click(".map-card button", "Out of service");
        browser.click("dialog button", "Take it out");
        browser.await(".map-card button", "Back into service");
        assertTrue(site.dispatch().get("/hold").text().contains("worker"));
        browser.open(site.port(), "fleet");
        browser.click(".roster button", "worker");
        browser.click(".map-card button", "Back into service");
        browser.await(".map-card button", "Out of service");
        assertTrue(!site.dispatch().get("/hold").text().contains("worker"));
        assertEquals("http://10.0.0.7/",
                browser.script("return [...document.querySelectorAll('.map-card a')].find(a => a.textContent === 'Its own page').href"));
    }

    // ---- 5. alarms stay

    @Test
    void anAlarmIsTheDepotsUntilSomebodyHasSeenItAndIsInTheHistory() throws Exception {
        register("stuck", 1, 1, 5);
        browser.awaitTrue("dispatch has it", () -> site.dispatch().get("/alarms?open=true").text().contains("Reports a fault"));
        browser.open(site.port(), "fleet"); // a tab that was not there when it happened
        browser.await(".alarms .critical", "Reports a fault");
        browser.click(".alarms button.seen", "Seen");
        browser.find("input[name=operator]").sendKeys("Ada");
        browser.click("dialog button", "That is me");
        browser.awaitNone(".alarms .critical");
        browser.await(".alarms", "(seen by Ada)");
        browser.click("button", "Alarm history");
        browser.await("dialog table", "Ada");
        browser.forgetEverything();
    }

    // ---- 6. two people

    @Test
    void whatSomebodyElseSavedMeanwhileIsShownBesideOnesOwn() throws Exception {
        String id = zone("{\"name\":\"Shared\",\"waypoints\":[{\"x\":1,\"y\":2}]}");
        browser.open(site.port(), "dispatch");
        browser.click("#tab-zones", "Zones");
        browser.click("[data-zone] button", "Edit");
        browser.find("input[name=name]").sendKeys(Keys.chord(Keys.CONTROL, "a"), "Mine");
        site.dispatch().send("PUT", "/zones/" + id, "{\"name\":\"Theirs\"}".getBytes(StandardCharsets.UTF_8));
        browser.click("form button", "Save");
        browser.await("dialog [data-conflict]", "Theirs");
        browser.await("dialog [data-conflict]", "Mine");
        browser.click("dialog button", "Save as new");
        browser.await("[data-zone]", "Mine (2)");
        browser.await("[data-zone]", "Theirs");
        browser.click("[data-zone='" + id + "'] button", "Edit");
        browser.find("input[name=name]").sendKeys(" x");
        browser.click("button", "← Back");
        browser.await("dialog", "not saved yet");
        browser.click("dialog button", "Keep it");
        assertEquals("Theirs x", browser.script("return document.querySelector('input[name=name]').value"));
        browser.click("button", "← Back");
        browser.click("dialog button", "Leave it");
        browser.await("[data-zone='" + id + "']", "Theirs");
    }

    // ---- 7. nothing made up looks real

    @Test
    void aMadeUpBaseAndSimulatedRoversHaveABannerOnEveryView() throws Exception {
        register("sim-01", 1, 1, 1);
        for (String view : List.of("fleet", "dispatch")) {
            browser.open(site.port(), view);
            browser.await("#made-up", "The base station is made up");
            browser.await("#made-up", "1 rover is simulated.");
        }
    }
}
