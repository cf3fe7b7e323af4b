package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The overlays for Kubernetes are built by kustomize, and are what the schemas of its API say. Skipped without kubectl and
 * kubernetes-validate; where {@code KUBERNETES_VALIDATE} names that, both have to be there.
 */
class KubernetesTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", "."));

    @TempDir
    Path folder;

    private record Outcome(int status, String said) {}

    private Outcome run(List<String> command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), said);
        } catch (IOException e) {
            return new Outcome(127, e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-box", "three-nodes"})
    void isWhatTheSchemasSay(String overlay) throws Exception {
        String named = System.getenv("KUBERNETES_VALIDATE");
        boolean wanted = named != null && !named.isBlank(); // then it is no reason to skip this that it is not there
        Outcome built = run(List.of("kubectl", "kustomize", ROOT.resolve("src/kubernetes").resolve(overlay).toString()));
        assumeTrue(wanted || built.status != 127, "no kubectl here");
        assertEquals(0, built.status, built.said);
        for (String service : List.of("discovery", "archive", "dispatch", "gps")) {
            assertTrue(built.said.contains("image: depot-" + service + ":"), service);
        }
        assertTrue(built.said.contains(",!attached,!10.42.0.0/16,!10.43.0.0/16"), "the cluster's own networks");
        assertFalse(built.said.contains("prometheus.io/"), "what asks without the token is told nothing");
        long pods = Pattern.compile("(?m)^kind: StatefulSet$").matcher(built.said).results().count();
        assertEquals(pods, Pattern.compile("seccompProfile").matcher(built.said).results().count(), "every pod is bounded");
        assertEquals(pods, Pattern.compile("startupProbe:").matcher(built.said).results().count(), "nothing is killed while it starts");
        assertEquals(Set.of(overlay.equals("one-box") ? "Local" : "Cluster"), Pattern.compile("externalTrafficPolicy: (\\w+)")
                .matcher(built.said).results().map(each -> each.group(1)).collect(Collectors.toSet()));
        assertTrue(built.said.contains("max_connections" + (overlay.equals("one-box") ? "=200" : ": \"200\"")), "eight dispatches");
        assertTrue(pods >= 4 && Pattern.compile("(?m)^ +limits:$").matcher(built.said).results().count() >= pods);

        String validate = wanted ? named : "kubernetes-validate";
        assumeTrue(wanted || run(List.of(validate, "--version")).status == 0, "no kubernetes-validate here");
        Path file = Files.writeString(folder.resolve("all.yaml"), built.said);
        Outcome checked = run(List.of(validate, "--strict", file.toString()));
        assertEquals(0, checked.status, checked.said);
        assertFalse(checked.said.replaceAll(".*schema for kind Cluster.*", "").contains("WARN"), checked.said); // the operator's own
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), built.said.replaceFirst("replicas: ", "replikas: "));
        assertTrue(run(List.of(validate, "--strict", wrong.toString())).status != 0, "it would report that");
    }
}
