package depot.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How the sources are written, as far as it can be counted; nothing here changes a file. Editors do the same by .editorconfig. */
class StyleTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root"));
    private static final Pattern NAME = Pattern.compile("build\\.sh|.*\\.(java|sh|js|css|sql|md)");
    private static final int LONGEST = 140;
    /** A table's row cannot be broken: of Markdown, or a string with columns for a parameterized test. */
    private static final Pattern ROW = Pattern.compile("\\|.*|\\s*\"[^\"]* \\| .*");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*$");

    private static List<Path> sources() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> ci = Files.walk(ROOT.resolve(".ci"));
                Stream<Path> src = Files.walk(ROOT.resolve("src")); Stream<Path> test = Files.walk(ROOT.resolve("test"))) {
            return Stream.of(top.filter(path -> NAME.matcher(path.getFileName().toString()).matches()), ci,
                            Stream.concat(src, test).filter(path -> NAME.matcher(path.getFileName().toString()).matches()))
                    .flatMap(paths -> paths).filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** One test for each kind of file, so that a failure names all that is wrong in it. */
    @TestFactory
    Stream<DynamicTest> linesAreClean() throws IOException {
        List<Path> sources = sources();
        assertTrue(sources.size() > 1000, "these were all: " + sources.size());
        return Stream.of("java", "sh", "js", "css", "sql", "md", "").map(kind -> DynamicTest.dynamicTest("*." + kind, () -> {
            List<String> wrong = new ArrayList<>();
            for (Path file : sources) {
                if (kindOf(file).equals(kind)) {
                    look(file, wrong);
                }
            }
            assertEquals("", String.join("\n", wrong));
        }));
    }

    private static String kindOf(Path file) {
        String name = file.getFileName().toString();
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    }

    private static void look(Path file, List<String> wrong) throws IOException {
        String text = Files.readString(file);
        String where = ROOT.relativize(file).toString();
        if (!text.endsWith("\n") || text.endsWith("\n\n")) {
            wrong.add(where + " does not end with one line feed");
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            if (line.indexOf('\t') >= 0 || line.indexOf('\r') >= 0) {
                wrong.add(where + ":" + (i + 1) + " has a tab or a carriage return");
            }
            if (line.endsWith(" ")) {
                wrong.add(where + ":" + (i + 1) + " ends with a blank");
            }
            if (line.codePointCount(0, line.length()) > LONGEST && !ROW.matcher(line).matches()) {
                wrong.add(where + ":" + (i + 1) + " has more than " + LONGEST + " characters");
            }
        }
    }

    @Test
    void importsAreInOrderAndUsed() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            if (kindOf(file).equals("java")) {
                String text = Files.readString(file);
                List<String> imports = text.lines().filter(line -> line.startsWith("import ")).toList();
                if (!imports.equals(imports.stream().sorted(Comparator.comparing(StyleTest::place)).toList())) {
                    wrong.add(ROOT.relativize(file) + " has them in another order");
                }
                String rest = IMPORT.matcher(text).replaceAll("");
                for (String line : imports) {
                    String name = line.substring(line.lastIndexOf('.') + 1, line.length() - 1);
                    if (!name.equals("*") && !Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(rest).find()) {
                        wrong.add(ROOT.relativize(file) + " does not use " + name);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** Static ones first, each kind by the alphabet; a semicolon would put a class behind those within it. */
    private static String place(String line) {
        return (line.startsWith("import static ") ? "0" : "1") + line.replace(";", "");
    }
}
