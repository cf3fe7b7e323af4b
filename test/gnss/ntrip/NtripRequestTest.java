package depot.gnss.ntrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NtripRequestTest {
    private static NtripRequest parsed(String head) {
        return assertInstanceOf(NtripRequest.Parsed.Request.class, NtripRequest.parse(head), head).request();
    }

    @Test
    void whatRtklibSends() {
        assertEquals(new NtripRequest("GET", "RTCM3", NtripVersion.V1, Optional.of(new Credentials("rover", "secret")),
                Optional.of("NTRIP RTKLIB/2.4.3"), Optional.empty()),
                parsed("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP RTKLIB/2.4.3\r\nAuthorization: Basic cm92ZXI6c2VjcmV0\r\n\r\n"));
        assertEquals(new NtripRequest("SOURCE", "BASE1", NtripVersion.V1, Optional.empty(), Optional.of("NTRIP RTKLIB/2.4.3"),
                Optional.empty()),
                parsed("SOURCE pw BASE1\r\nSource-Agent: NTRIP RTKLIB/2.4.3\r\nSTR: \r\n\r\n"));
        assertEquals("BASE1", parsed("SOURCE pw /BASE1\r\n\r\n").mountpoint());
    }

    /** gpsd and BKG's client say HTTP/1.1 and mean version 1; others write the header as they like. */
    @Test
    void theVersionIsRecognisedByItsHeaderAlone() {
        assertEquals(NtripVersion.V1, parsed("GET /A HTTP/1.1\r\nHost: x\r\n\r\n").version());
        assertEquals(NtripVersion.V2, parsed("GET /A HTTP/1.0\r\nNTRIP-VERSION:ntrip/2.0\r\n\r\n").version());
        assertEquals(NtripVersion.V1, parsed("GET /A HTTP/1.1\r\nNtrip-Version: Ntrip/1.0\r\n\r\n").version());
    }

    @Test
    void mountpoints() {
        assertEquals("", parsed("GET / HTTP/1.1\r\n\r\n").mountpoint());
        assertEquals("", parsed("GET /?STR;;;;; HTTP/1.1\r\n\r\n").mountpoint());
        assertEquals("A", parsed("GET http://base:2101/A HTTP/1.1\r\n\r\n").mountpoint());
        assertEquals("", parsed("GET http://base:2101 HTTP/1.1\r\n\r\n").mountpoint());
        assertEquals("a/../b", parsed("GET /a/../b HTTP/1.1\r\n\r\n").mountpoint());
    }

    @Test
    void whatIsSentIsUnderstood() {
        for (NtripVersion version : NtripVersion.values()) {
            NtripRequest request = NtripRequest.stream("BASE-1", version, Optional.of(new Credentials("r\u00fcber", "a:b")),
                    "NTRIP depot/1");
            assertEquals(request, parsed(request.encode("base:2101")));
        }
    }

    @Test
    void uploads() {
        StreamRecord record = new StreamRecord("BASE", "Depot", "RTCM 3.2", "1005(1)", 2, "GPS", 1, 2, "F9P", false, 900, "");
        assertEquals("SOURCE pw BASE\r\nSource-Agent: NTRIP x\r\nSTR: STR;BASE;Depot;RTCM 3.2;1005(1);2;GPS;none;;1.0000;2.0000;0;0;F9P;"
                + "none;N;N;900;\r\n\r\n",
                NtripRequest.upload(NtripVersion.V1, "h:1", "BASE", new Credentials("", "pw"), "NTRIP x", record));
        NtripRequest second = parsed(NtripRequest.upload(NtripVersion.V2, "h:1", "BASE", new Credentials("u", "pw"), "NTRIP x", record));
        assertEquals("POST BASE V2 u pw", second.method() + " " + second.mountpoint() + " " + second.version() + " "
                + second.credentials().orElseThrow().user() + " " + second.credentials().orElseThrow().password());
    }

    @Test
    void aRecordStaysOneLine() {
        assertEquals("STR;A;x\";\"y  z;RTCM 3.2;;0;;none;;-0.5000;180.0000;0;0;;none;B;N;0;",
                new StreamRecord("A", "x;y\r\nz", "RTCM 3.2", "", 0, "",
                -0.5, 180, "", true, 0, "").encode());
    }

    @Test
    void aPasswordIsNotPrinted() {
        assertFalse(NtripRequest.stream("A", NtripVersion.V1, Optional.of(new Credentials("u", "secret")), "x").toString()
                .contains("secret"));
    }

    @Test
    void anyBytesHaveAResult() {
        Random random = new Random(1);
        String[] pieces = {"GET", "SOURCE", " ", "/", "HTTP/1.1", "\r\n", "\n", ":", "Authorization: Basic ", "Ntrip-Version: ", "\0", "=",
                "\u00ff", "?"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder head = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                head.append(pieces[random.nextInt(pieces.length)]);
            }
            NtripRequest.parse(head.toString());
            NtripAnswer.parse(head.toString());
            NtripAnswer.headLength(head.toString());
        }
    }
}
