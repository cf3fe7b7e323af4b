package depot.images;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every setting of a service reaches its pod: its own table ({@code --help}), the manifests, their README and compose.yaml agree. */
class KubernetesSettingsTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", "."));
    private static final List<String> SERVICES = List.of("discovery", "archive", "dispatch", "gps");
    /** All services have the same token for consoles here. */
    private static final String SAME_TOKEN = "DISCOVERY_TOKEN";
    /** Folders and neighbours, which the manifests lay; the README says which file has the networks of rovers. */
    private static final Set<String> FIXED = Set.of("DISCOVERY_URL", "GPS_URL", "MAPS_DIR", "JOBS_DIR", "ROVER_NETWORKS", "DATA_DIR",
            "SESSIONS_DIR");
    private static final Pattern FROM_SECRET = Pattern.compile(
            "- name: ([A-Z_]+)\\n +valueFrom: \\{secretKeyRef: \\{name: depot-secrets, key: ([a-z-]+), optional: (true|false)}}");
    private static final Pattern MOUNTED_SECRET = Pattern.compile(
            "- name: ([a-z]+)\\n +secret: \\{secretName: depot-[a-z-]+, optional: true");
    private static final Pattern PUBLISHED = Pattern.compile(":(?:\\$\\{[A-Z_]+:-)?([0-9]+)}?(?:/udp)?\"");

    private static final Map<String, Map<String, String>> TABLES = new TreeMap<>();

    @BeforeAll
    static void read() throws Exception {
        for (String service : SERVICES) {
            TABLES.put(service, SettingsTest.tableOf(service));
        }
    }

    private static String manifest(String service) throws IOException {
        return Files.readString(ROOT.resolve("src/kubernetes/base/" + service + ".yaml"));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("src/kubernetes/README.md"));
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(each -> found.add(each.group(1)));
        return found;
    }

    private static boolean isSecret(String service, String name) {
        return TABLES.get(service).keySet().containsAll(List.of(name, name + "_FILE"));
    }

    @Test
    void whatIsNoSecretComesFromTheSettings() throws IOException {
        for (String service : SERVICES) {
            assertTrue(manifest(service).contains("envFrom:\n            - configMapRef: {name: depot-settings}\n"), service);
        }
    }

    /** A pod's own env wins over depot-settings: what stands there cannot be set. */
    @Test
    void noOverlayHidesASettingFromTheSettings() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/kubernetes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                Set<String> hidden = found("\\{name: ([A-Z_]+), value: ", Files.readString(file));
                hidden.retainAll(TABLES.values().stream().flatMap(table -> table.keySet().stream()).collect(Collectors.toSet()));
                hidden.removeAll(FIXED);
                assertEquals(Set.of(), hidden, file::toString);
            }
        }
    }

    @Test
    void everySecretHasAKeyThatTheReadmeLists() throws IOException {
        for (String service : SERVICES) {
            Set<String> missing = new TreeSet<>();
            TABLES.get(service).keySet().stream().filter(name -> isSecret(service, name)).forEach(missing::add);
            assertTrue(missing.size() >= 2, missing::toString);
            missing.remove(SAME_TOKEN);
            Matcher secret = FROM_SECRET.matcher(manifest(service));
            while (secret.find()) {
                String name = secret.group(1);
                missing.remove(name);
                String key = secret.group(2);
                if (!key.equals("database-url")) { // the overlays' own
                    assertEquals(!key.equals("console-token"), Boolean.parseBoolean(secret.group(3)), key);
                    assertTrue(Pattern.compile("(?m)^\\| .*`" + key + "`.*`" + name + "`.* \\|$").matcher(readme()).find(), key);
                }
            }
            assertEquals(Set.of(), missing, () -> service + " reads these, and depot-secrets does not give them");
        }
    }

    /** Which settings are files, compose.yaml knows: it gives them a place below /run. */
    @Test
    void everyFileHasASecretToLieIn() throws IOException {
        int files = 0;
        for (String service : SERVICES) {
            String manifest = manifest(service);
            Set<String> folders = new TreeSet<>();
            MOUNTED_SECRET.matcher(manifest).results().forEach(volume ->
                    folders.addAll(found("\\{name: " + volume.group(1) + ", mountPath: ([a-z/]+), readOnly: true}", manifest)));
            for (Map.Entry<String, String> each : SettingsTest.environmentOf(service).entrySet()) {
                String name = each.getKey();
                if (each.getValue().startsWith("/run/") && !isSecret(service, name.replaceFirst("_FILE$", ""))) {
                    files++;
                    Set<String> places = found("`" + name + "=(/[a-z/.]+)`", readme());
                    assertTrue(places.size() == 1 && folders.stream().anyMatch(folder -> (places.iterator().next() + "/")
                            .startsWith(folder + "/")), () -> service + ": " + name + " is at " + places + ", mounted are " + folders);
                }
            }
        }
        assertTrue(files >= 4, files + " files");
    }

    @Test
    void nothingIsGivenThatNobodyReads() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String service : SERVICES) {
            Set<String> given = found("- \\{?name: ([A-Z_]+)", manifest(service));
            assertTrue(given.size() >= 3, given::toString);
            given.removeAll(TABLES.get(service).keySet());
            assertEquals(Set.of(), given, () -> service + " does not read these");
            read.addAll(TABLES.get(service).keySet());
        }
        String settings = Files.readString(ROOT.resolve("src/kubernetes/base/kustomization.yaml"));
        Set<String> given = found("[\\[ ]([A-Z_]+)=", settings);
        assertTrue(given.size() >= 3, given::toString);
        given.removeAll(read);
        assertEquals(Set.of(), given);
    }

    @Test
    void everyPortThatComposePublishesIsOneOfTheService() throws IOException {
        String compose = Files.readString(ROOT.resolve("compose.yaml")).replace("  front:\n", "  dispatch-port:\n");
        for (String service : SERVICES) {
            String name = service.equals("dispatch") ? "dispatch-port" : service; // which front has in compose
            String block = compose.substring(compose.indexOf("\n  " + name + ":\n") + 1).split("\n  (?=[a-z-]+:\n)", 2)[0];
            String ports = block.substring(block.indexOf("    ports:")).split("\n    (?=[a-z])", 2)[0];
            List<String> published = new ArrayList<>();
            PUBLISHED.matcher(ports).results().forEach(port -> published.add(port.group(1)));
            assertTrue(!published.isEmpty(), block);
            assertEquals(new TreeSet<>(published), found(", port: ([0-9]+)", manifest(service)), service);
            assertEquals(new TreeSet<>(published), found(", containerPort: ([0-9]+)", manifest(service)), service);
        }
    }
}
