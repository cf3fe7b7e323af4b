package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code build.sh bases --update}, with answers as buildx 0.29.1 gave them of a registry: of an image of one platform, and of one of
 * several, whose parts have digests, too.
 */
class BasesTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", "."));
    private static final String OF_ONE = "5e4a2b9e97bbf31891b4aac327cc46f81686e4754c4e39ac27662e07397ae906";
    private static final String OF_ALL = "75ae500b8cd331a37573870fe96ca8c7382037434ecb1d5f3f209bc27c648b63";

    @TempDir
    Path folder;

    private Path lock;

    @BeforeEach
    void lay() throws Exception {
        Files.createDirectories(folder.resolve("src/build"));
        for (String file : List.of("build.sh", "VERSION")) {
            Files.copy(ROOT.resolve(file), folder.resolve(file));
        }
        try (var files = Files.list(ROOT.resolve("src/build"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("src/build").resolve(file.getFileName()));
            }
        }
        lock = folder.resolve("src/build/bases.lock");
    }

    private record Outcome(int status, String said) {}

    private Outcome update(String ofTheSecond) throws Exception {
        Path docker = Files.createDirectories(folder.resolve("bin")).resolve("docker");
        Files.writeString(docker, """
                #!/bin/sh
                case $*  in
                    'buildx version') echo 'github.com/docker/buildx 0.29.1' ;;
                    'buildx imagetools inspect maven:'*) cat <<END
                Name:      docker.io/library/maven:3.9-eclipse-temurin-25-alpine
                MediaType: application/vnd.docker.distribution.manifest.v2+json
                Digest:    sha256:%s
                END
                    ;;
                    'buildx imagetools inspect alpine:'*)
                %s
                    ;;
                    *) exit 2 ;;
                esac
                """.formatted(OF_ONE, ofTheSecond));
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder("sh", "build.sh", "bases", "--update").directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().merge("PATH", docker.getParent().toString(), (others, own) -> own + ":" + others);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), said);
    }

    @Test
    void bothKindsOfAnswersAreRead() throws Exception {
        List<String> before = Files.readAllLines(lock);
        Outcome outcome = update("""
                cat <<END
                Name:      docker.io/library/alpine:3.22
                MediaType: application/vnd.docker.distribution.manifest.list.v2+json
                Digest:    sha256:%s

                Manifests:
                  Name:      docker.io/library/alpine:3.22@sha256:29e013ecf3945e8d292144854451f9b77fdd7fb57380f9b657e770c3ba4d5f64
                  MediaType: application/vnd.docker.distribution.manifest.v2+json
                  Platform:  linux/amd64
                END""".formatted(OF_ALL));
        assertEquals(0, outcome.status, outcome.said);
        List<String> after = Files.readAllLines(lock);
        assertEquals(before.stream().filter(line -> !line.matches("[A-Z].*")).toList(),
                after.stream().filter(line -> !line.matches("[A-Z].*")).toList());
        assertEquals(List.of("MAVEN_IMAGE maven:3.9-eclipse-temurin-25-alpine sha256:" + OF_ONE,
                        "ALPINE_IMAGE alpine:3.22 sha256:" + OF_ALL),
                after.stream().filter(line -> line.matches("[A-Z].*")).map(line -> line.replaceAll(" +", " ")).toList());
    }

    @Test
    void whereOneIsNotToBeHadNoneIsWritten() throws Exception {
        byte[] before = Files.readAllBytes(lock);
        Outcome outcome = update("echo 'ERROR: docker.io/library/alpine:3.22: not found' >&2; exit 1");
        assertEquals(1, outcome.status, outcome.said);
        assertTrue(outcome.said.contains("no registry tells the digest of alpine:3.22"), outcome.said);
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(lock));
    }
}
