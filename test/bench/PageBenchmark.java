package depot.bench;

import depot.console.Browser;
import depot.console.Heartbeats;
import depot.support.Api;
import depot.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a frame of the page with a large fleet costs its script, as the page itself measures it. */
final class PageBenchmark implements Bench.Benchmark {
    private static final int ROVERS = 1_000;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final int FEW_FRAMES = 30;

    @Override
    public String name() {
        return "page";
    }

    @Override
    public String note() {
        return """
                %,d rovers that all drive, a heartbeat every two seconds each, on the page of discovery in Chromium without a window or a
                GPU, %d rounds of %d s; script time of each frame as the page counts it (js/frames.js). Browser, service and rovers share
                the machine. The aim is a median below 8 ms.""".formatted(ROVERS, ROUNDS, ROUND.toSeconds());
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.count("frames", "frames"), Column.number("script p50 ms", "median", 1),
                Column.number("mean ms", "mean", 1), Column.number("p95 ms", "p95", 1));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        if (Browser.missing().isPresent()) {
            throw new IOException(Browser.missing().get());
        }
        try (Stage.Service discovery = stage.discovery(Map.of()); Browser browser = new Browser()) {
            Api api = new Api(discovery.port());
            api.registerFleet(ROVERS);
            try (Heartbeats _ = new Heartbeats(api, ROVERS)) {
                browser.open(discovery.port(), "fleet");
                browser.await(".fleet-head", "1,000 rovers");
                List<Map<String, Object>> rows = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    rows.add(round(browser));
                    stage.say(rows.getLast().toString());
                }
                browser.go("about:blank"); // before nobody is there any more
                return rows;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Map<String, Object> round(Browser browser) throws Exception {
        inPage(browser, "meter.reset(); setTimeout(done, " + ROUND.toMillis() + ");");
        Await.until("frames", Browser.PATIENCE, () -> frames(browser).get("frames").doubleValue() >= FEW_FRAMES);
        return new LinkedHashMap<>(frames(browser));
    }

    @SuppressWarnings("unchecked") // what summary() in js/frames.js gives
    private static Map<String, Number> frames(Browser browser) {
        return (Map<String, Number>) inPage(browser, "done(meter.summary());");
    }

    private static Object inPage(Browser browser, String script) {
        return browser.scriptToEnd("const done = arguments[0]; import('/js/frames.js').then(({meter}) => { " + script + " })");
    }
}
