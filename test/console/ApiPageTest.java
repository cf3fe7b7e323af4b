package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.api.ApiDocument;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;

/** The page of calls, which is made of what the services say of themselves. */
class ApiPageTest {
    @RegisterExtension
    static final PageOfTheClass page = new PageOfTheClass();
    private static Site site;
    private static Browser browser;

    @BeforeAll
    static void start() {
        site = page.site();
        browser = page.browser();
    }

    @Test
    void servicesLeadsToEveryCallAndMessageOfEach() throws Exception {
        browser.open(site.port(), "services");
        browser.click("[data-service=dispatch] a", "what it answers");
        browser.await("h2", "Depot: dispatch");
        shows("dispatch");
        assertEquals("page", browser.await("#services a", "Dispatch").getDomAttribute("aria-current"));
        for (String[] each : new String[][] {{"Discovery", "discovery"}, {"Base station", "gps"}}) {
            browser.click("#services a", each[0]);
            browser.await("h2", "Depot: " + each[1]);
            shows(each[1]);
        }
        assertEquals(List.of(), browser.complaints());
        browser.click("#services a", "Archive"); // which does not run here
        browser.await(".problem", "Archive cannot be asked");
        browser.complaints();
    }

    private static void shows(String service) {
        List<String> shown = browser.all("summary code").stream().map(WebElement::getText).toList();
        for (ApiDocument.Operation each : ApiDocument.of(service).operations()) {
            assertTrue(shown.contains(each.toString()), () -> each + " is not among " + shown);
        }
        for (ApiDocument.Channel each : ApiDocument.of(service).channels()) {
            assertTrue(shown.containsAll(each.sent().keySet()) && shown.containsAll(each.received().keySet()),
                    () -> each.address() + " lacks some in " + shown);
        }
    }

    @Test
    void aCallShowsItsFieldsItsStatusesAndAnExampleAndIsAccessible() throws Exception {
        browser.go("http://localhost:" + site.port() + "/api.html#dispatch");
        browser.click("summary", "POST /zones Make a zone");
        browser.await("details[open] pre", "name: string to 128 characters");
        browser.await("details[open] h4", "422: A value that is not allowed");
        browser.await("details[open] pre", "\"zoneType\": \"route\"");
        browser.click("summary", "task_update from the service");
        browser.await("details[open] pre", "status: \"pending\" | \"assigned\"");
        try (InputStream in = ApiPageTest.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            browser.script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals("", browser.scriptToEnd("""
                const done = arguments[0];
                axe.run(document, {resultTypes: ['violations']}).then(({violations}) => done(violations
                    .map(each => `${each.id}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`).join('\\n')),
                    error => done(String(error)));"""));
        assertEquals(1L, browser.script("return document.querySelectorAll('h1').length"));
        assertEquals(List.of(), browser.complaints());
    }
}
