package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a release says of itself: its version in one place, and whose work is in it. */
class ReleaseTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", "."));

    private static String read(String file) throws Exception {
        return Files.readString(ROOT.resolve(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"discovery | common,recordings,discovery", "archive | common,recordings,archive",
            "dispatch | common,dispatch",
        "gps | common,gnss,gps", "sim | common,gnss,sim"})
    void theBillOfMaterialsHasEveryJarWithItsSumAndLicence(String service, String parts) throws Exception {
        Process process = new ProcessBuilder("sh", "build.sh", "sbom", service).directory(ROOT.toFile()).redirectErrorStream(true).start();
        Map<String, Object> bill = Json.object(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.waitFor());
        assertEquals("CycloneDX", bill.get("bomFormat"));
        Set<String> listed = Json.objects(bill.get("components")).stream()
                .map(each -> each.get("purl") + " " + Json.objects(each.get("hashes")).getFirst().get("content"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> locked = new TreeSet<>();
        for (String line : read("src/jars.lock").lines().toList()) {
            String[] field = line.strip().split(" +");
            if (field.length == 4 && !line.startsWith("#") && !Collections.disjoint(List.of(field[2].split(",")),
                    List.of(parts.split(",")))) {
                String[] name = field[0].split(":");
                locked.add("pkg:maven/" + name[0] + "/" + name[1] + "@" + name[2] + " " + field[3]);
            }
        }
        assertEquals(locked, listed);
    }

    @ParameterizedTest
    @CsvSource({"one-box", "three-nodes"})
    void kubernetesRunsTheVersion(String overlay) throws Exception {
        assertEquals(Collections.nCopies(4, read("VERSION").strip()), Pattern.compile("newTag: ([^}]*)}")
                .matcher(read("src/kubernetes/" + overlay + "/kustomization.yaml")).results().map(each -> each.group(1)).toList());
    }

    @Test
    void theVersionIsInOnePlaceAndInTheChangelog() throws Exception {
        String version = read("VERSION").strip();
        assertTrue(version.matches("[0-9]+\\.[0-9]+\\.[0-9]+"), version);
        assertTrue(Pattern.compile("(?m)^## " + Pattern.quote(version) + "(,.*)?$").matcher(read("CHANGELOG.md")).find());
    }

    /** What `images` builds on by digest is what a plain `docker build` builds on by tag. */
    @Test
    void theBasesAreThoseOfTheDockerfiles() throws Exception {
        Set<String> locked = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("src/build/bases.lock"))) {
            if (line.matches("[A-Z].*")) {
                String[] words = line.split(" +");
                locked.add("${" + words[0] + ":-" + words[1] + "}");
            }
        }
        for (String service : List.of("discovery", "dispatch", "gps")) {
            Set<String> used = new TreeSet<>();
            Pattern.compile("(?m)^FROM (\\$\\{\\S+\\})").matcher(Files.readString(ROOT.resolve("Dockerfile." + service))).results()
                    .forEach(each -> used.add(each.group(1)));
            assertEquals(locked, used, service);
        }
    }
}
