package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.frames.Framer;
import depot.gnss.frames.Protocol;
import depot.gnss.ubx.CfgValget;
import depot.gnss.ubx.UbxDecoder;
import depot.gnss.ubx.UbxId;
import depot.gnss.ubx.UbxMessage;
import depot.gps.source.ScriptedReceiver;
import depot.support.Json;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base as the field's own tool leaves it: RTCM and NAV-SVIN, no sentence, no NAV-PVT. Its bytes are a real base's. */
class OtherToolsBaseContractTest {
    @TempDir
    Path folder;

    private static byte[] stream() {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (Frame frame : Streams.framed(Captures.read("f9p-base-mixed-a.log")).frames()) {
            if (frame.protocol() == Protocol.RTCM3 || frame.protocol() == Protocol.UBX && UbxId.of(frame).equals(UbxId.NAV_SVIN)) {
                kept.writeBytes(frame.bytes());
            }
        }
        return kept.toByteArray();
    }

    /** Answers polls with what a real F9P sent. */
    private static UnaryOperator<byte[]> answers() {
        byte[] pvt = message("f9p-base-mixed-a.log", UbxId.NAV_PVT);
        byte[] sat = message("f9p-ubx-pvt-hppos.log", UbxId.NAV_SAT);
        byte[] version = message("f9p-config-poll-ack.ubx", UbxId.MON_VER);
        return bytes -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new Framer(frame -> {
                if (UbxDecoder.decode(frame) instanceof UbxMessage.Poll(UbxId id)) {
                    out.writeBytes(id.equals(UbxId.NAV_PVT) ? pvt : id.equals(UbxId.NAV_SAT) ? sat : id.equals(UbxId.MON_VER)
                            ? version : new byte[0]);
                }
            }).accept(bytes);
            return out.toByteArray();
        };
    }

    private static byte[] message(String capture, UbxId id) {
        return Streams.framed(Captures.read(capture)).frames().stream().filter(f -> f.protocol() == Protocol.UBX && UbxId.of(f).equals(id)
                && f.length() > 8).findFirst().orElseThrow().bytes();
    }

    @Test
    void whatItAnswersIsShownAndOnlyQuestionsGoOut() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(stream(), 600, answers()); TestGps gps = TestGps.start(folder, "GPS_SOURCE",
                receiver.address())) {
            gps.await("its fix", () -> "dgps".equals(gps.status().get("fixQuality")));
            assertEquals("base", gps.status().get("mode"));
            assertFalse(gps.status().containsKey("fixKnown"));
            gps.await("its satellites", () -> Json.objects(gps.api().get("/satellites").json().get("satellites")).size() == 45);
            gps.await("its model", () -> "ZED-F9P".equals(Json.object(gps.status().getOrDefault("receiver", java.util.Map.of()))
                    .get("model")));
            gps.await("it is well", () -> gps.api().get("/health").json().get("status").equals("ok"));
            for (Frame frame : Streams.framed(receiver.heard()).frames()) {
                UbxMessage sent = UbxDecoder.decode(frame);
                assertTrue(sent instanceof UbxMessage.Poll || sent instanceof CfgValget.Request, sent::toString);
            }
        }
    }

    @Test
    void whereItCannotHearItIsAFixedBaseWhoseFixIsNotKnown() throws Exception {
        Path file = Files.write(folder.resolve("stream"), stream());
        try (TestGps gps = TestGps.start(folder, "GPS_SOURCE", "file:" + file + "?rate=10000&loop=true")) {
            gps.await("it is usable", () -> Boolean.TRUE.equals(Json.object(gps.status().get("corrections")).get("usable")));
            assertEquals("no_fix", gps.status().get("fixQuality"));
            assertEquals(false, gps.status().get("fixKnown"));
            assertEquals("base", gps.status().get("mode"));
            assertEquals(32.065832545, (double) gps.status().get("latitude"), 1e-8);
            assertEquals("ok", gps.api().get("/health").json().get("status"));
        }
    }

    @Test
    void oneThatIsNotUbloxIsAskedAFewTimesAndThenNoMore() throws Exception {
        try (ScriptedReceiver receiver = new ScriptedReceiver(Captures.read("nmea-rtk-quality4.log"), 400, bytes -> new byte[0]);
                TestGps gps = TestGps.start(folder, "GPS_SOURCE", receiver.address(), "GPS_RECEIVER", "any")) {
            gps.await("fixQuality", "rtk_fixed");
            assertEquals(0, receiver.heard().length, "nothing at all");
            assertEquals(409, gps.api().post("/base", "{\"mode\":\"survey-in\"}").status());
        }
    }
}
