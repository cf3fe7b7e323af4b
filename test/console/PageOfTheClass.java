package depot.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A base station and a browser for all the tests of a class, as a static field with {@code @RegisterExtension}; where there can be no
 * browser they are skipped. One thread.
 */
final class PageOfTheClass implements BeforeAllCallback, AfterAllCallback {
    private final Preparation preparation;
    private final String[] settings;
    private Path folder;
    private Site site; // these are null before they are started
    private Browser browser;

    /** Puts what was there before into the folder of a base station that has not started. */
    @FunctionalInterface
    interface Preparation {
        void prepare(Path folder) throws Exception;
    }

    /** @param settings of the base station: name, value, name, value */
    PageOfTheClass(String... settings) {
        this(folder -> { }, settings);
    }

    /** As above, with something kept already. */
    PageOfTheClass(Preparation preparation, String... settings) {
        this.preparation = preparation;
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Browser.missing().ifPresent(why -> assumeTrue(false, why));
        folder = Files.createTempDirectory("depot-test-page");
        preparation.prepare(folder);
        site = new Site(folder, settings);
        browser = new Browser();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (site != null) {
            site.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    Site site() {
        return site;
    }

    Browser browser() {
        return browser;
    }

    /** What the base station keeps is below it. */
    Path folder() {
        return folder;
    }
}
