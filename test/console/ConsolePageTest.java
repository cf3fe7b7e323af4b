package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Json;
import depot.support.TestService;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser, with real services and rovers that speak the contract. */
@Order(1)
class ConsolePageTest {

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
    void thePageComplainsOfNothing() {
        assertEquals(List.of(), browser.complaints());
        browser.forgetEverything();
    }

    private static String picture() {
        return (String) browser.script("return document.querySelector('canvas').toDataURL()");
    }

    @Test
    void roversAppearAndMove() throws Exception {
        browser.open(site.port(), "fleet");
        try (ScriptedRover rover = new ScriptedRover(site, "moves-1", "Wanderer")) {
            browser.await(".roster td", "Wanderer").click();
            browser.await(".map-card", "not known");
            browser.await(".map-card dd", "connected");
            String before = picture();
            rover.isAt(12.5, -3, 40.1, 3);
            browser.await(".map-card", "12.50 m east, 3.00 m south");
            browser.await(".roster td", "Autonomous");
            browser.await(".alarms", "Battery is low: 40.1 V");
            browser.awaitTrue("it is drawn where it is now", () -> !before.equals(picture()));
            browser.script("document.querySelector('canvas').focus()");
            browser.press(Keys.ESCAPE);
            browser.awaitNone(".map-card");
            browser.tabTo(".roster tbody button");
            browser.press(Keys.ARROW_DOWN, Keys.ENTER);
            browser.await(".map-card", "12.50 m east");
            browser.await(".roster tr[aria-current=true]", "Wanderer");
            rover.isAt(12.5, -3, 48, 4);
            browser.await(".alarms .critical", "Emergency stop is pressed");
            browser.await("nav.views .count", "1");
        }
        site.discovery().send("DELETE", "/rovers/moves-1", null);
        browser.awaitNone(".map-card");
    }

    @Test
    void aNameIsTextWhateverItSays() throws Exception {
        String name = "<img src=x onerror=\"document.title='owned'\">";
        browser.open(site.port(), "fleet");
        try (ScriptedRover rover = new ScriptedRover(site, "<b>evil</b>", name)) {
            rover.isAt(1, 1, 48, 4);
            browser.await(".roster td", name).click();
            browser.await(".map-card h2", name);
            browser.await(".map-card dd", "<b>evil</b>");
            browser.await(".alarms", name);
            assertEquals(0L, browser.script("return document.querySelectorAll('img, .roster b').length"));
            assertTrue(((String) browser.script("return document.title")).contains("Depot"));
        }
        site.discovery().send("DELETE", "/rovers/%3Cb%3Eevil%3C%2Fb%3E", null);
    }

    @Test
    void aZoneIsDrawnAndAMissionDrivenToItsEnd() throws Exception {
        try (ScriptedRover rover = new ScriptedRover(site, "works-1", "Worker")) {
            browser.open(site.port(), "dispatch");
            browser.click("#tab-zones", "Zones");
            browser.click("button", "New zone");
            browser.find("input[name=name]").sendKeys("Drawn <i>loop</i>");
            WebElement map = browser.find("canvas");
            browser.clickAt(map, -150, 100);
            browser.clickAt(map, 150, 100);
            browser.clickAt(map, 120, -120);
            browser.await("form", "3 waypoints");
            browser.click("form button", "Save");
            browser.await("[data-zone]", "Drawn <i>loop</i>");
            List<Map<String, Object>> waypoints = Json.objects(Json.objects(site.dispatch().get("/zones").text()).getFirst()
                    .get("waypoints"));
            assertEquals(3, waypoints.size());
            assertTrue(((Number) waypoints.get(0).get("x")).doubleValue() < ((Number) waypoints.get(1).get("x")).doubleValue(),
                    "x goes to the right: " + waypoints);
            assertTrue(((Number) waypoints.get(2).get("y")).doubleValue() > ((Number) waypoints.get(1).get("y")).doubleValue(),
                    "y goes up: " + waypoints);

            browser.click("#tab-missions", "Missions");
            browser.click("button", "New mission");
            browser.find("input[name=name]").sendKeys("First round");
            browser.choose("select[name=kind]", "days");
            browser.await("form .note", "Every day at 08:00");
            browser.click("form button", "Make it");
            browser.await("[data-mission]", "Every day at 08:00");
            browser.click("[data-mission] button", "Start");

            String task = rover.awaitTask();
            browser.await("[data-task]", "the rover has not reached a waypoint yet");
            rover.reports(task, 33, 1);
            browser.await("[data-task]", "33 % · waypoint 2 of 3");
            rover.completes(task);
            browser.await("[data-task='" + task + "']", "Done");
            browser.click("[data-task='" + task + "'] button", "History");
            browser.await(".history", "Driving → Done");
            browser.await(".history", "by operator");
        }
    }

