package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compose's setup: what older depots call things, what is misspelt, and who may be let in. */
class SetupTest {
    private static final Path ROOT = Path.of(System.getProperty("depot.root", ".")).toAbsolutePath();

    @TempDir
    Path folder;

    private record Outcome(int status, String said) {}

    @BeforeEach
    void lay() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "as in its container, it gives files to others: wants root");
        for (String each : new String[] {"depot", "out/database", "out/prometheus", "out/grafana", "out/data/sessions/frog-0"}) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.copy(ROOT.resolve(".env.example"), folder.resolve("depot/.env.example"));
    }

    private Outcome run(String... settings) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", ROOT.resolve("src/monitoring/setup/setup.sh").toString())
                .redirectErrorStream(true);
        builder.environment().put("OUT", folder.resolve("out").toString());
        builder.environment().put("DEPOT", folder.resolve("depot").toString());
        for (int i = 0; i < settings.length; i += 2) {
            builder.environment().put(settings[i], settings[i + 1]);
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), said);
    }

    private String written(String file) throws Exception {
        return Files.readString(folder.resolve("out").resolve(file)).strip();
    }

    @Test
    void theNamesOfOlderDepotsAreTakenWithANotice() throws Exception {
        Outcome outcome = run("POSTGRES_USER", "muni", "POSTGRES_PASSWORD", "p/w d", "POSTGRES_DB", "fleet", "GRAFANA_ADMIN_PASSWORD",
                "gr4f");
        assertEquals(0, outcome.status, outcome.said);
        assertEquals("muni", written("database/user"));
        assertEquals("fleet", written("database/name"));
        assertEquals("p/w d", written("database/password"));
        assertEquals("postgres://%6d%75%6e%69:%70%2f%77%20%64@postgres:5432/%66%6c%65%65%74", written("database/url"));
        assertEquals("gr4f", written("grafana/grafana_admin"));
        for (String notice : new String[] {"POSTGRES_USER is taken as DATABASE_USER", "POSTGRES_DB is taken as DATABASE_NAME",
            "POSTGRES_PASSWORD is taken as DATABASE_PASSWORD", "GRAFANA_ADMIN_PASSWORD is taken as GRAFANA_PASSWORD"}) {
            assertTrue(outcome.said.contains("setup: " + notice + "\n"), outcome.said);
        }
    }

    @Test
    void oursWins() throws Exception {
        Outcome outcome = run("POSTGRES_USER", "muni", "DATABASE_USER", "ours", "POSTGRES_PASSWORD", "theirs", "DATABASE_PASSWORD", "ours");
        assertEquals("ours", written("database/user"));
        assertEquals("ours", written("database/password"));
        assertTrue(outcome.said.contains("POSTGRES_USER is ignored, as DATABASE_USER is set"), outcome.said);
    }

    @Test
    void passwordsThatAreNotGivenAreMadeOnceAndKept() throws Exception {
        run();
        String password = written("database/password");
        String grafana = written("grafana/grafana_admin");
        assertTrue(password.matches("[0-9a-f]{48}") && grafana.matches("[0-9a-f]{48}"));
        assertEquals(0, run().status);
        assertEquals(password, written("database/password"));
        assertEquals(grafana, written("grafana/grafana_admin"));
        assertEquals("none", written("prometheus/token"));
        assertEquals(1000, Files.getAttribute(folder.resolve("out/data/sessions/frog-0"), "unix:uid"),
                "an older depot's files are the services' now");
    }

    @Test
    void aNameThatNothingReadsIsReported() throws Exception {
        Files.writeString(folder.resolve("depot/.env"), """
                # NOT_A_SETTING=1
                GPS_BASE=fixed
                GPS_FIXED_POSTION=1,2,3
                export CONSOLE_PASSWORD=x
                POSTGRES_USER=muni
                INFLUXDB_ORG=muni
                DEPOT_NAME=lakewood
                SESSIONS_PATH=/data/bvr-sessions
                JDK_JAVA_OPTIONS=-Xmx100m
                COMPOSE_PROJECT_NAME=depot
                """);
        String said = run().said;
        assertTrue(said.contains("GPS_FIXED_POSTION in .env is not used by anything: is it misspelt?"), said);
        assertTrue(said.contains("INFLUXDB_ORG in .env is ignored: there is no InfluxDB here"), said);
        for (String known : new String[] {"NOT_A_SETTING", "GPS_BASE", "CONSOLE_PASSWORD", "POSTGRES_USER", "DEPOT_NAME", "SESSIONS_PATH",
                "JDK_JAVA_OPTIONS", "COMPOSE_PROJECT_NAME"}) {
            assertFalse(said.contains(known), said);
        }
    }

    @Test
    void portsAreOpenedToOthersOnlyWithATokenOrWhenThatIsSaid() throws Exception {
        Outcome refused = run("BIND_ADDRESS", "0.0.0.0");
        assertEquals(1, refused.status);
        assertTrue(refused.said.contains("CONSOLE_TOKEN is not set") && refused.said.contains("OPEN_PORTS=yes"), refused.said);
        assertFalse(Files.exists(folder.resolve("out/database/password")));
        assertEquals(0, run("BIND_ADDRESS", "0.0.0.0", "OPEN_PORTS", "yes").status);
        assertEquals(1, run("BIND_ADDRESS", "0.0.0.0", "OPEN_PORTS", "maybe").status);
        Outcome guarded = run("BIND_ADDRESS", "10.0.0.1", "CONSOLE_TOKEN", "t0ken", "CONSOLE_TOKEN_FILE", "/dev/null");
        assertEquals(0, guarded.status, guarded.said);
        assertTrue(guarded.said.contains("ROVER_TOKEN is not set"), guarded.said);
        assertEquals("t0ken", written("prometheus/token"));
        assertEquals(0, run("BIND_ADDRESS", "127.0.0.1").status);
    }

    @Test
    void aSecretComesAsAFileToo() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "t0ken\n");
        assertEquals(0, run("BIND_ADDRESS", "0.0.0.0", "CONSOLE_TOKEN_FILE", file.toString()).status);
        assertEquals("t0ken", written("prometheus/token"));
        Outcome both = run("CONSOLE_TOKEN", "x", "CONSOLE_TOKEN_FILE", file.toString());
        assertTrue(both.status == 1 && both.said.contains("CONSOLE_TOKEN and CONSOLE_TOKEN_FILE are both set: keep one"), both.said);
        Outcome absent = run("CONSOLE_TOKEN_FILE", folder.resolve("absent").toString());
        assertTrue(absent.status == 1 && absent.said.contains("CONSOLE_TOKEN_FILE names a file that is empty"), absent.said);
    }
}
