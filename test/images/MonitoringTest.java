package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Json;
import depot.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboards ask for metrics that the services have. */
class MonitoringTest {
    private static final Path SOURCES = Path.of(System.getProperty("depot.root", "."), "src");
    private static final List<Path> CASES = List.of(SOURCES.resolve("monitoring/prometheus/alerts.test.yml"),
            SOURCES.resolve("monitoring/prometheus/hours.test.yml"));
    private static final Pattern METRIC = Pattern.compile("\\b(depot_[a-z_]+)");
    /** Dispatch tells of its database; the simulated fleet and an image of somebody's own have no metrics. */
    private static final Set<String> UNWATCHED = Set.of("postgres", "sim", "splat-worker");
    private static final Pattern OF_A_KIND = Pattern.compile("_(total|bucket|count|sum)$");

    @Test
    void everyMetricThatIsAskedForIsExportedByAService() throws IOException {
        Set<String> exported = names(".java");
        Set<String> asked = new TreeSet<>();
        asked.addAll(names("alerts.yml"));
        asked.addAll(names(".json"));
        assertTrue(asked.size() > 15, () -> "only these are asked for: " + asked);
        asked.removeIf(name -> exported.contains(name) || exported.contains(OF_A_KIND.matcher(name).replaceFirst("")));
        assertEquals(Set.of(), asked);
    }

    @Test
    void everyRuleFiresWhenItShouldAndNotOtherwise() throws Exception {
        List<String> files = CASES.stream().map(Path::toString).toList();
        try (Tool promtool = Tool.start("promtool", "test", "rules", files.getFirst(), files.getLast())) {
            assertEquals(0, promtool.awaitEnd(Duration.ofSeconds(50)), () -> "see promtool test rules " + String.join(" ", files));
        }
    }

    @Test
    void everyRuleFiresInOneCaseAndIsLookedAtWhereItsSeriesAreAbsent() throws IOException {
        String cases = Files.readString(CASES.getFirst()) + Files.readString(CASES.getLast());
        String absent = Stream.of(cases.split("\n  - name: ")).filter(each -> each.startsWith("nothing at all is there")).findFirst()
                .orElseThrow();
        List<String> rules = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(SOURCES.resolve("monitoring/prometheus/alerts.yml"))
                        + Files.readString(SOURCES.resolve("monitoring/prometheus/base.yml")))
                .results().map(rule -> rule.group(1)).toList();
        assertTrue(rules.size() >= 10, rules::toString);
        assertEquals(List.of(), rules.stream().filter(rule -> !Pattern.compile("alertname: " + rule + "\n +exp_alerts:\n").matcher(cases)
                .find()).toList(), "never seen to fire");
        assertEquals(List.of(), rules.stream().filter(rule -> !Pattern.compile("alertname: " + rule + "\\b").matcher(absent).find())
                .toList(), "not looked at where there are no series");
    }

    /** Grafana answers metrics below its path only, and elsewhere sends whoever asks to the address that browsers know. */
    @Test
    void everyContainerIsWatchedButThoseOfWhichAnotherTells() throws IOException {
        String compose = Files.readString(SOURCES.resolveSibling("compose.yaml"));
        String jobs = Files.readString(SOURCES.resolve("monitoring/prometheus/prometheus.yml"));
        List<String> wanted = Stream.of(compose.substring(compose.indexOf("\nservices:")).split("\n  (?=[a-z-]+:\n)"))
                .filter(service -> service.contains("\n    healthcheck:") && !service.contains("\n    restart: \"no\""))
                .map(service -> service.substring(0, service.indexOf(':'))).filter(service -> !UNWATCHED.contains(service)).toList();
        assertTrue(wanted.contains("gps") && wanted.size() >= 8, wanted::toString);
        assertEquals(List.of(), wanted.stream().filter(service -> !jobs.contains("job_name: " + service + "\n")).toList());
        assertTrue(jobs.contains("metrics_path: /grafana/metrics") && compose.contains("GF_SERVER_SERVE_FROM_SUB_PATH: \"true\""));
    }

    @Test
    void whatAlwaysFiresIsNoTroubleOnADashboard() throws IOException {
        Set<String> asked = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES.resolve("monitoring/grafana/dashboards"))) {
            for (Path file : files.toList()) {
                Pattern.compile("ALERTS\\{.*?}").matcher(Files.readString(file)).results().forEach(each -> asked.add(each.group()));
            }
        }
        assertTrue(!asked.isEmpty() && asked.stream().allMatch(each -> each.contains("alertname!=\\\"Watchdog\\\"")), asked::toString);
    }

    @Test
    void everyDashboardIsOneAndEachHasANameOfItsOwn() throws IOException {
        Set<String> uids = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES.resolve("monitoring/grafana/dashboards"))) {
            for (Path file : files.toList()) {
                Map<String, Object> board = Json.object(Files.readString(file));
                assertTrue(uids.add((String) board.get("uid")), () -> file + " has another's uid");
                List<Map<String, Object>> panels = Json.objects(board.get("panels"));
                assertEquals(panels.size(), panels.stream().map(panel -> panel.get("id")).distinct().count(), file::toString);
            }
        }
        assertTrue(uids.containsAll(Set.of("depot-fleet", "depot-services", "depot-rover", "depot-map")), uids::toString);
    }

    private static Set<String> names(String ending) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(ending)).toList()) {
                Matcher matcher = METRIC.matcher(Files.readString(file));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
            }
        }
        return names;
    }
}
