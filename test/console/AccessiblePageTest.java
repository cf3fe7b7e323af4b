package depot.console;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** axe-core finds nothing critical or serious on any view or form. */
@Timeout(180) // every view, looked at by axe
class AccessiblePageTest {
    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass();
    private static Site site;
    private static Browser browser;
    private static Axe axe;

    @BeforeAll
    static void start() throws Exception {
        axe = new Axe();
        site = page.site();
        browser = page.browser();
    }

    private static void look(String where) {
        axe.look(browser, where);
    }

    @Test
    void everyViewAndFormIsAccessible() throws Exception {
        site.dispatch().send("PUT", "/site", "{\"origin\":{\"latitude\":48.1375,\"longitude\":11.5755}}".getBytes(StandardCharsets.UTF_8));
        String zone = (String) site.dispatch().post("/zones",
                "{\"name\":\"Yard\",\"zoneType\":\"polygon\",\"waypoints\":[{\"x\":5,\"y\":5},{\"x\":20,\"y\":10}],"
                + "\"polygon\":[{\"lat\":48.1375,\"lon\":11.5755},"
                + "{\"lat\":48.1375,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5762},{\"lat\":48.138,\"lon\":11.5755}]}").json().get("id");
        String mission = (String) site.dispatch().post("/missions", "{\"name\":\"Round\",\"zoneId\":\"" + zone
                + "\",\"schedule\":{\"trigger\":\"cron\",\"cron\":\"0 8 * * *\",\"loop\":false}}").json().get("id");
        site.endedTask(mission, "axe-1", Instant.now().minusSeconds(600), Instant.now().minusSeconds(60));
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
            browser.click("button", "Tracks");
            browser.await(".track-panel", "No track was kept in this time.");
            look("tracks");
            browser.click("button", "Alarm history");
            browser.await("dialog", "Alarm history");
            look("the history of alarms");
            browser.open(site.port(), "dispatch");
            browser.click("[data-task] button", "History");
            browser.await("[data-track]", "No track was kept");
            look("a task's track and history");
            browser.click("button", "Back");
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
