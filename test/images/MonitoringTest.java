package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void everyMetricThatIsAskedForIsToldByAService() throws IOException {
        Set<String> told = names(".java");
        Set<String> asked = new TreeSet<>();
        asked.addAll(names("alerts.yml"));
        asked.addAll(names(".json"));
        assertTrue(asked.size() > 15, () -> "only these are asked for: " + asked);
        asked.removeIf(name -> told.contains(name) || told.contains(OF_A_KIND.matcher(name).replaceFirst("")));
        assertEquals(Set.of(), asked);
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
