package depot.gps.ntrip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.time.Time;
import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.gnss.frames.Frame;
import depot.gnss.nmea.FixQuality;
import depot.gnss.nmea.Gga;
import depot.gnss.nmea.NmeaDecoder;
import depot.gps.caster.CasterUnderTest;
import depot.gps.corrections.Messages;
import depot.gps.source.ReceiverLink;
import depot.support.Await;
import depot.support.KeptPort;
import depot.support.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NtripSourceTest {
    private static FutureTask<ReceiverLink> opening(NtripAddress address) {
        FutureTask<ReceiverLink> task = new FutureTask<>(() -> new NtripSource(address, Time.SYSTEM).open());
        Thread.ofVirtual().start(task);
        return task;
    }

    private static byte[] readAll(ReceiverLink link) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        for (int count = link.read(buffer); count >= 0; count = link.read(buffer)) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    private static byte[] read(ReceiverLink link, int bytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        while (all.size() < bytes) {
            all.write(buffer, 0, link.read(buffer));
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?version=1", "?version=2"})
    void ourOwnCasterGivesTheSameBytes(String option) throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_PASSWORD", "p@ss:w/rd");
                ReceiverLink link = new NtripSource(NtripAddress.parse("ntrip://rover:p%40ss:w%2Frd@127.0.0.1:" + base.port() + "/ROVER"
                        + option), Time.SYSTEM).open()) {
            Await.until("a client", () -> base.caster.clients() == 1);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = 0; i < 30; i++) {
                Frame frame = Messages.large(i);
                base.corrections.accept(frame);
                sent.writeBytes(frame.bytes());
            }
            assertArrayEquals(sent.toByteArray(), read(link, sent.size()), "nothing of the head, version 1's empty line included");
        }
    }

    @ParameterizedTest
    @CsvSource({"ntrip-v2-chunked-body.bin, Transfer-Encoding: chunked, 0", "ntrip-v2-plain-body.rtcm3, x: y, 420"})
    void aRealCastersBody(String capture, String header, int skipped) throws Exception {
        byte[] body = Captures.read(capture);
        try (StandInCaster caster = new StandInCaster()) {
            FutureTask<ReceiverLink> opening = opening(caster.address("/MOUNT"));
            try (StandInCaster.Taken taken = caster.take()) {
                assertTrue(taken.head.startsWith("GET /MOUNT HTTP/1.1\r\nHost: 127.0.0.1:"), taken.head);
                assertTrue(taken.head.contains("\r\nNtrip-Version: Ntrip/2.0\r\n"), taken.head);
                assertTrue(taken.head.contains("\r\nUser-Agent: NTRIP depot/"), taken.head);
                assertTrue(taken.head.contains("\r\nAuthorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n"), taken.head);
                taken.send("HTTP/1.1 200 OK\r\nContent-Type: gnss/data\r\n" + header + "\r\n\r\n");
                Thread.ofVirtual().start(() -> {
                    try (taken) {
                        taken.send(body);
                    } catch (IOException e) {
                        // the reader says what is missing
                    }
                });
                Streams.Framed framed = Streams.framed(readAll(opening.get()));
                assertEquals(292, framed.counts().rtcm3().frames());
                assertEquals(skipped, framed.counts().skippedBytes());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SOURCETABLE 200 OK;Content-Type: text/plain;; | has no such stream: it answers with its source table",
        "HTTP/1.1 401 Unauthorized;; | refuses: HTTP/1.1 401 Unauthorized",
        "HTTP/1.1 404 for pass word;; | refuses: HTTP/1.1 404 for ***",
        "SSH-2.0-OpenSSH; | refuses: SSH-2.0-OpenSSH",
        "'' | ended the connection without an answer"})
    void whatIsNoStreamIsReported(String answer, String reason) throws Exception {
        try (StandInCaster caster = new StandInCaster()) {
            FutureTask<ReceiverLink> opening = opening(caster.address("/MOUNT"));
            try (StandInCaster.Taken taken = caster.take()) {
                taken.send(answer.replace(";", "\r\n"));
            }
            ExecutionException failure = assertThrows(ExecutionException.class, opening::get);
            assertEquals("the caster " + reason, failure.getCause().getMessage());
            assertFalse(failure.getCause().getMessage().contains("pass word"));
        }
    }

    @Test
    void aCasterThatIsNotThere() throws Exception {
        try (Socket nobodyListens = new Socket()) {
            nobodyListens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            NtripSource source = new NtripSource(NtripAddress.parse("ntrip://u:secret@127.0.0.1:" + nobodyListens.getLocalPort() + "/A"),
                    Time.SYSTEM);
            String message = assertThrows(IOException.class, source::open).getMessage();
            assertTrue(message.startsWith("the caster cannot be reached: "), message);
        }
    }

    @Test
    void aReadEndsWhenTheLinkIsClosed() throws Exception {
        try (StandInCaster caster = new StandInCaster()) {
            FutureTask<ReceiverLink> opening = opening(caster.address("/MOUNT?version=1"));
            try (StandInCaster.Taken taken = caster.take()) {
                assertTrue(taken.head.startsWith("GET /MOUNT HTTP/1.0\r\n") && !taken.head.contains("Ntrip-Version"), taken.head);
                taken.send("ICY 200 OK\r\n");
                ReceiverLink link = opening.get();
                FutureTask<Integer> reading = new FutureTask<>(() -> link.read(new byte[10]));
                Thread.ofVirtual().start(reading);
                link.close();
                assertEquals(-1, reading.get());
            }
        }
    }

    /** RTKLIB's caster, which speaks version 1 to everybody. */
    @Test
    void str2strAsTheCaster() throws Exception {
        int port = KeptPort.choose();
        try (ServerSocket feed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            feed.setSoTimeout(30_000);
            try (Tool str2str = Tool.start("str2str", "-in", "tcpcli://127.0.0.1:" + feed.getLocalPort(), "-out",
                    "ntripc://rover:secret@:" + port + "/MOUNT:Ident;RTCM 3.2;1005(1);2;GPS;NONE;ISR;32.07;34.77;0;0;gen;none;B;N;2400;");
                    Socket receiver = feed.accept()) {
                NtripSource source = new NtripSource(NtripAddress.parse("ntrip://rover:secret@127.0.0.1:" + port + "/MOUNT"), Time.SYSTEM);
                ReceiverLink link = Await.value("str2str's port", Duration.ofSeconds(30), () -> {
                    try {
                        return Optional.of(source.open());
                    } catch (IOException e) {
                        return Optional.empty();
                    }
                });
                try (link) {
                    byte[] frame = Messages.large(1).bytes();
                    FutureTask<byte[]> reading = new FutureTask<>(() -> read(link, frame.length));
                    Thread.ofVirtual().start(reading);
                    Await.until("a whole frame", () -> {
                        receiver.getOutputStream().write(frame);
                        return reading.isDone();
                    });
                    assertTrue(Streams.framed(reading.get()).counts().rtcm3().frames() >= 1);
                    assertTrue(str2str.isAlive());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ntrip://", "ntrip://host", "ntrip://host/", "http://host/A", "ntrip://host/A B", "ntrip://host:0/A",
            "ntrip://host:99999/A",
        "ntrip://u:pw%0d%0a@host/A", "ntrip://u:pw@host/A/B", "ntrip://u:pw@host/A?version=3", "ntrip://u:pw@host/A#b",
        "ntrip://u:p w@host/A"})
    void addressesThatCannotBeUsed(String address) {
        String message = assertThrows(IllegalArgumentException.class, () -> NtripAddress.parse(address)).getMessage();
        assertFalse(message.contains("pw"), message);
    }

    @Test
    void anAddressIsShownWithoutItsPassword() {
        NtripAddress address = NtripAddress.parse("ntrip://u%3A1:p+w@[::1]/A");
        assertEquals("ntrip://[::1]:2101/A", address.toString());
        assertEquals("u:1 p+w", address.credentials().orElseThrow().user() + " " + address.credentials().orElseThrow().password());
        assertEquals("", NtripAddress.parse("ntrip://:pw@h/A").credentials().orElseThrow().user());
    }

    /** As different casters answer version 1: nothing of it is the stream, however the reads fall. */
    @ParameterizedTest
    @ValueSource(strings = {"ICY 200 OK;", "ICY 200 OK;;", "ICY 200 OK;Server: x/1;Date: Sun, 29 Nov 2026 01:00:00 GMT;;", "OK;"})
    void nothingOfTheHeadIsStream(String head) throws Exception {
        byte[] body = Captures.read("ntrip-v2-plain-body.rtcm3");
        for (boolean bytewise : new boolean[] {false, true}) {
            try (StandInCaster caster = new StandInCaster()) {
                FutureTask<ReceiverLink> opening = opening(caster.address("/MOUNT?version=1"));
                try (StandInCaster.Taken taken = caster.take()) {
                    byte[] all = Streams.joined(head.replace(";", "\r\n").getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(body, 2000));
                    if (bytewise) {
                        taken.socket.setTcpNoDelay(true);
                        for (byte b : all) {
                            taken.send(new byte[] {b});
                        }
                    } else {
                        taken.send(all);
                    }
                }
                assertArrayEquals(Arrays.copyOf(body, 2000), readAll(opening.get()));
            }
        }
    }

    /** Each line in a segment of its own, as far as the kernel leaves them apart. */
    @Test
    void aHeadThatDoesNotEndBecomesAStreamWithoutFrames() throws Exception {
        try (StandInCaster caster = new StandInCaster()) {
            FutureTask<ReceiverLink> opening = opening(caster.address("/MOUNT?version=1"));
            try (StandInCaster.Taken taken = caster.take()) {
                taken.socket.setTcpNoDelay(true);
                taken.send("ICY 200 OK\r\n");
                FutureTask<Integer> reading = new FutureTask<>(() -> opening.get().read(new byte[1000]));
                Thread.ofVirtual().start(reading);
                Await.until("the lines are given on", () -> {
                    for (int i = 0; i < 100; i++) {
                        taken.send("X: y\r\n");
                    }
                    return reading.isDone();
                });
                assertTrue(reading.get() > 0);
            }
        }
    }

    @Test
    void aNetworkIsSentAPositionAtOnceAndAgainAndAgain() throws Exception {
        try (StandInCaster caster = new StandInCaster()) {
            NtripSource source = new NtripSource(caster.address("/VRS?position=48.1375,11.5755,520.5"), Time.SYSTEM, Duration.ofMillis(50));
            FutureTask<ReceiverLink> opening = new FutureTask<>(source::open);
            Thread.ofVirtual().start(opening);
            try (StandInCaster.Taken taken = caster.take()) {
                assertTrue(taken.head.contains("\r\nNtrip-GGA: $GPGGA,"), taken.head);
                taken.send("HTTP/1.1 200 OK\r\n\r\n");
                try (ReceiverLink _ = opening.get()) {
                    for (int i = 0; i < 3; i++) {
                        Gga gga = gga(taken);
                        assertEquals(48.1375, gga.latitudeDegrees().orElseThrow(), 1e-8);
                        assertEquals(11.5755, gga.longitudeDegrees().orElseThrow(), 1e-8);
                        assertEquals(520.5, gga.altitudeMetres().orElseThrow());
                        assertEquals(FixQuality.GPS, gga.quality());
                    }
                }
            }
        }
    }

    private static Gga gga(StandInCaster.Taken taken) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        do {
            b = taken.socket.getInputStream().read();
            line.write(b);
        } while (b != '\n');
        return (Gga) NmeaDecoder.decode(Streams.frame(line.toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?position=91,0", "?position=1", "?position=a,b", "?position=1,2,3,4", "?place=1,2"})
    void positionsThatAreNone(String option) {
        assertThrows(IllegalArgumentException.class, () -> NtripAddress.parse("ntrip://host/VRS" + option));
    }
}
