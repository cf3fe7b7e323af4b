package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.tracks.KeptTracks;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** What was done: tracks on the map with their time, a task's own track and what it covered, and both as files. */
@Order(1)
class TracksPageTest {
    private static final double LATITUDE = 48.1375;
    private static final double LONGITUDE = 11.5755;
    private static final double METRE_NORTH = 1 / 111_200.0;
    private static final double METRE_EAST = 1 / 74_420.0;
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant BEGAN = NOW.minus(Duration.ofHours(3));

    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass(TracksPageTest::keep);
    private static Site site;
    private static Browser browser;

    private static void keep(Path folder) throws Exception {
        Path data = Files.createDirectories(folder.resolve("discovery"));
        // half of a field of 20 × 20 m, in ten lanes of 1 m
        List<double[]> lanes = new ArrayList<>();
        for (int lane = 0; lane < 10; lane++) {
            lanes.add(at(lane * 40, lane % 2 == 0 ? 0 : 20, lane + 0.5, 0.02));
            lanes.add(at(lane * 40 + 30, lane % 2 == 0 ? 20 : 0, lane + 0.5, 0.02));
        }
        KeptTracks.add(data, "frog-0", lanes.toArray(double[][]::new));
        KeptTracks.add(data, "frog-0", at(4000, 30, 0, 0.02), at(4030, 40, 0, 0.02)); // after a gap
        KeptTracks.add(data, "frog-1", at(0, 0, 40, 2.5), at(30, 20, 41, 2.5), at(60, 20, 42, 2.5));
    }

    @BeforeAll
    static void start() throws Exception {
        site = page.site();
        browser = page.browser();
        site.discovery().post("/register", "{\"id\":\"frog-0\",\"name\":\"Frog\",\"address\":\"ws://10.0.0.7:4850\"}");
        assertEquals(200, site.dispatch().send("PUT", "/site", ("{\"origin\":{\"latitude\":" + LATITUDE + ",\"longitude\":" + LONGITUDE
                + "}}").getBytes(StandardCharsets.UTF_8)).status());
    }

    private static double[] at(int seconds, double east, double north, double accuracy) {
        return new double[] {BEGAN.plusSeconds(seconds).toEpochMilli(), LATITUDE + north * METRE_NORTH, LONGITUDE + east * METRE_EAST,
            accuracy};
    }

    @AfterEach
    void thePageComplainsOfNothing() {
        assertEquals(List.of(), browser.complaints());
        browser.forgetEverything();
    }

    private static String picture() {
        return (String) browser.script("return document.querySelector('.map canvas').toDataURL()");
    }

    private static Object page(String expression) {
        return browser.scriptToEnd("const done = arguments[0]; import('/js/page.js').then(({pageDepot}) => done(" + expression + "))");
    }

    /** Has what the page would give the browser to keep kept for the test. */
    private static void catchFiles() {
        browser.script("window.caught = []; URL.createObjectURL = blob => { blob.text().then(text => caught.push(text)); return '#'; };"
                + "HTMLAnchorElement.prototype.click = function () { window.caughtName = this.download; };");
    }

    private static Map<String, Object> caught() throws Exception {
        browser.awaitTrue("a file came", () -> (Boolean) browser.script("return window.caught.length > 0"));
        return Json.object((String) browser.script("return window.caught.pop()"));
    }

    @Test
    void tracksAreOnTheMapUpToTheTimeThatTheSliderPointsAt() throws Exception {
        browser.open(site.port(), "fleet");
        browser.await(".roster td", "Frog");
        browser.awaitTrue("all is there", () -> page("pageDepot().basePlace !== null && pageDepot().plan.loaded").equals(true));
        for (int i = 0; i < 3; i++) {
            browser.click("[aria-label='Zoom out']", "−"); // the map stays as it is from here on
        }
        browser.awaitTrue("the map is still", () -> picture().equals(picture()));
        String bare = picture();
        browser.click("button", "Tracks");
        browser.await(".track-time", "Now");
        browser.awaitTrue("three lines of two rovers came", () ->
                page("[...pageDepot().tracks.rovers.values()].map(lines => lines.length).join()")
                .equals("2,1"));
        browser.awaitTrue("they are drawn", () -> !picture().equals(bare) && picture().equals(picture()));
        String slider = ".track-bar input[type=range]";
        browser.awaitTrue("it can be moved", () -> browser.find(slider).isEnabled());
        String now = picture();
        browser.tabTo(slider);
        for (int minutes = 0; minutes < 178; minutes++) {
            browser.press(Keys.ARROW_LEFT);
        }
        browser.await(".track-time", "2 h 5");
        assertTrue(browser.find(slider).getDomAttribute("aria-valuetext").contains("2 h 5"), "and is said");
        browser.awaitTrue("less is drawn", () -> !picture().equals(now));
        String then = picture();
        browser.press(Keys.HOME);
        browser.await(".track-panel", "No track was kept in this time.");
        browser.awaitTrue("and nothing of before there was any", () -> !picture().equals(then));
        browser.press(Keys.END);
        browser.await(".track-time", "Now");
        browser.click("button", "Tracks");
        browser.awaitNone(".track-panel");
        browser.awaitTrue("they are gone again", () -> picture().equals(bare));
    }

