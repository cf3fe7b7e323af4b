package depot.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.TestService;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A page whose services want a token; two of them are not even there. */
class TokenPageTest {
    @TempDir
    Path folder;

    @Test
    void theTokenIsAskedForOnceAndKeptForTheSession() throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        try (TestService service = TestService.start(folder, "CONSOLE_TOKEN", "open sesame", "DISPATCH_PORT", "1", "GPS_PORT", "1");
                Browser browser = new Browser()) {
            service.api().register("guarded");
            browser.open(service.port(), "fleet");
            browser.await("dialog h1", "The services want an access token");
            browser.press("wrong", Keys.ENTER);
            browser.await("dialog", "The services do not know that token.");
            browser.click("dialog button", "Not now");
            browser.await(".banner", "Discovery wants an access token.");
            browser.click(".banner button", "Enter it");
            browser.await("dialog", "The services do not know that token.");
            browser.press("open sesame", Keys.ENTER);
            browser.await(".roster td", "a rover");
            assertEquals("open sesame", browser.script("return sessionStorage.getItem('depot.token')"));
            assertEquals(false, browser.script(
                    "return JSON.stringify(localStorage).includes('sesame') || document.documentElement.outerHTML.includes('sesame')"));
            browser.open(service.port(), "services");
            browser.await("[data-service=discovery] .badge", "Live");
            browser.await(".banner", "Dispatch cannot be reached");
            browser.await("[data-service=dispatch]", "Not connected");
        }
    }
}
