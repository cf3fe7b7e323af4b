package depot.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How long after its process starts discovery answers {@code GET /health} with 200. */
final class StartupBenchmark implements Bench.Benchmark {

    private static final int RUNS = 15;
    private static final long ASK_EVERY_NANOS = 2_000_000;
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final byte[] REQUEST =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String note() {
        return RUNS + " runs, one before them uncounted. From starting the process until GET /health gave 200, asked every 2 ms.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.text("flags", "flags"), Column.number("median ms", "medianMs", 0),
                Column.number("fastest ms", "fastestMs", 0), Column.number("slowest ms", "slowestMs", 0),
                Column.number("CPU ms", "cpuMs", 0));
    }

    /** Where the flags name an archive of classes, also without it. */
    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        List<String> flags = stage.serviceFlags();
        List<String> plain = flags.stream().filter(flag -> !flag.contains("AOTCache") && !flag.contains("SharedArchiveFile")).toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(stage, flags));
        if (!plain.equals(flags)) {
            rows.add(row(stage, plain));
        }
        return rows;
    }

    private static Map<String, Object> row(Stage stage, List<String> flags) throws IOException, InterruptedException {
        double[] millis = new double[RUNS];
        double[] cpu = new double[RUNS];
        once(stage, flags);
        for (int i = 0; i < RUNS; i++) {
            double[] run = once(stage, flags);
            millis[i] = run[0];
            cpu[i] = run[1];
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("flags", String.join(" ", flags));
        row.put("runsMs", Arrays.stream(millis).boxed().toList());
        Arrays.sort(millis);
        Arrays.sort(cpu);
        row.put("medianMs", millis[RUNS / 2]);
        row.put("fastestMs", millis[0]);
        row.put("slowestMs", millis[RUNS - 1]);
        row.put("cpuMs", cpu[RUNS / 2]);
        stage.say("%.0f ms".formatted(millis[RUNS / 2]));
        return row;
    }

    /** @return milliseconds until healthy, and of CPU used by then */
    private static double[] once(Stage stage, List<String> flags) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = stage.discoveryProcess(flags, Map.of("PORT", "" + port));
        long from = System.nanoTime();
        try (Child child = Child.start("discovery", builder, line -> { })) {
            while (!healthy(port)) {
                if (System.nanoTime() - from > PATIENCE_NANOS) {
                    throw new IOException("discovery was not healthy in time");
                }
                LockSupport.parkNanos(ASK_EVERY_NANOS);
            }
            long nanos = System.nanoTime() - from;
            return new double[] {nanos / 1e6, 1_000 * Usage.cpuSeconds(child.pid())};
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean healthy(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }
}
