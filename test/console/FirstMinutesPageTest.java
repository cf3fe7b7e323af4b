package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.Json;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A new user's first ten minutes with an empty depot: origin, picture, area, lanes, mission, start, stop, release. By the page alone. */
class FirstMinutesPageTest {
    @TempDir
    static Path folder;

    @Test
    void fromAnEmptyDepotToARoverThatDrivesAndStands() throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        try (Site site = new Site(folder); Browser browser = new Browser(); ScriptedRover rover = new ScriptedRover(site, "first-1",
                "First")) {
            browser.open(site.port(), "dispatch");
            browser.await(".map-why", "The site’s origin is not set");
            browser.click("#tab-zones", "Zones");
            browser.click("button", "Site");
            browser.find("input[name=latitude]").sendKeys("48.1375");
            browser.find("input[name=longitude]").sendKeys("11.5755");
            browser.click("form button", "Set the origin");
            browser.awaitNone(".map-why");

            browser.click("button", "Site");
            browser.await("[data-origin]", "48.1375000, 11.5755000");
            browser.find("input[name=picture]").sendKeys(picture().toString());
            browser.await("[data-picture]", "It has no place yet");
            browser.click("button", "Place it by points");
            WebElement map = browser.find("canvas");
            browser.clickAt(map, -100, 0);
            browser.await(".map-hint", "Now click where that place is");
            browser.clickAt(map, -140, 20);
            browser.clickAt(map, 100, 0);
            browser.clickAt(map, 150, 20);
            browser.await("[data-picture]", "2 pairs of points");
            browser.click("button", "Keep it there");
            browser.await("[data-picture]", "It lies under the map");
            List<Map<String, Object>> corners = Json.objects(site.dispatch().get("/site").json().get("imageCorners"));
            assertEquals(3, corners.size());
            assertEquals(200, site.dispatch().get("/site/image").status());
            browser.click("button", "← Back");

            browser.click("button", "New zone");
            browser.find("input[name=name]").sendKeys("Front lawn");
            browser.choose("select[name=type]", "polygon");
            browser.clickAt(map, -150, 120);
            browser.clickAt(map, 150, 120);
            browser.clickAt(map, 150, -120);
            browser.clickAt(map, -150, -120);
            browser.choose("select[name=inside]", "lanes");
            browser.await("[data-route]", "covers ");
            browser.click("form button", "Save");
            browser.await("[data-zone]", "Front lawn");
            Map<String, Object> zone = Json.objects(site.dispatch().get("/zones").text()).getFirst();
            assertTrue(Json.objects(zone.get("waypoints")).size() > 10, "it has lanes");
            assertEquals(4, Json.objects(zone.get("polygon")).size());

            browser.click("#tab-missions", "Missions");
            browser.click("button", "New mission");
            browser.find("input[name=name]").sendKeys("Mow it");
            browser.click("form button", "Make it");
            browser.click("[data-mission] button", "Start");
            String task = rover.awaitTask();
            rover.reports(task, 10, 4);
            browser.await("[data-task]", "10 % · waypoint 5 of ");

            browser.find("#stop").click();
            browser.click("dialog button", "Stop everything");
            assertEquals(task, rover.awaitCancel());
            browser.await("dialog", "1 task stopped:");
            browser.press(Keys.ESCAPE);
            browser.await("[data-banner=hold]", "Everything is stopped since");
            browser.click("[data-banner=hold] button", "Release dispatch");
            browser.click("dialog button", "Release it");
            browser.awaitNone("[data-banner=hold]");
            assertEquals(List.of(), browser.complaints());
        }
    }

    private static Path picture() throws Exception {
        BufferedImage image = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(90, 130, 80));
        pen.fillRect(0, 0, 320, 200);
        pen.setColor(Color.WHITE);
        pen.drawRect(40, 40, 200, 100);
        pen.dispose();
        Path file = folder.resolve("yard.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
