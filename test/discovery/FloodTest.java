package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Console;
import depot.support.ServiceProcess;
import depot.support.WebSocketProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that send much and read nothing, against a process with so little memory that keeping any of it would end it. */
class FloodTest {
    private static final int MUCH = 200_000;
    private static final Duration HELD_UP = Duration.ofMillis(300);

    @TempDir
    static Path folder;
    static ServiceProcess service;
    static Api api;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.start(folder, List.of("-Xmx32m", "-XX:+ExitOnOutOfMemoryError"),
                "MAX_MESSAGES_PER_SECOND", "10000000", "SEND_BUFFER_BYTES", "16384");
        api = service.api();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void anotherClientGoesOn() throws Exception {
        assertTrue(service.isAlive(), () -> "the service died: " + service.log());
        assertTrue(service.log().stream().noneMatch(line -> line.contains("OutOfMemory")), () -> service.log().toString());
        api.register("other");
        try (Console console = Console.open(service.port(), "/ws")) {
            assertTrue(console.next().rover("other").isPresent());
        }
    }

    /**
     * Sends the frame again and again from a thread of its own, and returns when all is sent or the service has stopped
     * reading for good; both are fine.
     */
    private static void flood(WebSocketProbe probe, byte[] frame) throws Exception {
        ByteArrayOutputStream hundred = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            hundred.writeBytes(frame);
        }
        AtomicInteger sent = new AtomicInteger();
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                while (sent.addAndGet(100) <= MUCH) {
                    probe.send(hundred.toByteArray());
                }
            } catch (IOException e) {
                // closed by the service, or by the test's end
            }
        });
        int before;
        do { // until it is done, or held up
            before = sent.get();
        } while (!sender.join(HELD_UP) && sent.get() > before);
        assertEquals(200, api.get("/health").status(), "also meanwhile");
    }

    @Test
    void pingsThatNobodyReadsTheAnswersOfCostNoMemory() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096)) {
            flood(probe, WebSocketProbe.frame(true, WebSocketProbe.PING, new byte[125]));
            anotherClientGoesOn();
        }
    }

    @Test
    void pongsThatNobodyAskedForCostNoMemory() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096)) {
            flood(probe, WebSocketProbe.frame(true, WebSocketProbe.PONG, new byte[125]));
            anotherClientGoesOn();
        }
    }

    @Test
    void errorsThatNobodyReadsCostNoMemory() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover", "", new byte[0], 4096)) {
            flood(probe, WebSocketProbe.frame(true, WebSocketProbe.TEXT,
                    ("{\"type\":\"" + "x".repeat(100) + "\"}").getBytes(StandardCharsets.UTF_8)));
            anotherClientGoesOn();
        }
    }

    @Test
    void emptyFragmentsCostNoMemory() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover", "", new byte[0], 4096)) {
            probe.send(WebSocketProbe.frame(false, WebSocketProbe.TEXT, new byte[] {'{'}));
            flood(probe, WebSocketProbe.frame(false, WebSocketProbe.CONTINUATION, new byte[0]));
            assertEquals(1009, probe.awaitClose());
        }
    }

    @Test
    void manyMessagesThatAreNeverFinishedCostWhatTheLimitSays() throws Exception {
        WebSocketProbe[] probes = new WebSocketProbe[50];
        try {
            for (int i = 0; i < probes.length; i++) {
                probes[i] = WebSocketProbe.open(service.port(), "/ws/rover", "", new byte[0], 4096);
                probes[i].send(WebSocketProbe.frame(false, WebSocketProbe.TEXT, new byte[60_000]));
            }
            anotherClientGoesOn();
        } finally {
            for (WebSocketProbe probe : probes) {
                if (probe != null) {
                    probe.close();
                }
            }
        }
    }
}