    @Test
    void whatWaitsSaysWhyAndEverythingIsStopped() throws Exception {
        String zone = (String) site.dispatch().post("/zones", "{\"name\":\"Short\",\"waypoints\":[{\"x\":1,\"y\":2}]}").json().get("id");
        String mission = (String) site.dispatch().post("/missions", "{\"name\":\"Waiting\",\"roverId\":\"late-1\",\"zoneId\":\"" + zone
                + "\"}").json().get("id");
        browser.open(site.port(), "dispatch");
        browser.click("#tab-missions", "Missions");
        browser.click("[data-mission='" + mission + "'] button", "Queue");
        browser.await("[data-task] .note", "Waits: ");
        try (ScriptedRover rover = new ScriptedRover(site, "late-1", "Latecomer")) {
            String task = rover.awaitTask();
            browser.await("[data-task='" + task + "']", "Assigned");
            browser.find("#stop").click();
            browser.await("dialog", "1 open task will be cancelled");
            browser.click("dialog button", "Stop everything");
            assertEquals(task, rover.awaitCancel());
            browser.await("dialog", "1 task stopped:");
            browser.await("dialog", "Waiting · Latecomer");
            browser.press(Keys.ESCAPE);
            browser.await("[data-task='" + task + "']", "Cancelled");
        }
    }

    @Test
    void aServiceThatIsAwayIsShownAndComesBack() throws Exception {
        browser.open(site.port(), "dispatch");
        browser.await("#links-state", "Live");
        int port = site.dispatchPort();
        site.stopDispatch();
        browser.await("#banners .banner", "Dispatch cannot be reached. What is shown is from ");
        browser.await("#links-state", "2 of 3 live");
        browser.await(".map-old", "As it was at ");
        browser.find("#stop").click();
        browser.click("dialog button", "Stop everything");
        browser.await("dialog", "It is not known that anything has stopped");
        browser.press(Keys.ESCAPE);
        site.startDispatch(port);
        browser.awaitNone("#banners .banner");
        browser.await("#links-state", "Live");
        browser.awaitNone(".map-old");
        browser.complaints().forEach(each -> assertTrue(each.contains("net::ERR_") || each.contains("WebSocket"), each));
    }

    @Test
    void everythingGoesByKeyboard() throws Exception {
        browser.open(site.port(), "fleet");
        browser.await("#links-state", "Live");
        browser.press(Keys.TAB);
        assertEquals("Skip to the view", browser.script("return document.activeElement.textContent"));
        browser.tabTo("nav a[href='#dispatch']");
        assertNotEquals("none", browser.script("return getComputedStyle(document.activeElement).outlineStyle"), "the focus is seen");
        browser.press(Keys.ENTER);
        browser.tabTo("#tab-tasks");
        browser.press(Keys.ARROW_LEFT);
        browser.tabTo("#dispatch-list button");
        browser.press(Keys.ENTER);
        browser.press("By keys");
        browser.script("document.querySelector('canvas').focus()");
        browser.press(Keys.ENTER, "[", Keys.ESCAPE, Keys.ARROW_RIGHT, Keys.ENTER, Keys.ARROW_UP, Keys.ENTER, "u");
        browser.await("form", "2 waypoints");
        browser.tabTo("form button[type=submit]");
        browser.press(Keys.ENTER);
        browser.await("[data-zone]", "By keys");
        browser.tabTo("#tab-zones");
        browser.script("document.querySelector('#stop').focus()");
        browser.press(Keys.SPACE);
        browser.await("dialog", "Stop everything?");
        browser.press(Keys.ESCAPE);
        browser.awaitNone("dialog");
        browser.awaitTrue("the focus comes back", () -> browser.script("return document.activeElement.id").equals("stop"));
    }

    @Test
    void theBaseStationIsShownAndSetUp() throws Exception {
        browser.open(site.port(), "base");
        browser.await(".badge", "Base station");
        browser.awaitTrue("satellites in the sky", () -> (Long) browser.script("return document.querySelectorAll('.sky .sat').length") > 5);
        browser.awaitTrue("bars", () -> (Long) browser.script("return document.querySelectorAll('.noise i').length") > 5);
        browser.await(".page td", "1074");
        browser.choose("select[name=mode]", "survey-in");
        browser.find("input[name=surveySeconds]").clear();
        browser.find("input[name=surveySeconds]").sendKeys("3600");
        browser.click("form button", "Set it up");
        browser.click("dialog button", "Set it up anew");
        browser.await(".page", "of at least 1:00:00");
        browser.await(".page", "This base station is made up.");
        browser.await(".page", "Rovers get no usable corrections: no base position (1005 or 1006) since");
        browser.await(".page .badge", "Under way, until about");
        assertTrue(new Api(site.gpsPort()).post("/base", "{\"mode\":\"fixed\"}").status() == 200, "back to what the others need");
        browser.awaitTrue("it is usable again", () ->
                (Boolean) browser.script("return [...document.querySelectorAll('.page [role=alert]')].every(p => p.hidden || "
                        + "!p.textContent.includes('usable'))"));
        assertTrue(browser.complaints().stream().allMatch(line -> line.contains("/ready")), "it was not ready meanwhile");
    }

