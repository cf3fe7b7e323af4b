package depot.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load on servers that others made, in turn with ours: frames to many clients, and heartbeats by HTTP. What each peer is and does
 * less stands in its source, under {@code test/bench/peers}; {@code build.sh} builds them before this is run.
 */
final class PeersBenchmark implements Bench.Benchmark {
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 1_000;
    private static final String[] JAVA_PEERS = {"Netty", "Jetty", "Undertow", "Helidon", "Vertx"};
    private static final List<String> JAVA_FLAGS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders",
            "--sun-misc-unsafe-memory-access=allow");

    /** What is measured, with which options of the load. */
    private record Trial(String what, String scenario, int warmUpMillis, int roundMillis, String... options) {}

    private static final List<Trial> FANOUT = List.of(
            new Trial("2 M frames/s", "fanout", 8_000, 3_000, "--connections", "" + CLIENTS, "--rates", "" + 2_000_000 / CLIENTS),
            new Trial("as fast as read", "fanout", 2_000, 3_000, "--connections", "" + CLIENTS, "--rates", "0"));
    private static final Trial HEARTBEATS = new Trial("heartbeats", "http-heartbeats", 8_000, 3_000, "--connections", "64");
    /** Of RTKLIB. */
    private static final String STR2STR = "str2str";
    /** str2str takes 32 at most. */
    private static final Trial CORRECTIONS = new Trial("corrections to 30", "caster", 2_000, 8_000, "--connections", "30");

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public boolean onlyByName() {
        return true;
    }

    @Override
    public String note() {
        return """
                %d rounds of 3 s, after 8 s in which JVMs warm up (as fast as read: after 2 s; corrections: of 8 s after 2 s), each round on
                all servers in turn, one at work and the others idle; the median of each server by p99. Frames of 200 bytes to %,d
                clients; 64 connections for heartbeats; a receiver's %d frames once a second to 30 rovers by NTRIP. The peers check no
                token, keep no books and have no limits; a peer's frames that are due together are handed to it together, and carry when
                they were due. resident: at its peak over all of it.
                """.formatted(ROUNDS, CLIENTS, CastingServer.FRAMES) + Columns.COST_NOTE;
    }

    @Override
    public List<Column> columns() {
        List<Column> first = new ArrayList<>(List.of(Column.text("what", "what"), Column.text("server", "server"),
                Column.count("a second", "perSecond"), new Column("missed %", "missedShare", "%.1f", 0.01)));
        first.addAll(Columns.delay());
        first.add(Column.bytes("resident MB", "residentPeakBytes", 1e6));
        return Columns.withCost(first.toArray(Column[]::new));
    }

    @Override
    public List<Map<String, Object>> run(Stage stage) throws IOException, InterruptedException {
        Map<String, Stage.Service> peers = new LinkedHashMap<>();
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Stage.Service fanout = stage.own(FanoutServer.class); Stage.Service discovery = stage.discovery(Map.of())) {
            for (String name : JAVA_PEERS) {
                if (isWanted(name)) {
                    peers.put(name, stage.listening(name, javaPeer(stage, name)));
                }
            }
            Path ws = stage.root().resolve("build/peers/ws");
            if (isWanted("ws") && Files.isDirectory(ws.resolve("node_modules"))) {
                peers.put("ws", stage.listening("ws", new ProcessBuilder("node", ws.resolve("server.js").toString())));
            }
            for (Trial trial : FANOUT) {
                rows.addAll(compare(stage, trial, with(fanout, peers)));
            }
            rows.addAll(compare(stage, HEARTBEATS, with(discovery, peers)));
            rows.addAll(corrections(stage));
        } finally {
            peers.values().forEach(Stage.Service::close);
        }
        return rows;
    }

    /** Both take the same bytes from one receiver. */
    private static List<Map<String, Object>> corrections(Stage stage) throws IOException, InterruptedException {
        Map<String, Stage.Service> peers = new LinkedHashMap<>();
        try (BaseStation base = new BaseStation(); Stage.Service gps = stage.gps("tcp://127.0.0.1:" + base.port())) {
            if (isWanted(STR2STR)) {
                int port = freePort();
                try {
                    peers.put(STR2STR, stage.silent(STR2STR, new ProcessBuilder(STR2STR, "-in", "tcpcli://127.0.0.1:" + base.port(), "-out",
                            "ntripc://:" + port + "/RTCM3"), port));
                } catch (IOException e) {
                    stage.say("str2str is left out: " + e.getMessage());
                }
            }
            return compare(stage, CORRECTIONS, with(gps, peers));
        } finally {
            peers.values().forEach(Stage.Service::close);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** All, or those that BENCH_PEERS names, with commas between them. */
    private static boolean isWanted(String name) {
        String wanted = System.getenv("BENCH_PEERS");
        return wanted == null || wanted.isBlank() || List.of(wanted.trim().split(" *, *")).contains(name);
    }

    private static ProcessBuilder javaPeer(Stage stage, String name) {
        Path built = stage.root().resolve("build/peers");
        List<String> command = new ArrayList<>(List.of(stage.java().toString()));
        command.addAll(JAVA_FLAGS);
        command.addAll(List.of("-cp", built.resolve("classes") + ":" + built.resolve("lib") + "/*", name + "Peer"));
        return new ProcessBuilder(command);
    }

    private static Map<String, Stage.Service> with(Stage.Service ours, Map<String, Stage.Service> peers) {
        Map<String, Stage.Service> all = new LinkedHashMap<>();
        all.put("depot", ours);
        all.putAll(peers);
        return all;
    }

    private static List<Map<String, Object>> compare(Stage stage, Trial trial, Map<String, Stage.Service> servers) throws IOException,
            InterruptedException {
        Map<String, List<Map<String, Object>>> rounds = new LinkedHashMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (Map.Entry<String, Stage.Service> server : servers.entrySet()) {
                stage.say(trial.what + ", round " + round + ": " + server.getKey());
                List<String> options = new ArrayList<>(List.of(trial.options));
                options.addAll(List.of("--warm-up-ms", "" + trial.warmUpMillis, "--round-ms", "" + trial.roundMillis));
                try (LoadRun load = stage.load(server.getValue(), trial.scenario, options.toArray(String[]::new))) {
                    LoadRun.Result result = load.result();
                    Map<String, Object> row = result.rounds().getFirst();
                    row.put("errors", result.errors());
                    rounds.computeIfAbsent(server.getKey(), name -> new ArrayList<>()).add(row);
                }
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Map.Entry<String, List<Map<String, Object>>> server : rounds.entrySet()) {
            List<Map<String, Object>> sorted = new ArrayList<>(server.getValue());
            sorted.sort(Comparator.comparingDouble(each -> ((Number) each.get("delayP99Ms")).doubleValue()));
            Map<String, Object> row = new LinkedHashMap<>(sorted.get(sorted.size() / 2));
            if (row.containsKey("framesPerSecond")) {
                row.put("perSecond", row.get("framesPerSecond"));
                row.put("missedShare", ((Number) row.get("missed")).doubleValue() / ((Number) row.get("expected")).doubleValue());
            }
            row.put("what", trial.what);
            row.put("server", server.getKey());
            row.put("residentPeakBytes", Memory.residentPeak(servers.get(server.getKey()).pid()));
            rows.add(row);
        }
        return rows;
    }
}
