package depot.gps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What gps's README tells people to type, as it stands there. Any thread. */
final class GpsReadme {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    private GpsReadme() {}

    /** The blocks of a language, in order. */
    static List<String> blocks(String language) {
        try {
            List<String> blocks = new ArrayList<>();
            Matcher matcher = BLOCK.matcher(Files.readString(Path.of(System.getProperty("depot.root"), "src/gps/README.md")));
            while (matcher.find()) {
                if (matcher.group(1).equals(language)) {
                    blocks.add(matcher.group(2));
                }
            }
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every line of shell. */
    static List<String> lines() {
        return blocks("sh").stream().flatMap(String::lines).filter(line -> !line.isBlank()).toList();
    }

    static List<String> linesWith(String start) {
        return lines().stream().filter(line -> line.startsWith(start)).toList();
    }
}
