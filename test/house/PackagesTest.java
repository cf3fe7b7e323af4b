package depot.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each package says in its package-info.java what it is for and what of ours it imports; here that is held to be true, and without cycles.
 */
class PackagesTest {
    private static final Path SRC = Path.of(System.getProperty("depot.root"), "src");
    private static final Pattern NOT_CODE = Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern PACKAGE = Pattern.compile("\\bdepot(?:\\.[a-z][a-z0-9]*)*(?=\\.[A-Z])");
    private static final Pattern STATED = Pattern.compile("\\{@code (depot[.a-z0-9]*)}");

    /** @return for each package the ones that its sources name */
    private static Map<String, Set<String>> imported() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SRC)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = nameOf(file.getParent());
                Set<String> of = imports.computeIfAbsent(name, key -> new TreeSet<>());
                Matcher other = PACKAGE.matcher(NOT_CODE.matcher(Files.readString(file)).replaceAll(""));
                while (other.find()) {
                    of.add(other.group());
                }
                of.remove(name);
            }
        }
        assertTrue(imports.size() > 40, "these were all: " + imports.keySet());
        return imports;
    }

    private static String nameOf(Path folder) {
        return "depot." + SRC.relativize(folder).toString().replace('/', '.');
    }

    @Test
    void eachSaysWhatItImports() throws IOException {
        Map<String, Set<String>> stated = new TreeMap<>();
        for (String name : imported().keySet()) {
            Path info = SRC.resolve(name.substring("depot.".length()).replace('.', '/')).resolve("package-info.java");
            String text = Files.exists(info) ? Files.readString(info) : "";
            assertTrue(text.contains("Imports "), () -> name + " has no package-info.java that says what it is for and what it imports");
            stated.put(name, STATED.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new)));
        }
        assertEquals(imported(), stated);
    }

    @Test
    void noneImportsItselfByWayOfOthers() throws IOException {
        Map<String, Set<String>> imports = imported();
        List<String> circles = new ArrayList<>();
        for (String start : imports.keySet()) {
            Set<String> seen = new TreeSet<>();
            Deque<String> next = new ArrayDeque<>(imports.get(start));
            while (!next.isEmpty()) {
                String name = next.pop();
                if (seen.add(name)) {
                    next.addAll(imports.getOrDefault(name, Set.of()));
                }
            }
            if (seen.contains(start)) {
                circles.add(start);
            }
        }
        assertEquals(List.of(), circles);
    }
}
