package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Await;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import depot.support.WebSocketProbe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask for the whole of a large fleet and read nothing of it, against a process of 128 MB. */
class UnreadOutputTest {
    private static final int ROVERS = 10_000; // a list of more than two megabytes
    private static final int READERS = 300;
    private static final int CONSOLES = 60; // of each kind
    private static final long HEAP = 128L * 1024 * 1024;
    private static final String ANSWER = "{\"ok\":true}";

    @TempDir
    Path folder;

    @Test
    void costOthersNothingButTheirMemorysPart() throws Exception {
        register();
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"), "SEND_BUFFER_BYTES",
                "16384");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Api api = service.api();
            AtomicBoolean over = new AtomicBoolean();
            List<Future<List<Double>>> beating = IntStream.range(0, 20)
                    .mapToObj(number -> threads.submit(() -> beat(service.port(), number, over))).toList();
            List<AutoCloseable> open = new ArrayList<>();
            try {
                for (int i = 0; i < READERS; i++) { // each is shown another state, as rovers are heard meanwhile
                    open.add(reader(service.port()));
                    if (i % (READERS / CONSOLES) == 0) {
                        open.add(WebSocketProbe.open(service.port(), "/ws", "", new byte[0], 4096));
                        open.add(WebSocketProbe.open(service.port(), "/ws?mode=delta", "", new byte[0], 4096));
                    }
                }
                Await.until("the slowest are closed", () -> api.metric("depot_refused_total{limit=\"output\"") > READERS / 2);
                for (int i = 0; i < 5; i++) {
                    assertEquals(ROVERS, api.get("/rovers").text().split("\"id\"").length - 1, "who reads gets it all");
                    double held = api.metric("depot_output_bytes");
                    assertTrue(held < HEAP / 4 * 1.5, "held for output: " + held);
                }
            } finally {
                over.set(true);
                for (AutoCloseable each : open) {
                    each.close();
                }
            }
            List<Double> delays = new ArrayList<>();
            for (Future<List<Double>> rover : beating) {
                delays.addAll(rover.get());
            }
            delays.sort(null);
            double p99 = delays.get(delays.size() * 99 / 100);
            assertTrue(p99 < 2_000, "p99 of " + delays.size() + " heartbeats: " + p99 + " ms");
            assertTrue(service.isAlive(), () -> service.log().toString());
            Await.until("nothing is held any more", () -> api.metric("depot_output_bytes") < 100_000);
        }
    }

    private void register() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/rovers.json"), IntStream.range(0, ROVERS)
                .mapToObj(i -> Api.registration("r" + i)).collect(Collectors.joining(",", "{\"rovers\":[", "]}")));
    }

    private static Socket reader(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write("GET /rovers HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** One rover's heartbeats, much faster than in the field; how long each took, in milliseconds. */
    private static List<Double> beat(int port, int number, AtomicBoolean over) throws Exception {
        List<Double> taken = new ArrayList<>();
        try (RawHttp connection = RawHttp.connect(port)) {
            while (!over.get()) {
                long began = System.nanoTime();
                connection.send("POST /heartbeat/r" + number + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
                assertEquals(200, connection.readStatus());
                assertEquals(ANSWER.length(), connection.readBody(ANSWER.length()).length);
                taken.add((System.nanoTime() - began) / 1e6);
                Thread.sleep(5);
            }
        }
        return taken;
    }
}
