package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import depot.support.Await;
import depot.support.RawHttp;
import depot.support.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process has no file descriptor left. */
class OpenFilesTest {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final String HEARTBEAT = "POST /heartbeat/r1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    private static final String ANSWER = "{\"ok\":true}";

    @TempDir
    Path folder;

    @Test
    void connectionsThatThereAreGoOnAndNewOnesComeLater() throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "needs prlimit");
        try (ServiceProcess service = ServiceProcess.start(folder); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            service.api().register("r1");
            List<RawHttp> rovers = new ArrayList<>();
            List<RawHttp> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) { // one of them would always be lucky
                    rovers.add(RawHttp.connect(service.port()));
                    beat(rovers.getLast());
                }
                limitFiles(service, openFiles(service));
                for (int i = 0; i < 5; i++) {
                    waiting.add(RawHttp.connect(service.port())); // the kernel takes them in, the service cannot
                }
                Await.until("it is reported", () -> service.log().stream().anyMatch(line -> line.contains("cannot be accepted")));
                // all at once: where accepting fails between two requests, the server's loop breaks off, a dozen times here
                long until = System.nanoTime() + 3_000_000_000L;
                List<Future<?>> beating = rovers.stream().<Future<?>>map(rover -> threads.submit(() -> {
                    while (System.nanoTime() < until) {
                        beat(rover);
                    }
                    return null;
                })).toList();
                for (Future<?> each : beating) {
                    each.get();
                }
                Duration before = service.cpu(); // from here on it has nothing to do
                long began = System.nanoTime();
                Await.until("two seconds are over", () -> System.nanoTime() - began > 2_000_000_000L);
                assertTrue(service.cpu().minus(before).toMillis() < 1_200, "it spins: " + service.cpu().minus(before));
                assertEquals(1, service.log().stream().filter(line -> line.contains("cannot be accepted")).count());
                limitFiles(service, 4096);
                for (RawHttp late : waiting) {
                    beat(late);
                }
                assertTrue(service.api().metric("depot_refused_total{limit=\"files\"") >= 1);
            } finally {
                for (RawHttp connection : Stream.concat(rovers.stream(), waiting.stream()).toList()) {
                    connection.close();
                }
            }
        }
    }

    private static void beat(RawHttp connection) throws IOException {
        connection.send(HEARTBEAT);
        assertEquals(200, connection.readStatus());
        assertEquals(ANSWER.length(), connection.readBody(ANSWER.length()).length);
    }

    private static long openFiles(ServiceProcess service) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(service.pid()), "fd"))) {
            return files.mapToInt(file -> Integer.parseInt(file.getFileName().toString())).max().orElseThrow() + 1;
        }
    }

    private static void limitFiles(ServiceProcess service, long files) throws Exception {
        assertEquals(0, new ProcessBuilder(PRLIMIT.toString(), "--pid", Long.toString(service.pid()), "--nofile=" + files + ":").inheritIO()
                .start().waitFor());
    }
}
