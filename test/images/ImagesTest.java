package depot.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The images, as {@code build.sh images} made them: nobody special inside, nothing written beside the data, a health check that
 * does not need what may be away, an end by SIGTERM.
 */
@Timeout(120)
class ImagesTest {
    private static final Duration START = Duration.ofSeconds(40);
    private static DockerClient engine;

    @BeforeAll
    static void anEngineAndTheImagesAreHere() {
        assumeTrue(System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock")), "no container engine here");
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "the container engine does not answer");
        engine = DockerClientFactory.instance().client();
        for (String service : new String[] {"discovery", "archive", "dispatch", "gps"}) {
            assumeTrue(isHere(image(service)), "no image " + image(service) + " here: ./build.sh images makes it");
        }
    }

    private static String image(String service) {
        return "depot-" + service + ":latest";
    }

    private static boolean isHere(String image) {
        try {
            engine.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** As compose runs it: a root that is only read, no capabilities, little memory. */
    private static GenericContainer<?> container(String service, int port) {
        return new GenericContainer<>(DockerImageName.parse(image(service)))
                .withImagePullPolicy(image -> false)
                .withExposedPorts(port)
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(create -> create.getHostConfig().withReadonlyRootfs(true).withCapDrop(Capability.ALL)
                .withMemory(128L << 20))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(START));
    }

    private static int status(GenericContainer<?> service, int port, String path) throws Exception {
        return status(service, port, path, null);
    }

    /** @param body of a POST; null for a GET */
    private static int status(GenericContainer<?> service, int port, String path, HttpRequest.BodyPublisher body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + service.getHost() + ":" + service.getMappedPort(port) + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5));
            return client.send((body == null ? request : request.POST(body)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static void assertEndsWell(GenericContainer<?> service) {
        engine.stopContainerCmd(service.getContainerId()).withTimeout(10).exec(); // SIGTERM, after ten seconds SIGKILL
        InspectContainerResponse ended = engine.inspectContainerCmd(service.getContainerId()).exec();
        assertEquals(0L, ended.getState().getExitCodeLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"discovery", "archive", "dispatch", "gps"})
    void saysWhatItIsAndRunsAsAnOrdinaryUser(String service) {
        InspectImageResponse image = engine.inspectImageCmd(image(service)).exec();
        assertEquals("1000:1000", image.getConfig().getUser());
        assertEquals("depot-" + service, image.getConfig().getLabels().get("org.opencontainers.image.title"));
        assertTrue(image.getConfig().getLabels().get("org.opencontainers.image.version").matches("[0-9.]+"));
        assertTrue(image.getConfig().getLabels().containsKey("org.opencontainers.image.revision"));
        assertTrue(image.getSize() < 85_000_000, () -> image.getSize() + " bytes");
    }

    @Test
    void discoveryIsHealthyAndEnds() throws Exception {
        try (GenericContainer<?> discovery = container("discovery", 4860)) {
            discovery.start();
            assertEquals(200, status(discovery, 4860, "/rovers"));
            assertEquals("1000", discovery.execInContainer("id", "-u").getStdout().strip());
            assertEquals("", discovery.execInContainer("sh", "-c", "grep CapEff /proc/1/status | tr -d '0 \\t\\n'").getStdout()
                    .replace("CapEff:", ""));
            assertEndsWell(discovery);
        }
    }

    @Test
    void dispatchWithoutItsDatabaseIsNotRestarted() throws Exception {
        try (GenericContainer<?> dispatch = container("dispatch", 4890).withEnv("DATABASE_URL", "postgres://x:x@127.0.0.1:1/x")) {
            dispatch.start();
            assertEquals(200, status(dispatch, 4890, "/health"));
            assertEquals(503, status(dispatch, 4890, "/ready"));
            assertEquals(422, status(dispatch, 4890, "/zones.kml", HttpRequest.BodyPublishers.ofString("<kml><Document>")), "it reads XML");
            assertEndsWell(dispatch);
        }
    }

    @Test
    void archiveIsReadyForRoversAndEnds() throws Exception {
        try (GenericContainer<?> archive = container("archive", 4870).withEnv("SFTP_PASSWORD", "x").withEnv("SESSIONS_FREE_GB", "0")) {
            archive.addExposedPort(2222);
            archive.withTmpFs(Map.of("/tmp", "rw", "/data", "rw,uid=1000,gid=1000")); // compose's volume
            archive.start();
            assertEquals(200, status(archive, 4870, "/ready"));
            try (Socket sftp = new Socket(archive.getHost(), archive.getMappedPort(2222))) {
                sftp.setSoTimeout(20_000);
                assertEquals("SSH-2.0-", new String(sftp.getInputStream().readNBytes(8), StandardCharsets.US_ASCII));
            }
            assertEndsWell(archive);
        }
    }

    @Test
    void aCommandIsRunInPlaceOfTheServiceAndSaysWhoseWorkIsInTheImage() throws Exception {
        for (String service : new String[] {"discovery", "archive", "dispatch", "gps"}) {
            try (GenericContainer<?> shell = new GenericContainer<>(DockerImageName.parse(image(service)))
                    .withImagePullPolicy(image -> false)
                    .withCommand("sh", "-c", "head -n 1 /opt/depot/NOTICE; grep -c pkg:maven /opt/depot/sbom.json; sleep 60")
                    .waitingFor(Wait.forLogMessage(".*[0-9]+\\n", 1).withStartupTimeout(START))) {
                shell.start();
                assertTrue(shell.getLogs().startsWith("Depot contains"), shell.getLogs());
            }
        }
    }

    @Test
    void gpsWithoutItsReceiverIsHealthyAndWaits() throws Exception {
        try (GenericContainer<?> gps = container("gps", 4880).withEnv("GPS_SERIAL_PORT", "/host/dev/ttyACM0")) {
            gps.start();
            assertEquals(200, status(gps, 4880, "/status"));
            assertEquals(503, status(gps, 4880, "/ready"));
            assertEndsWell(gps);
        }
    }
}
