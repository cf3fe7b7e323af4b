package depot.gps.caster;

import static depot.gps.caster.CasterUnderTest.LOGIN;
import static depot.gps.caster.CasterUnderTest.V2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gps.corrections.Messages;
import depot.support.Await;
import depot.support.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that harm, by mistake or not: the caster goes on serving the others. */
class CasterHarmTest {
    private static void assertServes(CasterUnderTest base) throws IOException {
        try (RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
            assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
        }
    }

    @Test
    void aHeadThatDoesNotEndIsRefusedByItsSize() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_HEAD_BYTES", "300"); RawHttp client = RawHttp.connect(base.port())) {
            client.send("GET /RTCM3 HTTP/1.0\r\nUser-Agent: " + "x".repeat(1000));
            assertTrue(client.readHead().startsWith("HTTP/1.1 431 "));
            base.awaitMetric("depot_ntrip_refused_total", "head_size", 1);
            assertServes(base);
        }
    }

    @Test
    void aHeadThatTricklesIsRefusedByItsTime() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_HEAD_SECONDS", "1"); RawHttp client = RawHttp.connect(base.port())) {
            long begin = System.nanoTime();
            Thread trickling = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        client.send("G");
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // it was closed, as it should be
                }
            });
            assertTrue(client.readHead().startsWith("HTTP/1.1 408 "));
            assertTrue(System.nanoTime() - begin < 20_000_000_000L);
            trickling.interrupt();
            trickling.join();
        }
    }

    @Test
    void whoOpensConnectionsAndSaysNothingKeepsNoRoverOut() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_CLIENTS", "5")) {
            List<RawHttp> silent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                silent.add(RawHttp.connect(base.port()));
            }
            try (RawHttp rover = RawHttp.connect("127.0.0.2", base.port())) {
                rover.send("GET /RTCM3 HTTP/1.0\r\n\r\n");
                assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
                base.awaitClients(1);
                assertTrue(silent.getLast().readHead().startsWith("HTTP/1.1 503 "), "who has the places already gets no more");
            } finally {
                for (RawHttp connection : silent) {
                    connection.close();
                }
            }
        }
    }

    @Test
    void aRoverThatIsAboutToAskIsNotThrownOutByNewcomers() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_CLIENTS", "16"); RawHttp rover = RawHttp.connect(base.port())) {
            List<RawHttp> flood = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    flood.add(RawHttp.connect("127.0.0.2", base.port()));
                }
                base.awaitMetric("depot_ntrip_refused_total", "full", 25);
                rover.send("GET /RTCM3 HTTP/1.0\r\n\r\n");
                assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
            } finally {
                for (RawHttp connection : flood) {
                    connection.close();
                }
            }
        }
    }

    /** Checked one after the other they would take longer than a check may wait. */
    @Test
    void whoGuessesPasswordsKeepsNoRoverWaiting(@TempDir Path folder) throws Exception {
        Path users = Files.writeString(folder.resolve("users"), UserLine.line("rover", "secret", "*", 10));
        List<RawHttp> guesses = new ArrayList<>();
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_USERS_FILE", users.toString());
                RawHttp rover = RawHttp.connect("127.0.0.2", base.port())) {
            for (int i = 0; i < 300; i++) {
                String login = Base64.getEncoder().encodeToString(("name-" + i + ":guess").getBytes(StandardCharsets.US_ASCII));
                guesses.add(base.ask("GET /RTCM3 HTTP/1.0", "Authorization: Basic " + login));
            }
            rover.send("GET /RTCM3 HTTP/1.0\r\n" + LOGIN + "\r\n\r\n");
            assertEquals("ICY 200 OK\r\n\r\n", rover.readHead());
            Await.until("one address has only so many in the queue", () ->
                    base.metric("depot_ntrip_refused_total", "reason", "busy") >= 200);
        } finally {
            for (RawHttp guess : guesses) {
                guess.close();
            }
        }
    }

    @Test
    void whenAllAreRoversTheNextOneIsRefused() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest("NTRIP_MAX_CLIENTS", "2"); RawHttp one = base.ask("GET /RTCM3 HTTP/1.0");
                RawHttp two = base.ask("GET /RTCM3 HTTP/1.0")) {
            one.readHead();
            two.readHead();
            Await.until("both served", () -> base.caster.clients() == 2);
            try (RawHttp three = RawHttp.connect(base.port())) {
                assertTrue(three.readHead().startsWith("HTTP/1.1 503 "));
            }
            base.awaitMetric("depot_ntrip_refused_total", "full", 1);
        }
    }

    @Test
    void aRoverThatSendsTooMuchIsDropped() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp flood = base.ask("GET /RTCM3 HTTP/1.0");
                RawHttp rover = base.ask("GET /RTCM3 HTTP/1.1", V2)) {
            flood.readHead();
            rover.readHead();
            base.awaitClients(2);
            byte[] noise = new byte[64 * 1024];
            try {
                for (int i = 0; i < 100; i++) {
                    flood.send(noise);
                }
            } catch (IOException e) {
                // it was closed, as it should be
            }
            base.awaitClients(1);
            base.awaitMetric("depot_ntrip_dropped_total", "flood", 1);
        }
    }

    @Test
    void linesOfARoverAreBoundedAndOfNoConsequence() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
            rover.readHead();
            base.awaitClients(1);
            rover.send("x".repeat(3000) + "\r\n\n\r\n$GNGGA,,,,*00\r\n$$$$\r\n");
            byte[] sent = Messages.measurements(1077, 1).bytes();
            base.cast(Messages.measurements(1077, 1));
            assertArrayEquals(sent, rover.readBody(sent.length));
            assertTrue(base.caster.clientList().getFirst().position().isEmpty());
        }
    }

    @Test
    void aRoverThatEndsItsSideIsGone() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
            rover.readHead();
            base.awaitClients(1);
            rover.socket().close();
            base.awaitClients(0);
            assertEquals(0.0, base.registry.getSampleValue("depot_ntrip_clients"));
        }
    }

    @Test
    void closingEndsRoversAndThoseThatHaveNotAskedYet() throws Exception {
        try (CasterUnderTest base = new CasterUnderTest(); RawHttp silent = RawHttp.connect(base.port());
                RawHttp rover = base.ask("GET /RTCM3 HTTP/1.0")) {
            rover.readHead();
            base.awaitClients(1);
            long begin = System.nanoTime();
            base.caster.close();
            assertEquals("", rover.readAll());
            assertEquals("", silent.readAll());
            assertTrue(System.nanoTime() - begin < 9_000_000_000L, "it ends in time");
            assertEquals(0, base.caster.clients());
        }
    }
}
