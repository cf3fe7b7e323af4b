package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.fleet.DrivenRovers;
import depot.support.Await;
import depot.support.Console;
import depot.support.Json;
import depot.support.TestService;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever is at a rover's address, and whatever it does: it is reported as what it is, and harms no other rover. */
class HostileRoversTest {
    @RegisterExtension
    final TestService service = TestService.ofEachTest("ROVER_LINKS", "all", "ROVER_NETWORKS", "127.0.0.0/8");
    private final LinkFleet fleet = new LinkFleet(service.api());

    private static byte[] state(double x) {
        return state((byte) 1, x);
    }

    private static byte[] state(byte mode, double x) {
        return ByteBuffer.allocate(90).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x10).put(mode).putDouble(x).putDouble(2)
                .putDouble(0.5)
                .putDouble(48).putLong(System.currentTimeMillis()).array();
    }

    /** One frame of a server's. */
    private static byte[] frame(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        return Arrays.copyOf(frame.put(payload).array(), frame.position());
    }

    private static void forEver(OutputStream out, byte[] bytes) throws IOException {
        while (true) {
            out.write(bytes);
        }
    }

    private static void paced(OutputStream out, List<byte[]> pieces) throws Exception {
        while (true) {
            for (byte[] piece : pieces) {
                out.write(piece);
                Thread.sleep(5);
            }
        }
    }

    /** By name, what each does once it has shaken hands, and part of why its link is then down. */
    private record Hostile(HostileRover.Habit habit, String why) {}

    private static Map<String, Hostile> hostiles() {
        byte[] one = frame(0x82, state(1));
        byte[] many = new byte[700 * one.length];
        for (int at = 0; at + one.length <= many.length; at += one.length) {
            System.arraycopy(one, 0, many, at, one.length);
        }
        byte[] endless = new byte[32 * 1024]; // fragments of nothing, without an end
        Map<String, Hostile> all = new LinkedHashMap<>();
        all.put("silent", new Hostile((in, out) -> in.read(), "no frame came for 3000 ms"));
        all.put("flood", new Hostile((in, out) -> forEver(out, many), "it sends more than is read of it"));
        all.put("fragments", new Hostile((in, out) -> {
            out.write(new byte[] {0x02, 0});
            forEver(out, endless);
        }, "it sends more than is read of it"));
        all.put("pings", new Hostile((in, out) -> forEver(out, frame(0x89, new byte[125])), "it "));
        all.put("liar", new Hostile((in, out) -> {
            out.write(new byte[] {(byte) 0x82, 127, 0x7f, -1, -1, -1, -1, -1, -1, -1});
            in.read();
        }, "a frame of 9223372036854775807 bytes"));
        all.put("masks", new Hostile((in, out) -> {
            out.write(new byte[] {(byte) 0x82, (byte) 0x80, 0, 0, 0, 0});
            in.read();
        }, "a server must not mask"));
        all.put("text", new Hostile((in, out) -> paced(out, List.of(frame(0x81, "{\"mode\":3}".getBytes()))), "no frame came for 3000 ms"));
        all.put("short", new Hostile((in, out) -> paced(out, List.of(frame(0x82, Arrays.copyOf(state(1), 89)))),
                "no frame came for 3000 ms"));
        all.put("leaver", new Hostile((in, out) -> { }, "it closed without a word"));
        all.put("closer", new Hostile((in, out) -> {
            out.write(frame(0x88, new byte[] {0x03, (byte) 0xf0, 'n', 'o'}));
            in.read();
        }, "it closed with 1008: no"));
        return all;
    }

    /** It stood in e-stop when it was heard last: whether it obeys this e-stop is not known. */
    @Test
    void aFrameFromBeforeTheOrderShowsNothing() throws Exception {
        try (HostileRover mute = HostileRover.shaken((in, out) -> {
            out.write(frame(0x82, state((byte) 4, 1)));
            while (in.read() >= 0) {
                // what it is sent
            }
        })) {
            fleet.register("mute", mute.address());
            Await.until("its link is up", () -> fleet.isUp("mute"));
            assertEquals(Map.of("mute", "its frames say e-stop, and may be older than the order"), fleet.order("/estop", "{}"));
        }
    }

    @Test
    void eachIsReportedAsWhatItIsAndAnHonestRoverIsFedAndStoppedMeanwhile() throws Exception {
        List<HostileRover> peers = new ArrayList<>();
        try (DrivenRovers honest = DrivenRovers.start(1); Console supervisor = fleet.supervisor()) {
            fleet.register("honest", honest.address(0));
            Await.until("its link is up", () -> fleet.isUp("honest"));
            Map<String, Hostile> hostiles = hostiles();
            for (Map.Entry<String, Hostile> each : hostiles.entrySet()) {
                HostileRover peer = HostileRover.shaken(each.getValue().habit());
                peers.add(peer);
                fleet.register(each.getKey(), peer.address());
            }
            LinkFleet.name(supervisor, "honest");
            LinkFleet.awaitState(supervisor, "honest", "feeding");
            honest.task(0);
            Await.until("it drives", () -> honest.speed(0) > 0.2);
            for (Map.Entry<String, Hostile> each : hostiles.entrySet()) {
                Set<String> seen = new TreeSet<>();
                try {
                    Await.until(each.getKey() + " is reported as what it is", () -> {
                        LinkFleet.name(supervisor, "honest");
                        seen.add(fleet.why(each.getKey()));
                        return fleet.why(each.getKey()).contains(each.getValue().why());
                    });
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + ": " + seen, e);
                }
            }
            assertTrue(fleet.isUp("honest"));
            Map<String, Object> outcome = fleet.order("/estop", "{}");
            assertTrue(outcome.get("honest") instanceof Number after && after.intValue() < 700, outcome::toString);
            assertTrue(outcome.get("silent") instanceof String, outcome::toString);
        } finally {
            for (HostileRover peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void framesInPiecesAndLongerOnesAreRead() throws Exception {
        byte[] whole = frame(0x82, Arrays.copyOf(state(7), 200)); // with what a newer daemon adds
        byte[] message = state(7);
        List<byte[]> pieces = List.of(frame(0x02, Arrays.copyOf(message, 40)), frame(0x89, new byte[0]),
                frame(0x80, Arrays.copyOfRange(message, 40, 90)),
                Arrays.copyOf(whole, 50), Arrays.copyOfRange(whole, 50, whole.length));
        try (HostileRover rover = HostileRover.shaken((in, out) -> paced(out, pieces))) {
            fleet.register("pieces", rover.address());
            Await.until("it is up", () -> fleet.isUp("pieces"));
            assertEquals(7, fleet.x("pieces"));
        }
    }

    @Test
    void whatIsNoNumberIsNoPlace() throws Exception {
        try (HostileRover rover = HostileRover.shaken((in, out) -> paced(out, List.of(frame(0x82, state(Double.NaN)))))) {
            fleet.register("nan", rover.address());
            Await.until("it is up", () -> fleet.isUp("nan"));
            assertEquals(0, fleet.x("nan"));
            assertFalse((Boolean) fleet.rover("nan").get("poseKnown"));
            assertEquals(null, fleet.rover("nan").get("velocity"));
        }
    }

    @Test
    void onlyAHandshakeGoesToWhoSaysNothing() throws Exception {
        HostileRover.Habit listens = (in, out) -> {
            while (in.read() >= 0) {
                // it only listens
            }
        };
        try (HostileRover peer = HostileRover.shaken(listens)) {
            fleet.register("listener", peer.address());
            Await.until("it was given up twice", () -> peer.connections() > 1);
            String heard = peer.heard();
            assertEquals(-1, heard.indexOf("\r\n\r\n") < 0 ? 0 : heard.substring(heard.indexOf("\r\n\r\n") + 4).indexOf('\u0082'),
                    "no command: " + heard);
        }
        assertEquals(0, Json.number(service.api().metric("depot_rover_heartbeats_fed_total")));
    }
}
