package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.discovery.telemetry.KeptPositions;
import depot.discovery.tracks.KeptTracks;
import depot.support.Api;
import depot.support.Await;
import depot.support.Json;
import depot.support.ServiceProcess;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tracks of all rovers and positions of days, asked for by many at once, against a process of 128 MB. */
class LargeAnswersTest {
    private static final int ROVERS = 10_000;
    private static final int POSITIONS = 180_000; // two days of one a second
    private static final int UNREAD = 20; // of each kind
    private static final int READ = 12;
    private static final long FIRST = 1_700_100_000_000L;
    private static final String TIMES = "?from=" + FIRST + "&to=" + (FIRST + 6 * 86_400_000L);
    private static final String POSITIONS_PATH = "/rovers/frog-0/positions" + TIMES;

    @TempDir
    Path folder;

    private void keep() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        KeptTracks.addAll(data, ROVERS, new double[] {FIRST, 48.1, 11.5, 0.5});
        for (int from = 0; from < POSITIONS; from += POSITIONS / 2) {
            try (KeptPositions kept = new KeptPositions(data)) {
                for (int i = from; i < from + POSITIONS / 2; i++) {
                    kept.add("frog-0", (FIRST + i * 1000L) * 1_000_000, 48.1 + i % 1000 * 1e-5, 11.5, 0.02);
                }
            }
        }
    }

    private static Socket unread(int port, String path) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void theyAreRefusedForAWhileAndTheProcessLives() throws Exception {
        keep();
        try (ServiceProcess service = ServiceProcess.start(folder, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Api api = service.api();
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < UNREAD; i++) {
                open.add(unread(service.port(), "/tracks" + TIMES));
                open.add(unread(service.port(), POSITIONS_PATH));
            }
            List<Future<Api.Answer>> read = new ArrayList<>();
            for (int i = 0; i < READ; i++) {
                String path = i % 2 == 0 ? "/tracks" + TIMES : POSITIONS_PATH;
                read.add(threads.submit(() -> api.get(path)));
            }
            for (Future<Api.Answer> each : read) {
                Api.Answer answer = each.get();
                assertTrue(answer.status() == 200 || answer.status() == 503, () -> answer.status() + " " + answer.text());
                assertEquals(answer.status() == 503, answer.header("Retry-After").isPresent());
            }
            Await.until("there is room for tracks", () -> api.get("/tracks" + TIMES).status() == 200);
            Await.until("there is room for positions", () -> api.get(POSITIONS_PATH).status() == 200);
            assertEquals(ROVERS, Json.objects(api.get("/tracks" + TIMES).json().get("rovers")).size());
            assertEquals(4 * POSITIONS, ((List<?>) api.get(POSITIONS_PATH).json().get("positions")).size());
            for (Socket each : open) {
                each.close();
            }
        }
    }
}
