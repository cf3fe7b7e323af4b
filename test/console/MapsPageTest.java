package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.archive.ArchiveService;
import depot.archive.place.LocalPlane;
import depot.archive.place.Placement;
import depot.archive.recording.FieldRecordings;
import depot.common.json.JsonObject;
import depot.discovery.Discovery;
import depot.support.Await;
import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What the page shows of recordings and of the maps made of them, in a real browser. */
class MapsPageTest {
    @TempDir
    static Path folder;

    @Test
    void aSessionOpensToItsTrackAndAMapShowsItsPicture() throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        Path session = Files.createDirectories(folder.resolve("sessions/bvr-01/sessions/2026-11-29T00-42-03")).resolve("session.rrd");
        Files.setLastModifiedTime(Files.write(session, FieldRecordings.read("compacted")), FileTime.from(Instant.now().minusSeconds(7200)));
        try (ArchiveService archive = ArchiveService.start(folder);
                Discovery discovery = Discovery.start(Map.of("PORT", "0", "TELEMETRY_PORT", "0", "ROVER_LINKS", "off", "DATA_DIR",
                        folder.resolve("discovery").toString(), "SESSIONS_DIR", folder.resolve("sessions").toString(), "ARCHIVE_PORT",
                        String.valueOf(archive.api().port())));
                Browser browser = new Browser()) {
            Await.until("a map was made", () -> Integer.valueOf(1).equals(archive.api().get("/maps").json().get("total")));
            browser.open(discovery.port(), "sessions");
            browser.await("td.number", "120");
            browser.await("tr button.small", "Open").click();
            browser.await(".session-detail figcaption", "12 m across");
            browser.await(".session-detail", "11.9 m driven");
            browser.await(".session-events", "Session ended");
            browser.await(".session-curves figcaption", "/power/battery_voltage");
            browser.open(discovery.port(), "maps");
            browser.await(".made-map h2", "map_41.48");
            browser.await(".made-map", "points · version 1");
            Await.until("its picture is drawn", () -> Boolean.TRUE.equals(
                    browser.script("return document.querySelector('.made-map canvas').width > 300")));
            assertEquals(0L, browser.script("return document.querySelectorAll('#main .problem:not([hidden])').length"));
            assertTrue(archive.api().get("/maps").text().contains("thumbnail.png"));
        }
    }

    private static final double TURN = Math.toRadians(30);
    private static final String PANE = ".place-maps figure:first-child canvas";
    private static final String SITE_MAP = ".place-maps figure:last-child canvas";

    /** A canvas' pixel, as far from its middle as said: red, green and blue. */
    private static List<?> pixel(Browser browser, String css, double right, double down) {
        return (List<?>) browser.script("""
                const canvas = document.querySelector(arguments[0]);
                const copy = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
                const context = copy.getContext('2d', {willReadFrequently: true});
                context.drawImage(canvas, 0, 0);
                const ratio = canvas.width / canvas.clientWidth;
                const [right, down] = [arguments[1] * ratio, arguments[2] * ratio];
                const [x, y] = [Math.round(canvas.width / 2 + right), Math.round(canvas.height / 2 + down)];
                return [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];""",
                css, right, down);
    }

    private static long whitePixels(Browser browser, String css) {
        return (long) browser.script("""
                const canvas = document.querySelector(arguments[0]);
                const copy = Object.assign(document.createElement('canvas'), {width: canvas.width, height: canvas.height});
                const context = copy.getContext('2d', {willReadFrequently: true});
                context.drawImage(canvas, 0, 0);
                const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
                let white = 0;
                for (let i = 0; i < data.length; i += 4) white += data[i] === 255 && data[i + 1] === 255 && data[i + 2] === 255;
                return white;""", css);
    }

    private static void opacity(Browser browser, String css, int perCent) {
        browser.script("const range = document.querySelector(arguments[0]); range.value = arguments[1];"
                + " range.dispatchEvent(new Event('input'));",
                css, perCent);
    }

    private static double field(Browser browser, String name) {
        return Double.parseDouble(browser.find("input[name=" + name + "]").getDomProperty("value"));
    }

    private static void type(Browser browser, String name, double value) {
        WebElement input = browser.find("input[name=" + name + "]");
        input.clear();
        input.sendKeys(String.format(Locale.ROOT, "%.8f", value));
    }

    /** The field's yard, 24 by 16 m, whose recording says nothing of where it is. */
    private static String unplaced(ArchiveService archive) throws Exception {
        Await.until("a map was made", () -> Integer.valueOf(1).equals(archive.api().get("/maps").json().get("total")));
        return (String) Json.objects(archive.api().get("/maps").json().get("maps")).getFirst().get("id");
    }

    @Test
    void aMapIsPlacedByTwoPointsSeenBeforeItIsSavedAndLaidOnTheSitesMap(@TempDir Path own) throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        Path session = Files.createDirectories(own.resolve("sessions/frog-0/sessions/2026-11-29T00-41-56")).resolve("session.rrd");
        Files.setLastModifiedTime(Files.write(session, FieldRecordings.read("field")), FileTime.from(Instant.now().minusSeconds(7200)));
        Axe axe = new Axe();
        try (ArchiveService archive = ArchiveService.start(own);
                Site site = new Site(own, "ARCHIVE_PORT", String.valueOf(archive.api().port()));
                Browser browser = new Browser()) {
            site.dispatch().send("PUT", "/site", "{\"origin\":{\"latitude\":48.1375,\"longitude\":11.5755}}"
                    .getBytes(StandardCharsets.UTF_8));
            String map = unplaced(archive);
            browser.open(site.port(), "maps");
            browser.await(".made-map", "its rover’s own frame");
            browser.click("[data-place]", "Place");
            browser.await(".place-panel", "Click a place that you know, on the made map’s picture");
            axe.look(browser, "placing a map");
            placeByPointer(browser);
            browser.click(".place-panel button", "Save its place");
            browser.await(".placed-note", "has its place");
            Placement saved = Placement.from(JsonObject.parse(archive.api().get("/maps/" + map).body()).object("placement").orElseThrow());
            assertEquals("operator", saved.source());
            assertEquals(TURN, saved.turn(), 1e-4);
            browser.await(".made-map .small", "48.13"); // its card says where it is
            axe.look(browser, "a map that was placed");
            browser.click(".placed-note button", "Undo");
            browser.await(".placed-note", "without a place again");
            assertNull(archive.api().get("/maps/" + map).json().get("placement"));
            browser.await(".made-map", "its rover’s own frame");
            placeByKeys(browser);
            Placement again = Placement.from(JsonObject.parse(archive.api().get("/maps/" + map).body()).object("placement").orElseThrow());
            assertEquals("operator", again.source());
            layIt(browser, site.port());
            undoReturnsToThePlaceBefore(browser, archive, site.port(), map, again);
            assertEquals(List.of(), browser.complaints());
            browser.await(".made-map button", "Place again").click();
            browser.await(".place-panel", "Click a place");
            points(browser, 0, 0, 48.1376, 11.5756);
            browser.script("window.fetch = () => Promise.reject(new TypeError('gone'))"); // archive cannot be reached any more
            browser.click(".place-panel button", "Save its place");
            browser.await(".place-panel .problem", "Archive cannot be reached");
            assertTrue(browser.find(".place-panel button[type=submit]").isEnabled(), "it can be tried again");
        }
    }

    /** Two points 24 m apart on the yard's long wall, of which the second is east of the first, turned by 30 degrees. */
    private static void points(Browser browser, double x, double y, double latitude, double longitude) {
        LocalPlane plane = new LocalPlane(latitude, longitude);
        type(browser, "x1", x);
        type(browser, "y1", y);
        type(browser, "latitude1", latitude);
        type(browser, "longitude1", longitude);
        type(browser, "x2", x + 24);
        type(browser, "y2", y);
        type(browser, "latitude2", plane.latitudeOf(24 * Math.sin(TURN)));
        type(browser, "longitude2", plane.longitudeOf(24 * Math.cos(TURN)));
    }

    private static void placeByPointer(Browser browser) throws Exception {
        browser.clickAt(browser.find(PANE), 0, 0);
        browser.await(".place-panel", "Now click the same place on the site’s map");
        assertEquals(12, field(browser, "x1"), 3, "about the middle of the picture, beside room for names, is the yard's");
        assertEquals(8, field(browser, "y1"), 1);
        browser.clickAt(browser.find(SITE_MAP), 0, 0);
        browser.await(".place-panel", "Click a second place");
        browser.clickAt(browser.find(SITE_MAP), 100, 0);
        double latitude = field(browser, "latitude1");
        double longitude = field(browser, "longitude1");
        double pixels = 100 / new LocalPlane(latitude, longitude).east(field(browser, "longitude2")); // of a metre
        assertEquals(latitude, field(browser, "latitude2"), 1e-7);
        browser.click(".place-panel button", "Undo");
        assertEquals("", browser.find("input[name=latitude2]").getDomProperty("value"));
        browser.click(".place-panel button", "Begin anew");
        assertEquals("", browser.find("input[name=x1]").getDomProperty("value"));

        opacity(browser, ".place-panel input[name=opacity]", 100);
        browser.clickAt(browser.find(SITE_MAP), -60, 60); // where the yard's corner is to be
        points(browser, 0, 0, field(browser, "latitude1"), field(browser, "longitude1"));
        browser.await("[data-placement]", "24.00 m apart in the map, 24.00 m on the site; turned by 30.0°");
        double[][] inside = {{12, 1}, {1, 8}, {12, 15}, {23, 8}};
        double[][] outside = {{12, -1.5}, {-1.5, 8}, {12, 17.5}, {25.5, 8}};
        for (int i = 0; i < 4; i++) {
            double[] in = inside[i];
            double[] out = outside[i];
            browser.awaitTrue("the yard is seen where it is to be", () -> at(browser, in, pixels).equals(List.of(255L, 255L, 255L)));
            assertNotEquals(List.of(255L, 255L, 255L), at(browser, out, pixels), "and not beyond its walls");
        }
        type(browser, "x2", 30);
        browser.await(".place-panel .problem", "they are 30.0 m apart in the map, and 24.0 m on the site");
        assertFalse(browser.find(".place-panel button[type=submit]").isEnabled());
        type(browser, "x2", 24);
        browser.awaitNone(".place-panel .problem");
    }

    private static List<?> at(Browser browser, double[] place, double pixels) {
        return pixel(browser, SITE_MAP, -60 + pixels * (Math.cos(TURN) * place[0] - Math.sin(TURN) * place[1]),
                60 - pixels * (Math.sin(TURN) * place[0] + Math.cos(TURN) * place[1]));
    }

    /** Without a pointer: from the card to the saved place. */
    private static void placeByKeys(Browser browser) throws Exception {
        browser.await("[data-place]", "Place");
        browser.script("document.querySelector('#main').focus()");
        browser.tabTo("[data-place]");
        browser.press(Keys.ENTER);
        browser.await(".place-panel", "Click a place");
        browser.tabTo(PANE);
        browser.press(Keys.ENTER);
        browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ENTER);
        browser.awaitTrue("both points of the map are set", () -> field(browser, "x2") > field(browser, "x1") + 1);
        browser.press("u", Keys.ENTER);
        assertTrue(field(browser, "x2") > field(browser, "x1") + 1, "undone and set again");
        browser.tabTo(SITE_MAP);
        browser.press(Keys.ENTER);
        LocalPlane plane = new LocalPlane(field(browser, "latitude1"), field(browser, "longitude1"));
        double apart = field(browser, "x2") - field(browser, "x1");
        browser.tabTo("input[name=latitude2]");
        browser.press(String.format(Locale.ROOT, "%.8f", plane.latitudeOf(apart)), Keys.TAB,
                String.format(Locale.ROOT, "%.8f", plane.longitude()));
        browser.await("[data-placement]", "turned by 90.0°");
        browser.tabTo(".place-panel button[type=submit]");
        browser.press(Keys.ENTER);
        browser.await(".placed-note", "has its place");
    }

    /** The switch of layers, its opacity, and both kept when the page is opened again. */
    private static void layIt(Browser browser, int port) throws Exception {
        browser.await(".made-map button", "On the site’s map").click();
        browser.awaitTrue("it is laid", () -> "true".equals(browser.find("[data-layer]").getDomAttribute("aria-pressed")));
        browser.open(port, "fleet");
        browser.awaitTrue("it is on the fleet's map", () -> whitePixels(browser, "#main .map canvas") > 5000);
        browser.find(".map-layers summary").click();
        browser.await(".map-layers .check", "map_frog-0");
        opacity(browser, ".map-layers input[type=range]", 40);
        browser.awaitTrue("it is fainter", () -> whitePixels(browser, "#main .map canvas") < 500);
        opacity(browser, ".map-layers input[type=range]", 100);
        browser.awaitTrue("it is back", () -> whitePixels(browser, "#main .map canvas") > 5000);
        new Axe().look(browser, "the fleet's map with a layer");
        browser.find(".map-layers input[type=checkbox]").click();
        browser.awaitTrue("it is gone", () -> whitePixels(browser, "#main .map canvas") < 500);
    }

    private static void undoReturnsToThePlaceBefore(Browser browser, ArchiveService archive, int port, String map, Placement before)
            throws Exception {
        browser.open(port, "maps");
        browser.await(".made-map button", "Place again").click();
        browser.await(".place-panel", "Click a place");
        points(browser, 0, 0, 48.1380, 11.5760);
        browser.click(".place-panel button", "Save its place");
        browser.click(".placed-note button", "Undo");
        browser.await(".placed-note", "where it was before");
        Placement after = Placement.from(JsonObject.parse(archive.api().get("/maps/" + map).body()).object("placement").orElseThrow());
        assertEquals(before.latitude(), after.latitude(), 1e-8);
        assertEquals(before.longitude(), after.longitude(), 1e-8);
        assertEquals(before.turn(), after.turn(), 1e-6);
    }

    /** Without a site's origin its map has no coordinates: they are typed, and why is said. */
    @Test
    void withoutAnOriginCoordinatesAreTyped(@TempDir Path own) throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        Path session = Files.createDirectories(own.resolve("sessions/frog-0/sessions/2026-11-29T00-41-56")).resolve("session.rrd");
        Files.setLastModifiedTime(Files.write(session, FieldRecordings.read("field")), FileTime.from(Instant.now().minusSeconds(7200)));
        try (ArchiveService archive = ArchiveService.start(own);
                Site site = new Site(own, "ARCHIVE_PORT", String.valueOf(archive.api().port()));
                Browser browser = new Browser()) {
            site.forgetOrigin();
            String map = unplaced(archive);
            browser.open(site.port(), "maps");
            browser.click("[data-place]", "Place");
            browser.await(".place-panel", "Click a place");
            browser.clickAt(browser.find(SITE_MAP), 20, 20);
            browser.await(".place-panel .problem", "The site’s origin is not set");
            points(browser, 0, 0, 48.1375, 11.5755);
            browser.click(".place-panel button", "Save its place");
            browser.await(".placed-note", "has its place");
            Map<String, Object> placement = Json.object(archive.api().get("/maps/" + map).json().get("placement"));
            assertEquals(48.1375, Json.number(placement.get("latitude")), 1e-7);
        }
    }
}
