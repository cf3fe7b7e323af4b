package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.threads.Worker;
import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gps.source.PseudoTerminal;
import depot.support.KeptPort;
import depot.support.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Corrections down to the receiver on the rover, by the units of gps's README: a real base's, from our caster, through programs of
 * others, to the receiver's second port, a pseudo-terminal here; and again after the caster was away. Their waits are made short.
 */
class RoverRecipeTest {
    @TempDir
    Path folder;
    private final int http = port();
    private final int caster = port();
    private final AtomicInteger arrived = new AtomicInteger();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();

    private static int port() {
        try {
            return KeptPort.choose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestGps depot() throws Exception {
        Captures.read("f9p-base-mixed-a.log");
        return TestGps.start(folder, "PORT", Integer.toString(http), "NTRIP_PORT", Integer.toString(caster), "NTRIP_PASSWORD", "secret",
                "GPS_SOURCE",
                "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log") + "?rate=20000&loop=true");
    }

    /** {@code /etc/depot-corrections} of the README, for here. */
    private Map<String, String> environment(Path port) {
        Map<String, String> environment = new HashMap<>(GpsReadme.blocks("ini").getFirst().lines().map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
        assertEquals("ntrip://frog-0:secret@depot:2101/RTCM3", environment.get("FROM"));
        environment.put("FROM", environment.get("FROM").replace("depot:2101", "127.0.0.1:" + caster));
        environment.put("PORT", ".." + port); // below /dev
        return environment;
    }

    /** What of the terminal's are frames of the base, counted. */
    private Worker reading(PseudoTerminal receiver) {
        Set<String> base = Streams.framed(Captures.read("f9p-base-mixed-a.log")).frames().stream()
                .filter(frame -> frame.protocol() == Protocol.RTCM3)
                .map(frame -> HexFormat.of().formatHex(frame.bytes())).collect(Collectors.toSet());
        Framer framer = new Framer((Frame frame) -> {
            String hex = HexFormat.of().formatHex(frame.bytes());
            if (base.contains(hex)) {
                arrived.incrementAndGet();
            } else {
                foreign.add(hex);
            }
        });
        return Worker.start("second-port", () -> {
            byte[] buffer = new byte[4096];
            while (true) {
                try {
                    framer.accept(buffer, 0, receiver.read(buffer));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Thread.sleep(1);
            }
        });
    }

    private void awaitMore(TestGps gps) throws Exception {
        int before = arrived.get();
        gps.await("frames arrive at the receiver", () -> arrived.get() >= before + 20);
    }

    @Test
    void byStr2str() throws Exception {
        Tool.assumeInstalled("str2str");
        try (PseudoTerminal receiver = PseudoTerminal.open()) {
            receiver.plugInto(folder.resolve("ttyRX"));
            Map<String, String> environment = environment(folder.resolve("ttyRX"));
            String start = GpsReadme.blocks("ini").get(1).lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow()
                    .substring("ExecStart=/usr/bin/str2str ".length());
            for (Map.Entry<String, String> value : environment.entrySet()) {
                start = start.replace("${" + value.getKey() + "}", value.getValue());
            }
            Worker reading = reading(receiver);
            try (Tool _ = Tool.start("str2str", (start + " -r 500").split(" "))) {
                try (TestGps gps = depot()) {
                    awaitMore(gps);
                    gps.await("the depot knows whose it is", () -> gps.api().get("/clients").text().contains("\"user\":\"frog-0\""));
                }
                try (TestGps again = depot()) {
                    awaitMore(again);
                }
            } finally {
                reading.close();
            }
            assertEquals(Set.of(), foreign, "nothing but the base's frames");
        }
    }

    /** systemd starts it again: here the test does. */
    @Test
    void byGpsdsTools() throws Exception {
        Tool.assumeInstalled("gpsd");
        Tool.assumeInstalled("gpspipe");
        try (PseudoTerminal receiver = PseudoTerminal.open()) {
            receiver.plugInto(folder.resolve("ttyRX"));
            String script = GpsReadme.blocks("bash").getFirst();
            assertTrue(script.contains("-x 10") && script.contains("sleep 5") && script.contains("2948"), script);
            Path file = Files.writeString(folder.resolve("depot-corrections-gpsd"), script.replace("-x 10", "-x 2")
                    .replace("sleep 5", "sleep 1").replace("2948", Integer.toString(port())));
            Worker reading = reading(receiver);
            try {
                Process first;
                try (TestGps gps = depot()) {
                    first = started(file);
                    awaitMore(gps);
                }
                assertTrue(first.waitFor(20, TimeUnit.SECONDS), "it ends when nothing comes");
                assertEquals(1, first.exitValue());
                try (TestGps again = depot()) {
                    Process next = started(file);
                    try {
                        awaitMore(again);
                    } finally {
                        next.descendants().forEach(ProcessHandle::destroy);
                        next.destroy();
                        next.waitFor(10, TimeUnit.SECONDS);
                    }
                }
            } finally {
                reading.close();
            }
        }
    }

    private Process started(Path script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment(folder.resolve("ttyRX")));
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        return builder.start();
    }
}
