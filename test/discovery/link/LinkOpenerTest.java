package depot.discovery.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where discovery connects to when strangers say where, and what it makes of what is there. */
class LinkOpenerTest {
    private static final String LOCAL = "127.0.0.0/8";

    private static LinkOpener opener(String networks, NameLookup.Names names) {
        return new LinkOpener(RoverNetworks.parse(networks), new NameLookup(names, Duration.ofMillis(500)), Time.SYSTEM);
    }

    private static LinkOpener.Failed failed(LinkOpener opener, String address) {
        LinkOpener.Outcome outcome = opener.open(address);
        assertTrue(outcome instanceof LinkOpener.Failed, outcome::toString);
        return (LinkOpener.Failed) outcome;
    }

    private static NameLookup.Names nobody() {
        return name -> {
            throw new UnknownHostException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0", "[::]", "169.254.169.254",
        "[::ffff:169.254.169.254]", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "8.8.8.8", "[2001:db8::1]", "224.0.0.1", "[ff02::1]",
        "255.255.255.255", "[::127.0.0.1]", "[64:ff9b::a9fe:a9fe]"})
    void withWhatIsSetByItselfNothingGoesThere(String host) throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (HostileRover here = new HostileRover((in, out) -> connections.incrementAndGet())) {
            LinkOpener.Failed outcome = failed(opener(RoverNetworks.PRIVATE, nobody()), "ws://" + host + ":" + here.port());
            assertTrue(outcome.refused(), outcome::toString);
            assertEquals(0, here.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.7:4850", "wss://10.0.0.7:4850", "ws://user:secret@10.0.0.7:4850", "ws://10.0.0.7:0",
            "ws://10.0.0.7:99999",
        "ws://10.0.0.7:x", "ws://[fe80::1%25eth0]:4850", "file:///etc/passwd", "ws://%31%30.0.0.7:1"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertTrue(failed(opener(RoverNetworks.PRIVATE, nobody()), address).refused());
    }

    @Test
    void theAddressIsCheckedThatIsConnectedToNotTheName() throws IOException {
        try (HostileRover here = HostileRover.shaken((in, out) -> in.read())) {
            AtomicInteger asked = new AtomicInteger();
            NameLookup.Names turning = name -> new InetAddress[] {InetAddress.ofLiteral(asked.incrementAndGet() == 1
                    ? "10.255.255.1" : "127.0.0.1")};
            RoverNetworks networks = RoverNetworks.parse("10.255.255.2/32"); // the first answer is outside too: nothing may be connected to
            LinkOpener opener = new LinkOpener(networks, new NameLookup(turning, Duration.ofSeconds(1)), Time.SYSTEM);
            assertTrue(failed(opener, "ws://rover:" + here.port()).refused());
            assertEquals(1, asked.get(), "one look-up, and what it said is what counts");
            assertTrue(failed(opener, "ws://rover:" + here.port()).refused(), "the second time it says loopback");
            assertEquals(0, here.connections());
        }
    }

    @Test
    void aNeighbourThatIsNamedIsReachedWhileItHasThatAddress() throws IOException {
        try (HostileRover here = HostileRover.shaken((in, out) -> in.read())) {
            String networks = LOCAL + ",!attached:sim";
            assertTrue(failed(opener(networks, nobody()), "ws://127.0.0.1:" + here.port()).refused());
            LinkOpener.Outcome outcome = opener(networks, name -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")})
                    .open("ws://127.0.0.1:" + here.port());
            assertTrue(outcome instanceof LinkOpener.Opened, outcome::toString);
            ((LinkOpener.Opened) outcome).channel().close();
        }
    }

    @Test
    void aNameThatSaysSomethingElseTheNextTimeIsAskedOnce() throws IOException {
        try (HostileRover here = HostileRover.shaken((in, out) -> in.read())) {
            AtomicInteger asked = new AtomicInteger();
            LinkOpener opener = opener(LOCAL, name -> new InetAddress[] {InetAddress.ofLiteral(asked.incrementAndGet() == 1
                    ? "127.0.0.1" : "169.254.169.254")});
            LinkOpener.Outcome outcome = opener.open("ws://rover:" + here.port());
            assertTrue(outcome instanceof LinkOpener.Opened, outcome::toString);
            ((LinkOpener.Opened) outcome).channel().close();
            assertEquals(1, asked.get());
            assertTrue(failed(opener, "ws://rover:" + here.port()).refused());
        }
    }

    @Test
    void ofSeveralAddressesOneThatIsAllowedIsTaken() throws IOException {
        try (HostileRover here = HostileRover.shaken((in, out) -> in.read())) {
            LinkOpener opener = opener(LOCAL, name -> new InetAddress[] {InetAddress.ofLiteral("169.254.169.254"),
                    InetAddress.ofLiteral("127.0.0.1")});
            LinkOpener.Outcome outcome = opener.open("ws://rover:" + here.port() + "/teleop?x=1");
            assertTrue(outcome instanceof LinkOpener.Opened, outcome::toString);
            ((LinkOpener.Opened) outcome).channel().close();
            assertTrue(here.heard().startsWith("GET /teleop?x=1 HTTP/1.1\r\nHost: rover:" + here.port() + "\r\n"), here.heard());
        }
    }

    @Test
    void nothingOfOursGoesAlong() throws IOException {
        try (HostileRover here = HostileRover.shaken((in, out) -> in.read())) {
            LinkOpener.Outcome outcome = opener(LOCAL, nobody()).open(here.address());
            ((LinkOpener.Opened) outcome).channel().close();
            String heard = here.heard().toLowerCase();
            assertFalse(heard.contains("authorization") || heard.contains("cookie") || heard.contains("token"), heard);
        }
    }

    private static String whyOf(String answer) throws IOException {
        try (HostileRover here = new HostileRover((in, out) -> {
            HostileRover.head(in);
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
            in.read();
        })) {
            String why = failed(opener(LOCAL, nobody()), here.address()).why();
            assertEquals(1, here.connections());
            return why;
        }
    }

    @Test
    void aServerOfAnotherKindIsReportedAsSuch() throws IOException {
        assertEquals("it is no WebSocket: refused with status 200", whyOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        assertEquals("it is no WebSocket: refused with status 401", whyOf("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n"));
        assertEquals("it is no WebSocket: refused with status 302", whyOf("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n"));
        assertEquals("this is not HTTP/1", whyOf("R\r\n\r\n"));
        assertEquals("it is no WebSocket: the server's Sec-WebSocket-Accept is wrong",
                whyOf("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"));
        assertEquals("the head of the answer does not end", whyOf("HTTP/1.1 101 x\r\nX: " + "y".repeat(100_000)));
    }

    @Test
    void oneThatAnswersAByteNowAndThenIsGivenUpInTime() throws Exception {
        try (HostileRover here = new HostileRover((in, out) -> {
            while (true) {
                out.write('H');
                Thread.sleep(50);
            }
        })) {
            long began = System.nanoTime();
            assertEquals("it does not answer", failed(opener(LOCAL, nobody()), here.address()).why());
            assertTrue(System.nanoTime() - began < 8_000_000_000L);
        }
    }

    @Test
    void aNameThatNobodyAnswersForHoldsNobodyElseUp() {
        NameLookup lookup = new NameLookup(name -> {
            if (name.startsWith("slow")) {
                try {
                    Thread.sleep(Duration.ofSeconds(20));
                } catch (InterruptedException e) {
                    throw new UnknownHostException(name);
                }
            }
            throw new UnknownHostException(name);
        }, Duration.ofMillis(300));
        try (lookup) {
            LinkOpener opener = new LinkOpener(RoverNetworks.parse(LOCAL), lookup, Time.SYSTEM);
            assertEquals("nobody answers for the name slow", failed(opener, "ws://slow:4850").why());
            assertEquals("nobody knows the name other", failed(opener, "ws://other:4850").why());
        }
    }
}
