package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.rtcm.AntennaDescriptor;
import depot.gnss.rtcm.RtcmDecoder;
import depot.support.Json;
import depot.support.RawHttp;
import depot.support.Tool;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real base's recording, to outside casters. */
@Order(1)
class PushContractTest {
    @TempDir
    Path folder;

    private String recording() {
        Captures.read("f9p-base-mixed-a.log");
        return "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log") + "?loop=true";
    }

    @Test
    void eachTargetHasItsOwnState() throws Exception {
        try (ServerSocket good = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()); ServerSocket bad = new ServerSocket(0, 5,
                InetAddress.getLoopbackAddress());
                TestGps gps = TestGps.start(folder, "GPS_SOURCE", recording(), "NTRIP_PUSH",
                        "ntrip://:a,b@127.0.0.1:" + good.getLocalPort() + "/GOOD, ntrip://:wrong@127.0.0.1:" + bad.getLocalPort()
                        + "/BAD")) {
            List<Map<String, Object>> first = Json.objects(gps.status().get("push"));
            assertEquals(List.of("ntrip://127.0.0.1:" + good.getLocalPort() + "/GOOD", "ntrip://127.0.0.1:" + bad.getLocalPort() + "/BAD"),
                    first.stream().map(push -> push.get("target")).toList(), "without passwords");
            good.setSoTimeout(30_000);
            bad.setSoTimeout(30_000);
            try (Socket taken = good.accept(); Socket refused = bad.accept()) {
                String head = new String(taken.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
                assertTrue(head.startsWith("SOURCE a,b GOOD"), head);
                taken.getOutputStream().write("ICY 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                refused.getInputStream().readNBytes(10);
                refused.getOutputStream().write("ERROR - Bad Password\r\n".getBytes(StandardCharsets.US_ASCII));
                gps.await("both are shown", () -> Json.objects(gps.status().get("push")).stream().map(push -> push.get("state")).toList()
                        .equals(List.of("connected", "failed")));
                Map<String, Object> failed = Json.objects(gps.status().get("push")).getLast();
                assertTrue(failed.get("error").toString().contains("Bad Password") && failed.get("since").toString().endsWith("Z"),
                        failed::toString);
                assertTrue(gps.api().get("/health").json().get("reason").toString()
                        .contains("/BAD (the caster refuses: ERROR - Bad Password)"));
                assertEquals(0, gps.api().metric("depot_gps_push_connected{target=\"ntrip://127.0.0.1:" + bad.getLocalPort() + "/BAD\""));
            }
        }
    }

    @Test
    void theAntennaIsSentBehindThePosition() throws Exception {
        try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", recording(), "GPS_ANTENNA",
                "TRM59800.00 NONE"); RawHttp rover = RawHttp.connect(gps.casterPort())) {
            rover.send("GET /RTCM3 HTTP/1.0\r\n\r\n");
            rover.readHead();
            java.util.List<AntennaDescriptor> seen = new java.util.ArrayList<>();
            Framer framer = new Framer(frame -> {
                if (frame.protocol() == Protocol.RTCM3 && RtcmDecoder.decode(frame) instanceof AntennaDescriptor antenna) {
                    seen.add(antenna);
                }
            });
            rover.socket().setSoTimeout(30_000);
            byte[] buffer = new byte[500];
            while (seen.size() < 2) {
                framer.accept(buffer, 0, rover.socket().getInputStream().read(buffer));
            }
            assertEquals(List.of("TRM59800.00     NONE", "TRM59800.00     NONE"), seen.stream().map(AntennaDescriptor::descriptor)
                    .toList());
            assertTrue(seen.getFirst().receiver().isEmpty() && seen.getLast().receiver().isPresent(), "1008 and 1033");
        }
    }

    /** A Trimble station's, from a public caster. */
    @Test
    void aRealStationsAntennaIsRead() {
        List<AntennaDescriptor> read = Streams.framed(Captures.read("ntrip-v2-plain-body.rtcm3")).frames().stream()
                .filter(f -> f.protocol() == Protocol.RTCM3)
                .map(RtcmDecoder::decode).filter(AntennaDescriptor.class::isInstance).map(AntennaDescriptor.class::cast).toList();
        assertEquals(7, read.size());
        assertEquals(25, read.getFirst().station());
        assertTrue(read.getFirst().descriptor().matches("[A-Z0-9. +-]{16,20}"), read.getFirst()::toString);
        assertTrue(read.getFirst().receiver().orElseThrow().type().contains("TRIMBLE"), read.getFirst()::toString);
        Frame again = Streams.frame(read.getFirst().encode());
        assertEquals(read.getFirst(), RtcmDecoder.decode(again));
    }

    @Test
    void whatWeSayOfTheAntennaIsReadByGpsd() throws Exception {
        Tool.assumeInstalled("gpsdecode");
        Path file = java.nio.file.Files.write(folder.resolve("antenna"), Streams.joined(
                new AntennaDescriptor(7, "TRM59800.00     NONE", 3, "12345", java.util.Optional.empty()).encode(),
                new AntennaDescriptor(7, "TRM59800.00     NONE", 3, "12345", java.util.Optional.of(
                        new AntennaDescriptor.Receiver("UBLOX ZED-F9P", "HPG 1.32", "99"))).encode()));
        Process process = new ProcessBuilder("gpsdecode").redirectInput(file.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        for (String part : List.of("\"type\":1008", "\"type\":1033", "\"station_id\":7", "TRM59800.00     NONE", "12345", "UBLOX ZED-F9P",
                "HPG 1.32")) {
            assertTrue(said.contains(part), said);
        }
    }
}
