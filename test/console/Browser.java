package depot.console;

import depot.support.Await;
import depot.support.KeptPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.remote.RemoteWebDriver;

/** A Chromium without a window, with a profile of its own that is thrown away. One thread. */
public final class Browser implements AutoCloseable {
    private static final String STARTED = "was started successfully";
    public static final Duration PATIENCE = Duration.ofSeconds(30); // it shares its machine
    private static final int CLICK_TRIES = 10;
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 900;

    private final Process chromedriver;
    private final Path profile;
    private final RemoteWebDriver driver;

    public Browser() throws IOException {
        profile = Files.createTempDirectory("depot-test-chromium");
        int port = KeptPort.choose(); // one that it takes by itself is often another's in IPv4 while thousands of connections are open
        chromedriver = new ProcessBuilder(program("chromedriver").orElseThrow().toString(), "--port=" + port).redirectErrorStream(true)
                .start();
        try {
            awaitStart();
            driver = new RemoteWebDriver(URI.create("http://127.0.0.1:" + port).toURL(), capabilities(), false);
            driver.manage().timeouts().scriptTimeout(PATIENCE);
        } catch (IOException | RuntimeException e) {
            chromedriver.destroy();
            throw e;
        }
    }

    /** Why there can be no browser here; empty when there can. */
    public static Optional<String> missing() {
        return Stream.of("chromium", "chromedriver").filter(name -> program(name).isEmpty())
                .map(name -> "there is no " + name + " on this machine (Debian: chromium, chromium-driver)").findFirst();
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    private void awaitStart() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(chromedriver.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(STARTED)) {
                return;
            }
            said.add(line);
        }
        throw new IOException("chromedriver did not start: " + said);
    }

    private MutableCapabilities capabilities() {
        MutableCapabilities capabilities = new MutableCapabilities();
        capabilities.setCapability("browserName", "chrome");
        capabilities.setCapability("goog:chromeOptions", Map.of("binary", program("chromium").orElseThrow().toString(), "args", List.of(
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir=" + profile, "--window-size="
                + WIDTH + "," + HEIGHT)));
        capabilities.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        return capabilities;
    }

    /** @param view the part of the address after the hash */
    public void open(int port, String view) {
        driver.get("about:blank"); // another hash alone would be no new page
        driver.get("http://localhost:" + port + "/#" + view);
    }

    /** Any address. */
    public void go(String address) {
        driver.get(address);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** @param script calls its last argument when it is done */
    public Object scriptToEnd(String script) {
        return driver.executeAsyncScript(script);
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** Those that are there now. */
    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The visible element with that text, once it is there. */
    public WebElement await(String css, String text) throws Exception {
        try {
            return Await.value(css + " with “" + text + "”", PATIENCE, () -> quietly(() -> driver.findElements(By.cssSelector(css)).stream()
                    .filter(element -> element.isDisplayed() && element.getText().contains(text)).findFirst()).orElse(Optional.empty()));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; there is " + driver.findElements(By.cssSelector(css)).stream()
                    .filter(WebElement::isDisplayed)
                    .map(WebElement::getText).toList(), e);
        }
    }

    void awaitNone(String css) throws Exception {
        awaitTrue("no " + css, () -> driver.findElements(By.cssSelector(css)).stream().noneMatch(WebElement::isDisplayed));
    }

    void awaitTrue(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, PATIENCE, () -> quietly(condition).orElse(false));
    }

    /** An element that disappears while it is read was not the one that was waited for. */
    private static <T> Optional<T> quietly(Callable<T> look) throws Exception {
        try {
            return Optional.ofNullable(look.call());
        } catch (WebDriverException e) {
            return Optional.empty();
        }
    }

    /** Tries again where the page drew the element anew just then. */
    void click(String css, String text) throws Exception {
        for (int tries = 1;; tries++) {
            try {
                await(css, text).click();
                return;
            } catch (StaleElementReferenceException e) {
                if (tries == CLICK_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @param right from the element's middle, in pixels; {@code down} alike */
    void clickAt(WebElement element, int right, int down) {
        new Actions(driver).moveToElement(element, right, down).click().perform();
    }

    /** In a list to choose from, as a person does, by what the option stands for. */
    void choose(String css, String value) {
        find(css + " option[value='" + value + "']").click();
    }

    /** To whatever has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Tabs on until the focused element fits; fails after many. */
    void tabTo(String css) {
        for (int i = 0; i < 80; i++) {
            if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the Tab key does not come to " + css);
    }

    /** What the page complained of since this was last asked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                // the machine's, which others change
                .map(Object::toString).filter(each -> !each.contains("net::ERR_NETWORK_CHANGED")).toList();
    }

    void forgetEverything() {
        script("if (location.protocol.startsWith('http')) { localStorage.clear(); sessionStorage.clear(); }"); // a blank page has none
    }

    @Override
    public void close() throws IOException {
        try {
            driver.quit();
        } finally {
            chromedriver.destroy();
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
