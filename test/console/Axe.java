package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** axe-core's look at a page, by the script in Deque's jar for Selenium. One thread. */
final class Axe {
    private final String script;

    Axe() throws IOException {
        try (InputStream in = Axe.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Fails for what is critical or serious, and where there is not one h1. @param where is said then */
    void look(Browser browser, String where) {
        browser.script(script);
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
}
