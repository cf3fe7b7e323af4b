package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.Busybox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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
        Path rules = Path.of("src/monitoring/prometheus/base.yml");
        Files.createDirectories(folder.resolve("depot").resolve(rules).getParent());
        Files.copy(ROOT.resolve(rules), folder.resolve("depot").resolve(rules));
    }

    private Outcome run(String... settings) throws Exception {
        ProcessBuilder builder = script();
        Busybox.use(builder, folder.resolve("busybox"));
        return outcome(builder, settings);
    }

    private static ProcessBuilder script() {
        return new ProcessBuilder("sh", ROOT.resolve("src/monitoring/setup/setup.sh").toString()).redirectErrorStream(true);
    }

    private Outcome outcome(ProcessBuilder builder, String... settings) throws Exception {
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

    /** Both composes leave out what a word that is no profile was meant for, and say nothing. */
    @Test
    void aWordThatIsNoProfileIsTold() throws Exception {
        for (String right : new String[] {"", "rtk", "rtk,sim", "rtk, gpu", "*"}) {
            assertFalse(run("COMPOSE_PROFILES", right, "MAPS_WORKER", "outside").said.contains("COMPOSE_PROFILES"), right);
        }
        for (String wrong : new String[] {"rkt", "rtk sim", "rtk;sim"}) {
            Outcome outcome = run("COMPOSE_PROFILES", "sim," + wrong);
            assertEquals(0, outcome.status);
            assertTrue(outcome.said.contains("setup: COMPOSE_PROFILES has '" + wrong + "', which is no profile"), outcome.said);
        }
        assertTrue(run("COMPOSE_PROFILES", "gpu").said.contains("MAPS_WORKER is not outside"));
    }

    @Test
    void whatPrometheusCouldNotReadIsRefused() throws Exception {
        assertEquals(0, run("METRICS_DAYS", "30", "METRICS_GB", "2").status);
        Outcome outcome = run("METRICS_DAYS", "30d");
        assertEquals(1, outcome.status);
        assertTrue(outcome.said.contains("METRICS_DAYS must be a whole number, and is '30d'"), outcome.said);
    }

    @Test
    void aBaseStationIsMissedOnlyWhereOneIsWanted() throws Exception {
        Path rules = folder.resolve("out/prometheus/base.rules.yml");
        run("COMPOSE_PROFILES", "sim");
        assertFalse(Files.exists(rules));
        run("COMPOSE_PROFILES", "*");
        assertTrue(Files.exists(rules));
        run("COMPOSE_PROFILES", "sim, rtk");
        assertEquals(Files.readString(ROOT.resolve("src/monitoring/prometheus/base.yml")).strip(), Files.readString(rules).strip());
        run();
        assertFalse(Files.exists(rules));
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

    @Test
    void soDoTheDatabasesAndGrafanas() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "p w\n");
        Path grafana = Files.writeString(folder.resolve("grafana"), "gr4f\n");
        assertEquals(0, run("DATABASE_PASSWORD_FILE", password.toString(), "GRAFANA_PASSWORD_FILE", grafana.toString(), "DATABASE_URL_FILE",
                "/dev/null").status);
        assertEquals("p w", written("database/password"));
        assertEquals("postgres://%64%65%70%6f%74:%70%20%77@postgres:5432/%64%65%70%6f%74", written("database/url"));
        assertEquals("gr4f", written("grafana/grafana_admin"));
        Path url = Files.writeString(folder.resolve("url"), "postgres://elsewhere/x\n");
        assertEquals(0, run("DATABASE_URL_FILE", url.toString()).status);
        assertEquals("postgres://elsewhere/x", written("database/url"));
        Outcome both = run("DATABASE_PASSWORD", "x", "DATABASE_PASSWORD_FILE", password.toString());
        assertTrue(both.status == 1 && both.said.contains("DATABASE_PASSWORD and DATABASE_PASSWORD_FILE are both set"), both.said);
    }

    @Test
    void whatIsSoAlreadyIsNotWrittenAgain() throws Exception {
        run("CONSOLE_TOKEN", "t0ken");
        Path url = folder.resolve("out/database/url");
        Path token = folder.resolve("out/prometheus/token");
        Object was = Files.getAttribute(url, "unix:ino");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(0, run("CONSOLE_TOKEN", "t0ken").status);
        assertEquals(was, Files.getAttribute(url, "unix:ino"));
        assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)), "with another mode it is");
        assertEquals(65534, Files.getAttribute(token, "unix:uid"));
        Files.writeString(url, "", StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(0, run("CONSOLE_TOKEN", "t0ken").status);
        assertTrue(written("database/url").startsWith("postgres://"), "an empty one is, too");
        assertFalse(Files.exists(folder.resolve("out/database/url.new")));
    }

    @Test
    void aPasswordThatWasInUseIsNotLost() throws Exception {
        run();
        String made = written("database/password");
        Files.writeString(Files.createDirectories(folder.resolve("out/postgres")).resolve("PG_VERSION"), "16\n");
        Outcome other = run("DATABASE_PASSWORD", "other");
        assertEquals(0, other.status, other.said);
        assertTrue(other.said.contains("password.before"), other.said);
        assertEquals("other", written("database/password"));
        assertEquals(made, written("database/password.before"));
        assertFalse(run("DATABASE_PASSWORD", "other").said.contains("password.before"));
        assertEquals(made, written("database/password.before"));
    }

    @Test
    void aValueThatComposesReadDifferentlyIsReported() throws Exception {
        Files.writeString(folder.resolve("depot/.env"), """
                CONSOLE_PASSWORD=Tr0ub$dor
                DATABASE_PASSWORD="a$b"
                ROVER_TOKEN=$x
                CONSOLE_TOKEN='a$b'
                DEPOT_NAME=lakewood
                """);
        String said = run().said;
        for (String name : new String[] {"CONSOLE_PASSWORD", "DATABASE_PASSWORD", "ROVER_TOKEN"}) {
            assertTrue(said.contains("setup: " + name + " in .env has a $,"), said);
        }
        assertFalse(said.contains("CONSOLE_TOKEN") || said.contains("DEPOT_NAME"), said);
    }

    @Test
    void prometheusGetsTheAlertmanager() throws Exception {
        assertEquals(0, run().status);
        assertEquals("[]", written("prometheus/alertmanagers.json"));
        assertEquals(0, run("ALERTMANAGER", "alerts.lan:9093").status);
        assertEquals("[{\"targets\":[\"alerts.lan:9093\"]}]", written("prometheus/alertmanagers.json"));
        for (String wrong : new String[] {"alerts.lan", "http://alerts.lan:9093", "alerts.lan:x", ":9093", "a\"b:1"}) {
            Outcome refused = run("ALERTMANAGER", wrong);
            assertTrue(refused.status == 1 && refused.said.contains("ALERTMANAGER must be HOST:PORT"), wrong + ": " + refused.said);
        }
    }

    /** The power went before the password was on the disk, or the volume that has it is gone. */
    @Test
    void noPasswordIsMadeUpForADatabaseThatIsThere() throws Exception {
        Path volume = Files.createDirectories(folder.resolve("out/postgres"));
        Files.writeString(volume.resolve("PG_VERSION"), "16\n");
        Path password = Files.createFile(folder.resolve("out/database/password"));
        Outcome refused = run();
        assertTrue(refused.status == 1 && refused.said.contains("set DATABASE_PASSWORD to the one it was made with"), refused.said);
        assertEquals(0, Files.size(password));
        assertEquals(0, run("DATABASE_URL", "postgres://elsewhere/x").status, "it is not used then");
        Files.delete(password);
        assertEquals(0, run("DATABASE_PASSWORD", "its own").status);
        assertEquals(0, run().status);
        assertEquals("its own", written("database/password"));
    }

    @Test
    void anotherNameOfTheDatabaseIsTold() throws Exception {
        run();
        Files.writeString(Files.createDirectories(folder.resolve("out/postgres")).resolve("PG_VERSION"), "16\n");
        String said = run("DATABASE_USER", "muni").said;
        assertTrue(said.contains("the database's user was depot and is muni now") && !said.contains("database's name"), said);
        assertFalse(run("DATABASE_USER", "muni").said.contains("was depot"), "once");
        assertFalse(run("DATABASE_NAME", "fleet", "DATABASE_URL", "postgres://elsewhere/x").said.contains("was depot"), "it is not used");
    }

    @Test
    void anotherPasswordOfGrafanaIsTold() throws Exception {
        assertFalse(run("GRAFANA_PASSWORD", "first").said.contains("reset-admin-password"));
        assertFalse(run("GRAFANA_PASSWORD", "first").said.contains("reset-admin-password"));
        String said = run("GRAFANA_PASSWORD", "second").said;
        assertTrue(said.contains("grafana cli admin reset-admin-password"), said);
    }

    /** As a share of another machine does (root_squash), or a file system without owners. */
    @Test
    void aVolumeThatCannotBeGivenAwayDoesNotStopTheRest() throws Exception {
        Path refusing = Files.createDirectories(folder.resolve("refusing"));
        Path chown = Files.writeString(refusing.resolve("chown"), """
                #!/bin/sh
                case $1 in -R) echo "chown: $3: Operation not permitted" >&2; exit 1 ;; esac
                """);
        Files.setPosixFilePermissions(chown, PosixFilePermissions.fromString("rwxr-xr-x"));
        Outcome outcome = outcome(script(), "PATH", refusing + ":" + System.getenv("PATH")); // busybox's shell has a chown of its own
        assertEquals(0, outcome.status, outcome.said);
        assertTrue(outcome.said.contains("setup: sessions cannot be given to uid 1000"), outcome.said);
        assertTrue(outcome.said.contains("the secrets and volumes are ready"), outcome.said);
    }
}
