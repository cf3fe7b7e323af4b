package depot.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Api;
import depot.support.Console;
import depot.support.TestService;
import depot.support.WebSocketProbe;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that break RFC 6455, or a limit: each closes its own connection with the right code, and no other's. */
class BadFramesTest {
    private static final int MAX_MESSAGE = 65536;
    private static final String MASK = "00000000";

    @RegisterExtension
    static final TestService service = TestService.ofTheClass();
    static final Api api = service.api();
    static Console other;
    static int round;

    @BeforeAll
    static void start() throws Exception {
        other = Console.open(service.port(), "/ws/rover");
        other.send("{\"type\":\"register\"," + Api.registration("other").substring(1));
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @AfterEach
    void theOtherClientGoesOn() throws Exception {
        try (Console console = Console.open(service.port(), "/ws")) {
            double voltage = ++round + 0.5;
            other.send("{\"type\":\"heartbeat\",\"battery_voltage\":" + voltage + "}");
            console.nextWhere("the other's voltage", m -> m.text().contains("\"batteryVoltage\":" + voltage));
            assertTrue(api.rovers().stream().noneMatch(rover -> rover.get("id").equals("bad")), "nothing broken was taken in");
        }
    }

    private static void assertClosedWith(int code, byte[]... frames) throws Exception {
        for (String path : new String[] {"/ws/rover", "/ws?mode=delta"}) {
            try (WebSocketProbe probe = WebSocketProbe.open(service.port(), path)) {
                assertEquals(101, probe.status());
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (byte[] frame : frames) {
                    all.writeBytes(frame);
                }
                all.writeBytes(WebSocketProbe.frame(true, WebSocketProbe.TEXT,
                        ("{\"type\":\"register\"," + Api.registration("bad").substring(1)).getBytes(StandardCharsets.UTF_8)));
                probe.send(all.toByteArray());
                assertEquals(code, probe.awaitClose(), path);
                assertTrue(probe.ended(), "the service closes its side, too");
            }
        }
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }

    private static byte[] text(boolean fin, int opcode, String hexPayload) {
        return WebSocketProbe.frame(fin, opcode, hex(hexPayload));
    }

    @ParameterizedTest
    @CsvSource({
        "81 02 7B7D, unmasked", "89 00, an unmasked ping", "82 7E 0100, unmasked and its payload still to come",
        "C1 82 00000000 7B7D, reserved bit 1", "A1 82 00000000 7B7D, reserved bit 2", "91 82 00000000 7B7D, reserved bit 3",
        "C9 80 00000000, reserved bit on a ping",
        "83 80 00000000, opcode 3", "84 80 00000000, opcode 4", "87 80 00000000, opcode 7", "8B 80 00000000, opcode 11",
        "8F 80 00000000, opcode 15",
        "80 80 00000000, a continuation of nothing", "00 80 00000000, a continuation of nothing that goes on",
        "09 80 00000000, a ping in fragments", "08 80 00000000, a close in fragments", "0A 80 00000000, a pong in fragments",
        "89 FE 007E 00000000, a ping of 126 bytes", "8A FE FFFF 00000000, a pong of 65535 bytes",
        "88 FF 0000000000010000 00000000, a close of 65536 bytes",
        "88 81 00000000 03, a close with half a code", "88 82 00000000 03E7, close code 999", "88 82 00000000 03ED, close code 1005",
        "88 82 00000000 03EE, close code 1006", "88 82 00000000 03F7, close code 1015", "88 82 00000000 FFFF, close code 65535"})
    void whatRfc6455ForbidsIsClosedWith1002(String frame, String what) throws Exception {
        assertClosedWith(1002, hex(frame));
    }

    @Test
    void aNewMessageBeforeTheLastOneEndedIs1002() throws Exception {
        assertClosedWith(1002, text(false, WebSocketProbe.TEXT, "7B"), text(true, WebSocketProbe.TEXT, "7B7D"));
        assertClosedWith(1002, text(false, WebSocketProbe.BINARY, "7B"), text(true, WebSocketProbe.BINARY, "7B7D"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FF", "C0AF", "EDA080", "F4908080", "E282", "80", "7B22C3287D"})
    void aTextThatIsNotUtf8Is1007(String payload) throws Exception {
        assertClosedWith(1007, text(true, WebSocketProbe.TEXT, payload));
    }

    @Test
    void aTextThatIsNotUtf8Is1007AlsoInFragments() throws Exception {
        assertClosedWith(1007, text(false, WebSocketProbe.TEXT, "7BE2"), text(true, WebSocketProbe.CONTINUATION, "287D"));
        assertClosedWith(1007, text(false, WebSocketProbe.TEXT, "F0"), text(false, WebSocketProbe.CONTINUATION, "9F"),
                text(true, WebSocketProbe.CONTINUATION, "98"));
        assertClosedWith(1007, text(false, WebSocketProbe.TEXT, ""), text(true, WebSocketProbe.CONTINUATION, "FF"));
    }

    /** Autobahn 6.4: not when the message is whole, which this one never is. */
    @Test
    void aTextThatIsNotUtf8Is1007AtItsFirstWrongByte() throws Exception {
        assertClosedWith(1007, text(false, WebSocketProbe.TEXT, "CEBAE1BDB9CF83CEBCCEB5"),
                text(false, WebSocketProbe.CONTINUATION, "F4908080"));
        byte[] whole = text(true, WebSocketProbe.TEXT, "CEBAE1BDB9CF83CEBCCEB5F4908080656469746564");
        assertClosedWith(1007, java.util.Arrays.copyOf(whole, whole.length - 9));
    }

    @Test
    void aReasonThatIsNotUtf8Is1007() throws Exception {
        assertClosedWith(1007, text(true, WebSocketProbe.CLOSE, "03E8FF"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"81 FE FFFF", "81 FF 0000000000010001", "82 FF 000000007FFFFFFF", "81 FF 0000000100000000",
            "81 FF 7FFFFFFFFFFFFFFF"})
    void aMessageOverTheLimitIs1009BeforeItHasCome(String head) throws Exception {
        double before = api.metric("depot_refused_total{limit=\"message\"");
        if (head.endsWith("FFFF") && head.length() < 12) { // 65535 is allowed: one more fragment is over it
            byte[] first = WebSocketProbe.frame(false, WebSocketProbe.TEXT, new byte[MAX_MESSAGE - 1]);
            assertClosedWith(1009, first, WebSocketProbe.frame(true, WebSocketProbe.CONTINUATION, new byte[2]));
        } else {
            assertClosedWith(1009, hex(head + MASK));
        }
        assertEquals(before + 2, api.metric("depot_refused_total{limit=\"message\""));
    }

    @Test
    void aLengthWithItsHighestBitSetIsRefused() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover")) {
            probe.send(hex("81 FF 8000000000000000" + MASK));
            int code = probe.awaitClose();
            assertTrue(code == 1002 || code == 1009, "closed with " + code);
        }
    }

    @Test
    void aMessageUpToTheLimitIsTaken() throws Exception {
        String json = "{\"type\":\"heartbeat\",\"battery_voltage\":7.75}";
        byte[] longest = (json + " ".repeat(MAX_MESSAGE - json.length())).getBytes(StandardCharsets.UTF_8);
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover"); Console console = Console.open(service.port(),
                "/ws")) {
            probe.text("{\"type\":\"register\"," + Api.registration("other").substring(1));
            probe.send(WebSocketProbe.frame(true, WebSocketProbe.TEXT, longest));
            console.nextWhere("its voltage", m -> m.text().contains("7.75"));
        }
    }

    @Test
    void tooManyFragmentsAre1009EvenWhenTheyAreEmpty() throws Exception {
        double before = api.metric("depot_refused_total{limit=\"fragments\"");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(text(false, WebSocketProbe.TEXT, "7B"));
        for (int i = 0; i < 5_000; i++) {
            frames.writeBytes(text(false, WebSocketProbe.CONTINUATION, ""));
        }
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover")) {
            probe.send(frames.toByteArray());
            assertEquals(1009, probe.awaitClose());
        }
        assertEquals(before + 1, api.metric("depot_refused_total{limit=\"fragments\""));
    }

    @Test
    void whatCameBeforeABrokenFrameCounts() throws Exception {
        try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover")) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(WebSocketProbe.frame(true, WebSocketProbe.TEXT,
                    ("{\"type\":\"register\"," + Api.registration("good").substring(1)).getBytes(StandardCharsets.UTF_8)));
            frames.writeBytes(hex("81 02 7B7D"));
            probe.send(frames.toByteArray());
            assertEquals(1002, probe.awaitClose());
        }
        assertTrue(api.rover("good").isPresent());
    }

    @Test
    void aConnectionThatIsCutInTheMiddleOfAFrameIsJustGone() throws Exception {
        for (String cut : new String[] {"81", "81 FE", "81 85 000000", "81 85 00000000 7B", "01 81 00000000 7B"}) {
            try (WebSocketProbe probe = WebSocketProbe.open(service.port(), "/ws/rover")) {
                probe.send(hex(cut));
                probe.socket().setSoLinger(true, 0);
            }
        }
        depot.support.Await.until("only the other is left", () -> api.metric("depot_websocket_connections{route=\"/ws/rover\"") == 1);
    }
}
