package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Busybox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What compose starts others' images with: what is typed behind {@code docker compose run} runs, and a volume has one PostgreSQL. */
class StartScriptsTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("depot.root", ".")).toAbsolutePath().resolve("src/monitoring");

    @TempDir
    Path folder;

    private ProcessBuilder script(String name, String... typed) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPTS.resolve(name).toString());
        builder.command().addAll(List.of(typed));
        Busybox.use(builder.redirectErrorStream(true), folder.resolve("busybox"));
        return builder;
    }

    private static String said(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres/start.sh", "nginx/start.sh"})
    void whatIsTypedRuns(String name) throws Exception {
        Process process = script(name, "echo", "hi there").start();
        assertEquals("hi there\n", said(process));
        assertEquals(0, process.waitFor());
    }

    /** Stands in for the image's own entrypoint, and for the server that keeps running. */
    private ProcessBuilder postgres() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(bin.resolve("docker-entrypoint.sh"), "#!/bin/sh\necho \"$POSTGRES_USER $POSTGRES_DB $*\"\nexec sleep 60\n");
        Files.setPosixFilePermissions(bin.resolve("docker-entrypoint.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String each : new String[] {"data", "sockets", "secrets"}) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.writeString(folder.resolve("secrets/user"), "depot\n");
        Files.writeString(folder.resolve("secrets/name"), "fleet\n");
        ProcessBuilder builder = script("postgres/start.sh");
        builder.environment().merge("PATH", bin.toString(), (others, own) -> own + ":" + others);
        builder.environment().put("PGDATA", folder.resolve("data").toString());
        builder.environment().put("SOCKETS", folder.resolve("sockets").toString());
        builder.environment().put("SECRETS", folder.resolve("secrets").toString());
        return builder;
    }

    @Test
    void aVolumeHasOnePostgres() throws Exception {
        Process first = postgres().start();
        try {
            assertEquals("depot fleet -c log_timezone=UTC -c max_connections=200", first.inputReader().readLine());
            Process second = postgres().start();
            String why = said(second);
            assertNotEquals(0, second.waitFor());
            assertTrue(why.contains("another container has this database open"), why);
        } finally {
            first.destroyForcibly().waitFor(); // as a kill of its container
        }
        Process third = postgres().start();
        try {
            assertEquals("depot fleet -c log_timezone=UTC -c max_connections=200", third.inputReader().readLine());
        } finally {
            third.destroyForcibly().waitFor();
        }
    }
}
