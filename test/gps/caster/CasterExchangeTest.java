package depot.gps.caster;

import static depot.gps.caster.CasterUnderTest.LOGIN;
import static depot.gps.caster.CasterUnderTest.V2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.ntrip.Chunks;
import depot.gps.corrections.Messages;
import depot.support.Await;
import depot.support.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, for each version and each outcome. */
class CasterExchangeTest {
    private static final String ERROR_1 = "HTTP/1.0 %s\r\nServer: NTRIP depot/";
    private static final String ERROR_2 = "HTTP/1.1 %s\r\nNtrip-Version: Ntrip/2.0\r\nServer: NTRIP depot/";

    private static void readHead(RawHttp connection, String expected) throws Exception {
        assertEquals(expected, connection.readHead().replaceAll("(Server|Date): [^\r]*", "$1: ?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /RTCM3 HTTP/1.0", "GET /RTCM3 HTTP/1.1", "GET /ROVER HTTP/1.1", "GET http://base:2101/ROVER HTTP/1.0"})
    void versionOneGetsTheFramesAsTheyAre(String requestLine) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask(requestLine, "User-Agent: NTRIP test/1")) {
            readHead(rover, "ICY 200 OK\r\n\r\n");
            base.awaitClients(1);
            byte[] sent = Streams.joined(Messages.measurements(1077, 1).bytes(), Messages.position(1).bytes());
            base.cast(Messages.measurements(1077, 1), Messages.position(1));
            assertArrayEquals(sent, rover.readBody(sent.length));
        }
    }

    @Test
    void versionTwoGetsChunksOfWholeFrames() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask("GET /ROVER HTTP/1.1", "ntrip-version: NTRIP/2.0")) {
            readHead(rover, """
                    HTTP/1.1 200 OK\r
                    Ntrip-Version: Ntrip/2.0\r
                    Server: ?\r
                    Date: ?\r
                    Cache-Control: no-store, no-cache, max-age=0\r
                    Pragma: no-cache\r
                    Connection: close\r
                    Content-Type: gnss/data\r
                    Transfer-Encoding: chunked\r
                    \r
                    """);
            base.awaitClients(1);
            byte[] frame = Messages.measurements(1077, 1).bytes();
            base.cast(Messages.measurements(1077, 1));
            byte[] chunk = Streams.joined(Chunks.head(frame.length), frame, new byte[] {'\r', '\n'});
            assertArrayEquals(chunk, rover.readBody(chunk.length));
            base.caster.close();
            assertEquals("0\r\n\r\n", rover.readAll());
        }
    }

    @Test
    void aNewRoverGetsTheNewestPositionAndBiasesAtOnce() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest()) {
            base.cast(Messages.position(1), Messages.biases(2), Messages.position(3), Messages.measurements(1077, 9));
            byte[] first = Streams.joined(Messages.position(3).bytes(), Messages.biases(2).bytes());
            try (RawHttp one = base.ask("GET /RTCM3 HTTP/1.0"); RawHttp two = base.ask("GET /RTCM3 HTTP/1.1", V2)) {
                one.readHead();
                assertArrayEquals(first, one.readBody(first.length));
                two.readHead();
                byte[] head = Chunks.head(first.length);
                byte[] body = two.readBody(head.length + first.length);
                assertArrayEquals(first, Arrays.copyOfRange(body, head.length, body.length));
            }
        }
    }

    @Test
    void sourceTableOfVersionOne() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "secret")) {
            String table = base.exchange("GET / HTTP/1.0", "User-Agent: NTRIP x");
            assertTrue(table.startsWith("SOURCETABLE 200 OK\r\nServer: NTRIP depot/"), table);
            int body = table.indexOf("\r\n\r\n") + 4;
            assertTrue(table.contains("\r\nContent-Type: text/plain\r\n"), table);
            assertTrue(table.contains("\r\nContent-Length: " + (table.length() - body) + "\r\n"), table);
            assertEquals("""
                    STR;RTCM3;Depot;RTCM 3.2;;0;;none;;32.0658;34.7738;0;0;ZED-F9P HPG 1.32;none;B;N;0;no corrections at present\r
                    STR;ROVER;Depot;RTCM 3.2;;0;;none;;32.0658;34.7738;0;0;ZED-F9P HPG 1.32;none;B;N;0;no corrections at present\r
                    ENDSOURCETABLE\r
                    """, table.substring(body));
            assertEquals(table.substring(body), base.exchange("GET /NOSUCH HTTP/1.0").split("\r\n\r\n", 2)[1],
                    "the answer to an unknown name");
        }
    }

    @Test
    void sourceTableSaysWhatFlowsAndThatNoPasswordIsAskedFor() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MOUNTPOINT", "BASE")) {
            base.cast(Messages.measurements(1077, 1), Messages.measurements(1087, 1), Messages.measurements(1127, 1), Messages.position(1));
            String table = base.exchange("GET / HTTP/1.1", V2);
            assertTrue(table.startsWith("HTTP/1.1 200 OK\r\nNtrip-Version: Ntrip/2.0\r\n"), table);
            assertTrue(table.contains("\r\nNtrip-Flags: \r\n"), table);
            assertTrue(table.contains("\r\nContent-Type: gnss/sourcetable\r\n"), table);
            assertEquals("STR;BASE;Depot;RTCM 3.2;1005,1077,1087,1127;2;GPS+GLO+BDS;none;;32.0658;34.7738;0;0;ZED-F9P HPG "
                    + "1.32;none;N;N;0;\r\n"
                    + "ENDSOURCETABLE\r\n", table.split("\r\n\r\n", 2)[1]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /RTCM3 HTTP/1.0, x: y, 401 Unauthorized",
        "GET /RTCM3 HTTP/1.0, Authorization: Basic cm92ZXI6d3Jvbmc=, 401 Unauthorized",
        "GET /RTCM3 HTTP/1.0, Authorization: Basic !, 401 Unauthorized",
        "GET /RTCM3 HTTP/1.0, Authorization: Bearer secret, 401 Unauthorized",
        "POST /RTCM3 HTTP/1.0, x: y, 501 Not Implemented",
        "HEAD /RTCM3 HTTP/1.0, x: y, 501 Not Implemented"})
    void refusalsOfVersionOne(String requestLine, String header, String status) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "secret")) {
            String answer = base.exchange(requestLine, header);
            assertTrue(answer.startsWith(ERROR_1.formatted(status)), answer);
            assertEquals(status.startsWith("401"), answer.contains("\r\nWWW-Authenticate: Basic realm=\"/RTCM3\"\r\n"), answer);
            assertEquals(0, base.caster.clients());
        }
    }

    @ParameterizedTest
    @CsvSource({"GET /RTCM3 HTTP/1.1, 401 Unauthorized", "GET /NOSUCH HTTP/1.1, 404 Not Found", "GET /rtcm3 HTTP/1.1, 404 Not Found",
        "POST /RTCM3 HTTP/1.1, 501 Not Implemented"})
    void refusalsOfVersionTwo(String requestLine, String status) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "secret")) {
            String answer = base.exchange(requestLine, V2);
            assertTrue(answer.startsWith(ERROR_2.formatted(status)), answer);
            assertEquals(status.startsWith("401"), answer.contains("\r\nWWW-Authenticate: Basic realm=\"/RTCM3\"\r\n"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOURCE secret RTCM3", "SOURCE secret /RTCM3", "SOURCE"})
    void nobodyUploads(String requestLine) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest()) {
            assertEquals("ERROR - Bad Mountpoint\r\n", base.exchange(requestLine, "Source-Agent: NTRIP x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET", "GET /RTCM3", "GET /RTCM3 FTP/1.0", "get /RTCM3 HTTP/1.1", "\u0016\u0003\u0001\u0002",
            "GET / RTCM3 HTTP/1.1"})
    void whatIsNoRequest(String requestLine) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest()) {
            String answer = base.exchange(requestLine, V2);
            assertTrue(answer.startsWith(ERROR_2.formatted("400 Bad Request")), answer);
        }
    }

    @Test
    void anyUserNameGoesWithTheOnePassword() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "secret"); RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0", LOGIN);
                RawHttp nobody = base.ask("GET /RTCM3 HTTP/1.0", "Authorization: basic OnNlY3JldA==")) {
            assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
            assertEquals("ICY 200 OK\r\n\r\n", nobody.readHead());
        }
    }

    @Test
    void aHeadMayComeInAnyPiecesAndEndInLineFeedsAlone() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = RawHttp.connect(base.port())) {
            for (byte b : "GET /RTCM3 HTTP/1.0\nUser-Agent: NTRIP slow\n\n".getBytes(StandardCharsets.US_ASCII)) {
                rover.send(new byte[] {b});
            }
            assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
        }
    }

    @Test
    void whoIsConnectedAndWhatItSaysOfItself() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "secret");
                RawHttp one = base.ask("GET /RTCM3 HTTP/1.0", LOGIN, "User-Agent: NTRIP one\u0001")) {
            one.readHead();
            base.awaitClients(1);
            try (RawHttp two = base.ask("GET /ROVER HTTP/1.1", LOGIN, V2, "Ntrip-GGA: " + gga(1).strip())) {
                two.readHead();
                base.awaitClients(2);
                one.send("no line of NMEA\r\n" + gga(2).substring(0, 20));
                one.send(gga(2).substring(20));
                Frame frame = Messages.measurements(1077, 1);
                base.cast(frame);
                one.readBody(frame.length());
                Await.until("both sent their positions", () -> base.caster.clientList().stream().allMatch(c -> c.position().isPresent()));
                Await.until("what the first got is counted", () -> base.caster.clientList().getFirst().bytes() > 0);
                CasterClient first = base.caster.clientList().getFirst();
                CasterClient second = base.caster.clientList().getLast();
                assertEquals("rover NTRIP one? RTCM3 V1", first.user() + " " + first.agent() + " " + first.mountpoint() + " "
                        + first.version());
                assertEquals("rover  ROVER V2", second.user() + " " + second.agent() + " " + second.mountpoint() + " " + second.version());
                assertEquals(2, first.position().orElseThrow().latitudeDegrees(), 1e-9);
                assertEquals("rtk_fixed", first.position().orElseThrow().quality());
                assertEquals(1, second.position().orElseThrow().latitudeDegrees(), 1e-9);
                assertEquals(frame.length(), first.bytes());
                assertTrue(first.delayMillis() > 0 && first.delayMillis() < 10_000, first.toString());
                assertTrue(first.address().startsWith("127.0.0.1:"), first.address());
            }
            Await.until("it is missed when it is written to", () -> {
                base.cast(Messages.measurements(1077, 1)); // one that ended its side may go on receiving
                return base.caster.clients() == 1;
            });
        }
    }

    /** Such as some shell scripts and microcontrollers' libraries do. */
    @Test
    void aClientThatEndsItsSideGoesOnReceiving() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
            rover.readHead();
            base.awaitClients(1);
            rover.socket().shutdownOutput();
            for (int epoch = 0; epoch < 20; epoch++) {
                Frame frame = Messages.measurements(1077, epoch);
                base.cast(frame);
                assertArrayEquals(frame.bytes(), rover.readBody(frame.length()));
            }
            assertEquals(1, base.caster.clients());
        }
    }

    @Test
    void oneThatIsGoneWhileNothingFlowsIsMissedAfterAWhile() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest()) {
            try (RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
                rover.readHead();
                base.awaitClients(1);
            }
            base.awaitClients(0);
            base.awaitMetric("depot_ntrip_dropped_total", "gone", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\nGET /RTCM3 HTTP/1.0", "\r\n\r\n\nGET /RTCM3 HTTP/1.0", "GET /RTCM3/ HTTP/1.0"})
    void whatIsBorne(String requestLine) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask(requestLine, "User-Agent: NTRIP x")) {
            assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
        }
    }

    @Test
    void emptyLinesAloneAreNoRequest() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_HEAD_BYTES", "256"); RawHttp rover = RawHttp.connect(base.port())) {
            rover.send("\r\n".repeat(128));
            assertTrue(rover.readHead().startsWith("HTTP/1.1 431 "));
        }
    }

    /** HTTP/1.0 has no chunks. */
    @Test
    void versionTwoInOldHttpGetsTheFramesAsTheyAre() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0", V2)) {
            String head = rover.readHead();
            assertTrue(head.startsWith("HTTP/1.1 200 OK\r\nNtrip-Version: Ntrip/2.0\r\n") && !head.contains("chunked"), head);
            base.awaitClients(1);
            Frame frame = Messages.measurements(1077, 1);
            base.cast(frame);
            assertArrayEquals(frame.bytes(), rover.readBody(frame.length()));
        }
    }

    @Test
    void anEmptyFrameIsNoMessageOfTheTable() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest()) {
            base.cast(Streams.frame(depot.gnss.frames.RtcmFraming.encode(new byte[0])), Messages.measurements(1077, 1));
            assertTrue(base.exchange("GET / HTTP/1.0").contains(";RTCM 3.2;1077;"), () -> "and no -1");
        }
    }

    /** BKG's client sends its position without waiting for the answer. */
    @Test
    void aPositionRightBehindTheHead() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = RawHttp.connect(base.port())) {
            rover.send("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP x\r\n\r\n" + gga(3));
            rover.readHead();
            Await.until("a position", () -> base.caster.clientList().stream().anyMatch(c -> c.position().isPresent()));
        }
    }

    private static String gga(int latitude) {
        return new String(new Gga("GN", OptionalInt.of(1000), OptionalDouble.of(latitude),
                OptionalDouble.of(-4), FixQuality.RTK_FIXED, OptionalInt.of(12),
                OptionalDouble.of(1), OptionalDouble.of(50), OptionalDouble.of(10),
                OptionalDouble.empty(), "").encode(), StandardCharsets.US_ASCII);
    }
}
