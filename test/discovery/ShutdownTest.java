package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.Console;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: every WebSocket is closed, requests under way are finished, what is not stored is, and the status is 0. */
@Order(1)
class ShutdownTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final int RECORDING = 16 * 1024 * 1024; // far more than the kernel's buffers hold

    @TempDir
    Path folder;

    @Test
    void everyWebSocketIsClosedWith1001AndTheStatusIs0() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            Api api = service.api();
            List<Console> peers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                peers.add(Console.open(service.port(), i % 2 == 0 ? "/ws" : "/ws?mode=delta"));
                Console rover = Console.open(service.port(), "/ws/rover");
                rover.send("{\"type\":\"register\"," + Api.registration("r" + i).substring(1));
                rover.send("{\"type\":\"heartbeat\",\"battery_voltage\":" + i + "}");
                peers.add(rover);
            }
            Await.until("all are there", () -> api.rovers().stream().filter(rover -> !rover.get("batteryVoltage").equals(0.0))
                    .count() == 19);
            service.terminate();
            for (Console peer : peers) {
                assertEquals(1001, peer.awaitClose());
            }
            assertEquals(0, service.awaitExit(TEN_SECONDS), () -> service.log().toString());
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertEquals(19.0, service.api().rover("r19").orElseThrow().get("batteryVoltage"), "heartbeats are written at the end");
        }
    }

    @Test
    void peersThatDoNotAnswerOrReadDoNotHoldItUp() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder, "SEND_BUFFER_BYTES", "8192")) {
            service.api().registerFleet(200);
            try (WebSocketProbe reads = WebSocketProbe.open(service.port(), "/ws");
                    WebSocketProbe stuck = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096);
                    RawHttp idle = RawHttp.connect(service.port())) {
                assertEquals(101, stuck.status());
                idle.send("GET /health HTTP/1.1\r\nX: a head that is not finished");
                reads.nextText();
                service.terminate();
                assertEquals(1001, reads.awaitClose());
                assertEquals(0, service.awaitExit(TEN_SECONDS), () -> service.log().toString());
            }
        }
    }

    @Test
    void requestsUnderWayAreFinished() throws Exception {
        Path session = Files.createDirectories(folder.resolve("sessions/r1/s1"));
        Files.write(session.resolve("session.rrd"), new byte[RECORDING]);
        try (ServiceProcess service = ServiceProcess.start(folder);
                RawHttp download = RawHttp.connect(service.port()); RawHttp upload = RawHttp.connect(service.port())) {
            download.send("GET /api/sessions/r1/s1/session.rrd HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, download.readStatus());
            String registration = Api.registration("last");
            upload.send("POST /register HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + registration.length()
                    + "\r\n\r\n");
            assertEquals(100, upload.readStatus(), "both are under way");
            upload.send(registration.substring(0, 9));

            service.terminate();
            Await.until("it stops", () -> service.log().stream().anyMatch(line -> line.contains("stopping")));
            Await.until("it accepts nobody", () -> refused(service.port()));
            upload.send(registration.substring(9));
            assertEquals(200, upload.readStatus());
            assertEquals(RECORDING, download.readBody(RECORDING).length, "the whole recording");
            assertEquals(0, service.awaitExit(TEN_SECONDS), () -> service.log().toString());
        }
        try (ServiceProcess service = ServiceProcess.start(folder)) {
            assertTrue(service.api().rover("last").isPresent(), "and what it was sent is kept");
        }
    }

    private static boolean refused(int port) {
        try {
            RawHttp.connect(port).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aSecondSigtermChangesNothing() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(folder); WebSocketProbe slow = WebSocketProbe.open(service.port(), "/ws")) {
            service.terminate();
            Await.until("it stops", () -> service.log().stream().anyMatch(line -> line.contains("stopping")));
            service.terminate();
            assertEquals(1001, slow.awaitClose());
            slow.socket().close();
            assertEquals(0, service.awaitExit(TEN_SECONDS));
            assertThrows(IOException.class, () -> RawHttp.connect(service.port()).close());
        }
    }
}
