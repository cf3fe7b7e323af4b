package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gps.source.PluggedReceiver;
import depot.support.Json;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the receiver to a rover: what goes in comes out, is counted, and stops when the base is known to be wrong. */
class CorrectionsContractTest {
    @TempDir
    Path folder;

    /** A rover that asks as version 1 does, and reads the frames that it gets. */
    private static final class Rover implements AutoCloseable {
        private final Socket socket;
        private final List<String> frames = new ArrayList<>();
        private final Framer framer = new Framer(frame -> frames.add(HexFormat.of().formatHex(frame.bytes())));

        Rover(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET /ROVER HTTP/1.0\r\nUser-Agent: NTRIP tester/1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        List<String> read(int count) throws IOException {
            byte[] buffer = new byte[1000];
            while (frames.size() < count) {
                int got = socket.getInputStream().read(buffer);
                if (got < 0) {
                    throw new IOException("the caster closed after " + frames.size());
                }
                framer.accept(buffer, 0, got);
            }
            return frames;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aRoverGetsTheReceiversFramesAsTheyAre() throws Exception {
        byte[] capture = Captures.read("f9p-base-mixed-a.log");
        List<String> inCapture = new ArrayList<>();
        new Framer(frame -> addRtcm(inCapture, frame)).accept(Arrays.copyOf(capture, capture.length));
        String file = Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log").toString();
        try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", "file:" + file); Rover rover = new Rover(gps.casterPort())) {
            List<String> got = rover.read(20);
            int at = inCapture.indexOf(got.get(10));
            assertEquals(inCapture.subList(at, at + 10), got.subList(10, 20));
            assertEquals(1, gps.status().get("clients"));
            Map<String, Object> client = Json.objects(gps.api().get("/clients").json().get("clients")).getFirst();
            assertEquals("ROVER", client.get("mountpoint"));
            assertTrue(client.get("agent").toString().contains("tester/1"), client::toString);
            assertTrue((int) client.get("bytes") > 1000, client::toString);
        }
    }

    private static void addRtcm(List<String> list, Frame frame) {
        if (frame.protocol() == Protocol.RTCM3) {
            list.add(HexFormat.of().formatHex(frame.bytes()));
        }
    }

    @Test
    void aBaseThatIsKnownToBeWrongGivesNoCorrections() throws Exception {
        try (PluggedReceiver _ = new PluggedReceiver(folder.resolve("tty"), Set.of());
                TestGps gps = TestGps.start(folder, "GPS_SOURCE", "serial:" + folder.resolve("tty"), "GPS_MOVED_STOPS", "true");
                Rover rover = new Rover(gps.casterPort())) {
            rover.read(10);
            String body = "{\"mode\":\"fixed\",\"position\":{\"latitude\":48.2,\"longitude\":11.5755,\"height\":565},\"confirm\":true}";
            assertEquals(200, gps.api().post("/base", body).status());
            gps.await("it is reported", () -> gps.status().getOrDefault("degraded", "").toString().contains("seems incorrect"));
            long messages = count1074(gps);
            gps.await("what was on its way has gone", () -> count1074(gps) > messages + 10);
            Object bytes = bytes(gps);
            gps.await("the receiver goes on", () -> count1074(gps) > messages + 15);
            assertEquals(bytes, bytes(gps), "and none of it goes out");
            assertEquals(200, gps.api().post("/base", body.replace("48.2", "48.1375")).status());
            gps.await("they go out again", () -> !bytes(gps).equals(bytes));
        }
    }

    @Test
    void aDepotRelaysAnothersCorrections() throws Exception {
        try (PluggedReceiver _ = new PluggedReceiver(folder.resolve("tty"), Set.of());
                TestGps first = TestGps.start(folder, "GPS_SOURCE", "serial:" + folder.resolve("tty"), "NTRIP_PASSWORD", "p@ss");
                TestGps second = TestGps.start(folder.resolve("second"), "GPS_SOURCE", "ntrip://depot:p%40ss@127.0.0.1:"
                        + first.casterPort() + "/RTCM3");
                Rover rover = new Rover(second.casterPort())) {
            rover.read(10);
            assertEquals(200, first.api().post("/base",
                    "{\"mode\":\"fixed\",\"position\":{\"latitude\":48.1375,\"longitude\":11.5755,\"height\":565}}").status());
            second.await("mode", "base");
            assertEquals(true, second.status().get("connected"));
            assertEquals("no_fix", second.status().get("fixQuality"));
            assertEquals(48.1375, (double) Json.object(second.status().get("basePosition")).get("latitude"), 1e-8);
            assertEquals("ntrip://127.0.0.1:" + first.casterPort() + "/RTCM3", second.status().get("source"), "without the password");
        }
    }

    private static Object bytes(TestGps gps) throws Exception {
        return Json.objects(gps.api().get("/clients").json().get("clients")).getFirst().get("bytes");
    }

    private static long count1074(TestGps gps) throws Exception {
        return Json.objects(gps.status().get("rtcmMessages")).stream().filter(m -> m.get("type").equals(1074))
                .mapToLong(m -> ((Number) m.get("count")).longValue()).sum();
    }
}
