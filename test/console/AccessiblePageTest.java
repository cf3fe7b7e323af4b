package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** axe-core finds nothing critical or serious on any view or form. Its script is the one in Deque's jar for Selenium. */
class AccessiblePageTest {
    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass();
    private static Site site;
    private static Browser browser;
    private static String axe;

    @BeforeAll
    static void start() throws Exception {
        try (InputStream in = AccessiblePageTest.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        site = page.site();
        browser = page.browser();
    }

    private static void look(String where) {
        browser.script(axe);
        assertEquals("", browser.scriptToEnd("""
                const done = arguments[0];
                const bad = each => ['critical', 'serious'].includes(each.impact);
                const where = each => each.nodes.slice(0, 4).map(node => node.html.slice(0, 160)).join(' | ');
                axe.run(document, {resultTypes: ['violations']}).then(
                    ({violations}) => done(violations.filter(bad).map(each => `${each.id}: ${each.help}: ${where(each)}`).join('\\n')),
                    error => done(String(error)));"""), where);
        assertEquals(1L, browser.script(
                "return [...document.querySelectorAll('h1')].filter(each => each.checkVisibility() && !each.closest('dialog')).length"),
                where + " has one h1");
    }

    @Test
    void everyViewAndFormIsAccessible() throws Exception {
        site.dispatch().send("PUT", "/site", "{\"origin\":{\"latitude\":48.1375,\"longitude\":11.5755}}".getBytes(StandardCharsets.UTF_8));
        String zone = (String) site.dispatch().post("/zones",
                "{\"name\":\"Yard\",\"zoneType\":\"polygon\",\"waypoints\":[{\"x\":5,\"y\":5},{\"x\":20,\"y\":10}],"
                + "\"polygon\":[{\"lat\":48.1375,\"lon\":11.5755},"
                + "{\"lat\":48.1375,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5755}]}").json().get("id");
        site.dispatch().post("/missions", "{\"name\":\"Round\",\"zoneId\":\"" + zone
                + "\",\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 8 * * *\",\"loop\":false}}");
        try (ScriptedRover rover = new ScriptedRover(site, "axe-1", "Axel")) {
            rover.isAt(1, 1, 40, 5);
            for (String view : List.of("fleet", "dispatch", "base", "sessions", "services")) {
                browser.open(site.port(), view);
                browser.await("#links-state", "Live");
                look(view);
            }
            browser.open(site.port(), "fleet");
            browser.await(".alarms .critical", "Reports a fault");
            browser.click(".roster button", "Axel");
            browser.await(".map-card", "Axel");
            look("a rover's card");
            browser.click("button", "Alarm history");
            browser.await("dialog", "Alarm history");
            look("the history of alarms");
            browser.open(site.port(), "dispatch");
            browser.click("#tab-zones", "Zones");
            browser.await("[data-zone]", "Yard");
            look("the zones");
            browser.click("[data-zone] button", "Edit");
            browser.await("[data-route]", "waypoints");
            browser.choose("select[name=inside]", "lanes");
            look("a zone's form");
            browser.choose("select[name=type]", "route");
            look("a route's form");
            browser.open(site.port(), "dispatch");
            browser.click("#tab-zones", "Zones");
            browser.click("button", "Site");
            browser.await("[data-origin]", "x 0, y 0 is at");
            look("the site");
            browser.open(site.port(), "dispatch");
            browser.click("#tab-missions", "Missions");
            browser.click("[data-mission] button", "Edit");
            for (String kind : List.of("manual", "once", "days", "every", "cron")) {
                browser.choose("select[name=kind]", kind);
                look("a mission's form, " + kind);
            }
            browser.find("#stop").click();
            browser.await("dialog", "Stop everything?");
            look("the stop");
        }
    }
}
