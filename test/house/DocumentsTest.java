package depot.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents lead where they say, and each is short enough to be read. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root"));
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|<img src=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final int TOP_LINES = 250;
    private static final int PART_LINES = 300;

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> parts = Files.walk(ROOT.resolve("src"));
                Stream<Path> tests = Files.walk(ROOT.resolve("test"))) {
            return Stream.of(top, parts, tests).flatMap(all -> all).filter(path -> path.toString().endsWith(".md")).sorted().toList();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> lost = new ArrayList<>();
        int followed = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String to = link.group(1) != null ? link.group(1) : link.group(2);
                if (!to.matches("[a-z]+:.*")) {
                    followed++;
                    if (!leads(document, to)) {
                        lost.add(ROOT.relativize(document) + ": " + to);
                    }
                }
            }
        }
        assertEquals(List.of(), lost);
        assertTrue(followed > 20, "these were all: " + followed);
    }

    private static boolean leads(Path from, String to) throws IOException {
        int hash = to.indexOf('#');
        Path file = hash == 0 ? from : from.resolveSibling(hash < 0 ? to : to.substring(0, hash)).normalize();
        return Files.exists(file) && (hash < 0 || anchors(file).contains(to.substring(hash + 1)));
    }

    /** As the hosts of repositories make them of headings. */
    private static Set<String> anchors(Path file) throws IOException {
        return HEADING.matcher(Files.readString(file)).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_\\- ]", "").strip().replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void noneIsTooLongToBeRead() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path document : documents()) {
            try (Stream<String> lines = Files.lines(document)) {
                long count = lines.count();
                if (count > (document.getParent().equals(ROOT) ? TOP_LINES : PART_LINES)) {
                    tooLong.add(ROOT.relativize(document) + ": " + count + " lines");
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }
}