    @Test
    void whatIsShownIsExportedAsGeoJson() throws Exception {
        browser.open(site.port(), "fleet");
        browser.await(".roster td", "Frog");
        browser.click("button", "Tracks");
        browser.awaitTrue("it can be moved", () -> browser.find(".track-bar input").isEnabled());
        catchFiles();
        browser.click(".track-bar button", "Export");
        List<Map<String, Object>> features = Json.objects(caught().get("features"));
        assertEquals("tracks.geojson", browser.script("return window.caughtName"));
        assertEquals(3, features.size());
        assertEquals("frog-0", Json.object(features.getFirst().get("properties")).get("roverId"));
    }

    private static String task(String mission, String rover, Instant began, Instant ended) throws Exception {
        return site.endedTask(mission, rover, began, ended);
    }

    private static String mission(String name, String zone) throws Exception {
        return (String) site.dispatch().post("/missions", "{\"name\":\"" + name + "\",\"zoneId\":\"" + zone + "\"}").json().get("id");
    }

    private static String corner(double east, double north) {
        return "{\"lat\":" + (LATITUDE + north * METRE_NORTH) + ",\"lon\":" + (LONGITUDE + east * METRE_EAST) + "}";
    }

    private static void openHistory(String task) throws Exception {
        browser.click("[data-task='" + task + "'] button", "History");
    }

    @Test
    void aTasksOwnTrackIsShownWithItsShareOfTheArea() throws Exception {
        String field = (String) site.dispatch().post("/zones",
                "{\"name\":\"Field\",\"zoneType\":\"polygon\",\"waypoints\":[{\"x\":1,\"y\":1},{\"x\":19,\"y\":1}],\"polygon\":["
                + corner(0, 0) + ","
                + corner(20, 0) + "," + corner(20, 20) + "," + corner(0, 20) + "]}").json().get("id");
        String route = (String) site.dispatch().post("/zones",
                "{\"name\":\"Way\",\"waypoints\":[{\"x\":1,\"y\":1},{\"x\":19,\"y\":1}]}").json().get("id");
        String mow = mission("Mow", field);
        String whole = task(mow, "frog-0", BEGAN, BEGAN.plusSeconds(390));
        String more = task(mow, "frog-0", BEGAN, BEGAN.plusSeconds(500));
        String inexact = task(mow, "frog-1", BEGAN, BEGAN.plusSeconds(60));
        String silent = task(mow, "frog-0", BEGAN.plusSeconds(1000), BEGAN.plusSeconds(1100));
        String way = task(mission("Go", route), "frog-0", BEGAN, BEGAN.plusSeconds(100));
        browser.open(site.port(), "dispatch");
        openHistory(whole);
        browser.await("[data-track]", "209 m in 6 min.");
        browser.await("[data-share]", "say the working width");
        browser.find("input[name=width]").sendKeys("1");
        browser.await("[data-share]", "Covered 50.");
        browser.await("[data-share]", "% of 400 m²");
        String without = picture();
        browser.click("button", "On the map");
        browser.awaitTrue("it is on the map", () -> !picture().equals(without));
        catchFiles();
        browser.click("button", "Export as GeoJSON");
        Map<String, Object> feature = Json.objects(caught().get("features")).getFirst();
        assertEquals("task-" + whole + ".geojson", browser.script("return window.caughtName"));
        Map<String, Object> properties = Json.object(feature.get("properties"));
        assertEquals(List.of(whole, "Mow", "Field", "frog-0", 1L), List.of(properties.get("taskId"), properties.get("mission"),
                properties.get("zone"), properties.get("roverId"), Math.round(Json.number(properties.get("workingWidthMetres")))));
        assertEquals(0.5, Json.number(properties.get("coveredShare")), 0.015);
        assertEquals(20, ((List<?>) Json.object(feature.get("geometry")).get("coordinates")).size());
        browser.click("button", "Back");
        openHistory(more);
        browser.await("[data-share]", "Covered at least 50.");
        browser.await("[data-track]", "Of 1 min of that no track was kept.");
        browser.click("button", "Back");
        openHistory(inexact);
        browser.await("[data-share]", "not known: its positions were good to ± 2.50 m");
        browser.click("button", "Back");
        openHistory(silent);
        browser.await("[data-track]", "No track was kept: no position was told in that time");
        browser.awaitNone("[data-share]");
        browser.click("button", "Back");
        openHistory(way);
        browser.await("[data-share]", "Its zone is a route");
        browser.await(".history li", "Nothing is written down of this task");
    }
}
