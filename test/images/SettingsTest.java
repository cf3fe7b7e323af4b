package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every setting of a service can be set in {@code .env}: its own table ({@code --help}), compose.yaml and .env.example say the same. */
class SettingsTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", "."));
    private static final List<String> SERVICES = List.of("discovery", "archive", "dispatch", "gps", "sim");
    /** What the container decides: folders and ports in it (those of the host are settings), and what depends on what is beside it. */
    private static final Map<String, Set<String>> OF_THE_CONTAINER = Map.of(
            "discovery", Set.of("PORT", "DATA_DIR", "SESSIONS_DIR", "TELEMETRY_PORT"),
            "archive", Set.of("PORT", "SFTP_PORT", "DATA_DIR", "SESSIONS_DIR", "MAPS_DIR", "JOBS_DIR", "DISCOVERY_TOKEN",
            "DISCOVERY_TOKEN_FILE"),
            "dispatch", Set.of("PORT", "DATA_DIR", "DATABASE_URL", "DISCOVERY_TOKEN", "DISCOVERY_TOKEN_FILE"),
            "gps", Set.of("PORT", "DATA_DIR", "NTRIP_PORT", "TLS_NAMES"),
            "sim", Set.of("TELEMETRY_PORT"));
    /** Names of older depots; compose's and Java's own. */
    private static final Set<String> NOT_OURS = Set.of("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "CONSOLE_USERNAME",
            "GRAFANA_ADMIN_PASSWORD",
            "RETENTION_DAYS", "COMPOSE_PROFILES", "JDK_JAVA_OPTIONS");
    /** Where the containers' default is another than the service's own. */
    private static final Set<String> OTHERWISE = Set.of("ROVER_NETWORKS", "SIM_POSES", "DISPATCH_PORT", "GPS_PORT", "GPS_SERIAL_PORT");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-([^}]*))?\\}");
    private static final Pattern HELP = Pattern.compile("(?m)^  ([A-Z_]+) +(.*?)(?: \\[([^\\]]*)\\])?$");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^#?([A-Z_]+)=(.*)$");

    private static final Map<String, Map<String, String>> TABLES = new TreeMap<>();

    @BeforeAll
    static void read() throws Exception {
        for (String service : SERVICES) {
            TABLES.put(service, tableOf(service));
        }
    }

    /** By name: the default, {@code ""} for none. */
    static Map<String, String> tableOf(String service) throws Exception {
        Process help = new ProcessBuilder(System.getProperty("depot.java"), "-XX:TieredStopAtLevel=1", "-jar",
                Path.of(System.getProperty("depot.jars"), "depot-" + service + ".jar").toString(), "--help").redirectErrorStream(true)
                .start();
        Map<String, String> table = new TreeMap<>();
        Matcher row = HELP.matcher(new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        while (row.find()) {
            table.put(row.group(1), row.group(3) == null ? "" : row.group(3));
            if (row.group(2).endsWith(row.group(1) + "_FILE)")) {
                table.put(row.group(1) + "_FILE", "");
            }
        }
        assertEquals(0, help.waitFor());
        return table;
    }

    private static String compose() throws IOException {
        return Files.readString(ROOT.resolve("compose.yaml"));
    }

    private static Map<String, String> example() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher line = EXAMPLE.matcher(Files.readString(ROOT.resolve(".env.example")));
        while (line.find()) {
            assertTrue(values.put(line.group(1), line.group(2)) == null, () -> ".env.example has " + line.group(1) + " twice");
        }
        return values;
    }

    /** The environment that compose gives a service, by name, anchors followed. */
    static Map<String, String> environmentOf(String service) throws IOException {
        List<String> lines = compose().lines().toList();
        Map<String, List<String>> blocks = new LinkedHashMap<>(); // of anchors, and of the service
        String block = null;
        boolean inService = false;
        for (String line : lines) {
            Matcher anchor = Pattern.compile("^x-[a-z]+: &([a-z]+)$").matcher(line);
            if (anchor.matches()) {
                block = "*" + anchor.group(1);
            } else if (line.matches("  [a-z-]+:")) {
                inService = line.equals("  " + service + ":");
                block = null;
            } else if (line.matches("\\S.*")) {
                block = null;
                inService = false;
            } else if (inService && line.matches("    \\S.*")) {
                block = line.equals("    environment:") ? service : null;
            } else if (block != null) {
                blocks.computeIfAbsent(block, ignored -> new ArrayList<>()).add(line.strip());
            }
        }
        return values(blocks, service);
    }

    private static Map<String, String> values(Map<String, List<String>> blocks, String block) {
        Map<String, String> values = new TreeMap<>();
        for (String line : blocks.getOrDefault(block, List.of())) {
            if (line.startsWith("<<: *")) {
                values.putAll(values(blocks, line.substring("<<: ".length())));
            } else if (!line.startsWith("#") && line.contains(":")) {
                values.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).replaceFirst(" #.*", "").strip());
            }
        }
        return values;
    }

    @Test
    void whatAServiceReadsReachesItsContainerAndNothingElseDoes() throws Exception {
        for (String service : SERVICES) {
            Set<String> table = new TreeSet<>(TABLES.get(service).keySet());
            Set<String> given = new TreeSet<>(environmentOf(service).keySet());
            assertTrue(table.size() > 15 && given.size() > 10, () -> service + " reads " + table + ", gets " + given);
            Set<String> unread = new TreeSet<>(given);
            unread.removeAll(table);
            unread.remove("JDK_JAVA_OPTIONS");
            assertEquals(Set.of(), unread, () -> service + " does not read these");
            table.removeAll(given);
            table.removeAll(OF_THE_CONTAINER.get(service));
            assertEquals(Set.of(), table, () -> service + " reads these, and compose.yaml does not give them");
        }
    }

    @Test
    void whatComposeReadsIsInTheExampleAndTheOtherWayRound() throws Exception {
        Set<String> read = new TreeSet<>();
        VARIABLE.matcher(compose()).results().forEach(each -> read.add(each.group(1)));
        read.addAll(NOT_OURS);
        Set<String> documented = new TreeSet<>(example().keySet());
        documented.addAll(NOT_OURS);
        assertEquals(read, documented);
    }

    @Test
    void theExampleShowsTheDefaults() throws Exception {
        Map<String, String> example = example();
        Map<String, String> defaults = new TreeMap<>();
        for (String service : SERVICES) {
            Map<String, String> environment = environmentOf(service);
            TABLES.get(service).forEach((name, value) -> {
                if (environment.getOrDefault(name, "").equals("${" + name + ":-}")) {
                    defaults.put(name, value);
                }
            });
        }
        Matcher variable = VARIABLE.matcher(compose());
        while (variable.find()) {
            if (variable.group(2) != null && !variable.group(2).isEmpty() && !variable.group(1).endsWith("_FILE")) {
                defaults.put(variable.group(1), variable.group(2).replace("/dev/null", ""));
            }
        }
        defaults.put("NTRIP_TLS_PORT", ""); // the number that is published in any case opens nothing
        NOT_OURS.forEach(defaults::remove);
        Map<String, String> other = new TreeMap<>();
        defaults.forEach((name, value) -> {
            if (!value.equals(example.get(name))) {
                other.put(name, value + ", and .env.example says " + example.get(name));
            }
        });
        assertEquals(Map.of(), other);
        assertTrue(defaults.size() > 60 && OTHERWISE.stream().allMatch(defaults::containsKey), defaults::toString);
    }

    @Test
    void everyContainerIsBounded() throws Exception {
        String services = compose().substring(compose().indexOf("\nservices:"), compose().indexOf("\nnetworks:"));
        for (String service : services.split("\n  (?=[a-z-]+:\n)")) {
            if (service.contains("image:")) {
                String name = service.substring(0, service.indexOf(':'));
                boolean inherits = service.contains("<<: *service");
                assertTrue(service.contains("mem_limit:") && service.contains("cpus:"), name);
                assertTrue(inherits || service.contains("pids_limit:") && service.contains("cap_drop: [ALL]")
                        && service.contains("no-new-privileges"), name);
            }
        }
    }
}
