package depot.gnss.ntrip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The header lines of a head: names without regard to case, the first of each name counts. Immutable. */
final class Headers {
    private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Lines without a colon are skipped, as old clients have their own ideas. */
    Headers(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            }
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean says(String name, String value) {
        return get(name).map(v -> v.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT))).orElse(false);
    }

    /** The lines of a head, which may end in CR LF or LF alone; the empty last one is left out. */
    static List<String> lines(String head) {
        List<String> lines = new ArrayList<>();
        for (String line : head.split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }
}
