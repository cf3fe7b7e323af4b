package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.link.Operator;
import depot.sim.fleet.DrivenRovers;
import depot.sim.rover.Mode;
import depot.support.Api;
import depot.support.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** What the page shows of rovers' own links and does with them, in a real browser with simulated daemons. */
class LinkPageTest {
    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass();
    private static Site site;
    private static Browser browser;

    @BeforeAll
    static void start() {
        site = page.site();
        browser = page.browser();
    }

    private static void register(String id, String address) throws Exception {
        Api.Answer answer = site.discovery().post("/register", "{\"id\":\"" + id + "\",\"name\":\"" + id + "\",\"address\":\"" + address
                + "\"}");
        assertEquals(200, answer.status());
    }

    private static String picture() {
        return (String) browser.script("return document.querySelector('canvas').toDataURL()");
    }

    @Test
    void theMarkMovesByItsLinkAndTheButtonStopsARoverThatIsDrivenByHand() throws Exception {
        try (DrivenRovers rovers = DrivenRovers.start(2)) {
            register("Roamer", rovers.address(0));
            register("Lost", "ws://127.0.0.1:1");
            browser.open(site.port(), "fleet");
            browser.await(".roster td", "Roamer").click();
            browser.await(".map-card", "Own link");
            browser.await(".map-card dd", "up");
            String before = picture();
            try (Operator operator = new Operator("127.0.0.1", rovers.port(0))) {
                operator.drive(1, 0.1);
                browser.await(".map-card", "1.00 m/s");
                browser.awaitTrue("its mark moves", () -> !before.equals(picture()));
                browser.await(".roster td", "Teleop");

                browser.find("#stop").click();
                browser.click("dialog button", "Stop everything");
                browser.await("[data-stop='The rovers']", "1 rover stands:");
                browser.await("[data-stop='The rovers']", "Roamer · after");
                browser.await("[data-stop='The rovers']", "Lost: its link is not up");
                browser.await("[data-stop='Dispatch']", "There was no open task");
                assertEquals(Mode.EMERGENCY_STOP, rovers.mode(0));
                Await.until("it stands", () -> rovers.speed(0) == 0);
                browser.press(Keys.ESCAPE);
            }
            browser.await("[data-banner=unconfirmed]", "1 rover has not confirmed the e-stop");
            browser.await("[data-banner=unconfirmed]", "Lost: ");
            register("Lost", rovers.address(1));
            // within ten seconds the first stop reaches it by itself: then there is no button any more
            browser.script("document.querySelector('[data-banner=unconfirmed] button')?.click()");
            browser.awaitNone("[data-banner=unconfirmed]");
            assertEquals(Mode.EMERGENCY_STOP, rovers.mode(1));

            browser.await(".map-card", "E-stop");
            browser.click(".map-card button", "Release");
            browser.await("dialog", "Look at it first");
            browser.click("dialog button", "Release it");
            Await.until("it is free", () -> rovers.mode(0) == Mode.IDLE);
            assertEquals(Mode.EMERGENCY_STOP, rovers.mode(1), "the other was not named");
            browser.click(".map-card button", "E-stop");
            Await.until("it alone is stopped", () -> rovers.mode(0) == Mode.EMERGENCY_STOP);
        }
        browser.await(".map-card dd", "down for");
        browser.await(".map-card dd", "refused");
        assertTrue(browser.complaints().isEmpty(), () -> browser.complaints().toString());
    }

    @Test
    void eachOfTheTwoHasItsOwnOutcome() throws Exception {
        try (DrivenRovers rovers = DrivenRovers.start(1)) {
            register("Alone", rovers.address(0));
            browser.open(site.port(), "fleet");
            browser.await(".roster td", "Alone");
            browser.await("#links-state", "Live");
            int port = site.dispatchPort();
            site.stopDispatch();
            browser.find("#stop").click();
            browser.click("dialog button", "Stop everything");
            browser.await("[data-stop='The rovers']", "Alone · after");
            browser.await("[data-stop='Dispatch']", "It is not known that anything has stopped");
            assertEquals(Mode.EMERGENCY_STOP, rovers.mode(0));
            site.startDispatch(port);
            browser.press(Keys.ESCAPE);
        }
        site.discovery().send("DELETE", "/rovers/Alone", null);
    }
}