    @Test
    void theBaseSaysWhichRoversTakeCorrections() throws Exception {
        try (Socket rover = new Socket("127.0.0.1", site.casterPort())) {
            String user = Base64.getEncoder().encodeToString("corrected-1:any".getBytes(StandardCharsets.US_ASCII));
            rover.getOutputStream().write(("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP test\r\nAuthorization: Basic " + user + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (String name : List.of("corrected-1", "alone-2")) {
                site.discovery().post("/register", "{\"id\":\"" + name + "\",\"name\":\"" + name
                        + "\",\"address\":\"ws://10.255.255.254:4850\"}");
            }
            browser.open(site.port(), "base");
            browser.await("[data-rovers=taking]", "corrected-1");
            browser.await("[data-rovers=without]", "alone-2");
        }
        for (String name : List.of("corrected-1", "alone-2")) {
            site.discovery().send("DELETE", "/rovers/" + name, new byte[0]);
        }
        browser.awaitTrue("it is gone", () -> (Boolean) browser.script("return document.querySelector('[data-rovers=taking]').hidden"));
    }

    @Test
    void sessionsAndServicesAreListed() throws Exception {
        Path session = page.folder().resolve("sessions/bvr-09/sessions/2026-03-01_08");
        Files.createDirectories(session);
        Files.writeString(session.resolve("metadata.json"),
                "{\"session_id\":\"s1\",\"rover_id\":\"bvr-09\",\"started_at\":\"2026-03-01T08:00:00Z\","
                + "\"ended_at\":\"2026-03-01T08:10:00Z\",\"duration_secs\":600,\"pose_samples\":1234}");
        browser.open(site.port(), "sessions");
        browser.await("td", "1,234");
        browser.await("td", "Recording gone");
        Files.writeString(session.resolve("session.rrd"), "RRF2".repeat(1_000_000));
        browser.click(".page button", "Load again");
        browser.await("td", "4.0 MB");
        assertEquals(site.discovery().port() + "/api/sessions/bvr-09/2026-03-01_08/session.rrd?named=true",
                browser.script("return document.querySelector('td a').href.split('localhost:')[1]"));
        assertEquals("bvr-09_2026-03-01_08.rrd", browser.script("return document.querySelector('td a').download"));
        try (java.nio.channels.FileChannel recording = java.nio.channels.FileChannel.open(session.resolve("session.rrd"))) {
            depot.recordings.SmallFileWriter.write(recording, 4_000_000, "", session.resolve("session.rrd.zst"));
        }
        Files.delete(session.resolve("session.rrd"));
        browser.click(".page button", "Load again");
        browser.await("td[title*='Kept compressed']", "4.0 MB");
        // this browser takes zstd, and unpacks it: our frames among others' that it must skip
        assertEquals("zstd 4000000 RRF2", browser.scriptToEnd("""
                const done = arguments[0];
                fetch(document.querySelector('td a').href).then(async answer => {
                  const text = await answer.text();
                  done(`${answer.headers.get('Content-Encoding') ?? 'none'} ${text.length} ${text.slice(-4)}`);
                }, error => done(String(error)));"""));
        browser.open(site.port(), "services");
        for (String service : List.of("discovery", "dispatch", "gps")) {
            browser.await("[data-service=" + service + "] .badge", "Live");
            browser.await("[data-service=" + service + "] .facts", (String) site.discovery().get("/version").json().get("version"));
            browser.await("[data-service=" + service + "] .facts", "yes");
        }
    }

    @Test
    void worksFromPlainFilesBehindAProxy() throws Exception {
        Path files = Path.of(System.getProperty("depot.root"), "src/console");
        try (PlainProxy proxy = new PlainProxy(files, Map.of("discovery", site.port(), "dispatch", site.dispatchPort(), "gps",
                site.gpsPort()))) {
            browser.open(proxy.port(), "services");
            browser.await("#links-state", "Live");
            browser.await("[data-service=dispatch] .facts", "http://localhost:" + proxy.port() + "/api/dispatch/");
        }
        browser.open(site.port(), "services"); // away from where nobody is any more
    }

    @Test
    void textContrastIsEnoughInBothSchemes() throws Exception {
        browser.open(site.port(), "fleet");
        assertEquals("", browser.script(resource("contrast.js")));
    }

    @Test
    void theLogicIsRight() throws Exception {
        browser.open(site.port(), "services");
        assertEquals("", browser.scriptToEnd(resource("logic.js")));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ConsolePageTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What its frames take is in the benchmarks (page). */
    @Test
    void aThousandRoversAreShown() throws Exception {
        try (TestService crowded = TestService.start(page.folder().resolve("crowded"), "DISPATCH_PORT",
                "" + site.dispatchPort(), "GPS_PORT", ""
                + site.gpsPort())) {
            crowded.api().registerFleet(1000);
            browser.open(crowded.port(), "fleet");
            browser.await(".fleet-head", "1,000 rovers");
            browser.go("about:blank"); // before nobody is there any more
        }
    }
}
