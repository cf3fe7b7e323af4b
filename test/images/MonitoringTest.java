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
    private static final Pattern METRIC = Pattern.compile("\\b(depot_[a-z_]+)");
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
        Path rules = SOURCES.resolve("monitoring/prometheus/alerts.test.yml");
        try (Tool promtool = Tool.start("promtool", "test", "rules", rules.toString())) {
            assertEquals(0, promtool.awaitEnd(Duration.ofSeconds(50)), () -> "see promtool test rules " + rules);
        }
    }

    @Test
    void everyRuleHasACase() throws IOException {
        String cases = Files.readString(SOURCES.resolve("monitoring/prometheus/alerts.test.yml"));
        List<String> rules = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(SOURCES.resolve("monitoring/prometheus/alerts.yml")))
                .results().map(rule -> rule.group(1)).toList();
        assertTrue(rules.size() >= 10, rules::toString);
        assertEquals(List.of(), rules.stream().filter(rule -> !cases.contains("alertname: " + rule)).toList());
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
