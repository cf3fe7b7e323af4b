package depot.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each package of dispatch may know of the others, read from the imports of its sources. */
class LayoutTest {
    private static final Path DISPATCH = Path.of(System.getProperty("depot.root"), "src", "dispatch");
    private static final Pattern IMPORT = Pattern.compile("depot\\.dispatch\\.(\\w+)\\.[A-Z]");
    private static final Map<String, Set<String>> MAY = Map.of(
            "model", Set.of(),
            "ground", Set.of("model"),
            "exchange", Set.of("ground", "model"),
            "rules", Set.of("model"),
            "store", Set.of("ground", "model", "rules"),
            "rover", Set.of("model", "rules", "store"),
            "console", Set.of("model", "rover", "store", "web"),
            "fleet", Set.of("ground", "model", "rover", "rules", "store"),
            "sweep", Set.of("ground", "model", "rules", "store"),
            "web", Set.of("exchange", "ground", "model", "rover", "rules", "store"));

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(DISPATCH)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void packagesKnowOnlyWhatTheyMay() throws IOException {
        TreeMap<String, TreeSet<String>> wrong = new TreeMap<>();
        int looked = 0;
        for (Path file : sources()) {
            String inside = DISPATCH.relativize(file).getName(0).toString();
            if (MAY.containsKey(inside)) {
                looked++;
                Matcher other = IMPORT.matcher(Files.readString(file));
                while (other.find()) {
                    if (!other.group(1).equals(inside) && !MAY.get(inside).contains(other.group(1))) {
                        wrong.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>()).add(other.group(1));
                    }
                }
            }
        }
        assertEquals(Map.of(), wrong);
        assertTrue(looked > 60, "these were all: " + looked);
    }

    @Test
    void theModelKnowsNoSqlJsonOrHttp() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            String inside = DISPATCH.relativize(file).getName(0).toString();
            if ((inside.equals("model") || inside.equals("rules"))
                    && Stream.of("java.sql", "jackson", "depot.common.json", "depot.common.http").anyMatch(text::contains)) {
                wrong.add(file.getFileName().toString());
            }
        }
        assertEquals(List.of(), wrong);
    }
}
