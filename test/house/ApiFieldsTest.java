package depot.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.api.ApiDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names in the services' documents and in their sources: what a document calls by a name that the code does not have is of no service any
 * more, and what the code reads of a request is in the document. (What it sends, the other tests hold against the documents.)
 */
class ApiFieldsTest {
    private static final Path SRC = Path.of(System.getProperty("depot.root"), "src");
    private static final Pattern NAME = Pattern.compile("\\\\?\"([A-Za-z_][\\w-]*)\\\\?\"");
    private static final Pattern READ = Pattern.compile("\\.(?:text|optionalText|optionalName|anyText|any|has|isNull|optionalNumber|number"
            + "|integer|optionalInteger|optionalFlag|object|objects|texts|numbers|query|headers?)\\(\"([\\w-]+)\"");
    /** These read what no client sends: files of their own, and other services' answers. */
    private static final Set<String> READS_OTHERS = Set.of("RosterFile", "Spool", "FleetLimits", "BaseState", "DrivingRovers",
            "SuperviseLink", "SiteTable", "RouteChecks", "Retention", "BaseMemory", "Jobs", "RecordedMetadata",
            "BuiltinWorker", "DiscoveryPositions", "RoverUpdate", "SharedRegistry", "Stops");
    private static final Set<String> OF_HTTP = Set.of("Host");

    @ParameterizedTest
    @ValueSource(strings = {"discovery", "dispatch", "gps", "archive"})
    void documentsAndSourcesHaveTheSameNames(String service) throws IOException {
        Set<String> documented = new TreeSet<>();
        ApiDocument.of(service).whole().forEach(document -> collect(document, documented));
        assertTrue(documented.size() > 30, documented::toString);
        Set<String> gone = new TreeSet<>(documented);
        for (String part : List.of(service, "common", "recordings")) {
            for (Path file : sources(part)) {
                gone.removeAll(NAME.matcher(Files.readString(file)).results().map(name -> name.group(1)).collect(Collectors.toSet()));
            }
        }
        assertEquals(Set.of(), gone, "documented, and nowhere in the code");
        Map<String, String> secret = new TreeMap<>();
        for (Path file : sources(service)) {
            String name = file.getFileName().toString().replace(".java", "");
            if (!READS_OTHERS.contains(name)) {
                READ.matcher(Files.readString(file)).results().map(read -> read.group(1))
                        .filter(read -> !documented.contains(read) && !OF_HTTP.contains(read)).forEach(read -> secret.put(read, name));
            }
        }
        assertEquals(Map.of(), secret, "read of requests, and in no document");
    }

    private static List<Path> sources(String part) throws IOException {
        try (Stream<Path> files = Files.walk(SRC.resolve(part))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Names of fields and of parameters. */
    private static void collect(Object value, Set<String> names) {
        if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, names));
        } else if (value instanceof Map<?, ?> map) {
            boolean schema = map.get("type") instanceof String || map.get("type") instanceof List;
            if (schema && map.get("properties") instanceof Map<?, ?> properties) {
                properties.keySet().forEach(name -> names.add((String) name));
            }
            if (map.get("in") instanceof String && map.get("name") instanceof String name) {
                names.add(name);
            }
            map.values().forEach(each -> collect(each, names));
        }
    }
}
