package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.time.Time;
import depot.common.tls.TlsIdentity;
import depot.support.Await;
import depot.support.ManualTime;
import depot.support.RawHttp;
import depot.support.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NTRIP over TLS: the caster's own answers, from who has the certificate. */
class TlsPortTest {
    @TempDir
    Path folder;

    private static CasterLimits limits(String... settings) {
        return CasterConfig.from(new Environment(settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]))).limits();
    }

    private TlsIdentity identity() throws Exception {
        return TlsIdentity.keptIn(folder, List.of("localhost", "127.0.0.1"), new SecureRandom());
    }

    private SSLSocket connect(TlsPort port) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("depot", identity().chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void aRoverGetsWhatItGetsWithoutTls() throws Exception {
        try (CasterUnderTest caster = new CasterUnderTest("NTRIP_PASSWORD", "secret"); TlsPort port = new TlsPort(0, caster.port(),
                identity(), limits(), Time.SYSTEM)) {
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.0 401"));
            }
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write(("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP test\r\n" + CasterUnderTest.LOGIN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertEquals("ICY 200 OK\r\n", new String(in.readNBytes(12), StandardCharsets.US_ASCII));
                Await.until("it is served", () -> caster.caster.clients() == 1);
            }
            Await.until("its leaving is noticed", () -> caster.caster.clients() == 0);
        }
    }

    @Test
    void curlTakesTheCertificate() throws Exception {
        Tool.assumeInstalled("curl");
        try (CasterUnderTest caster = new CasterUnderTest(); TlsPort port = new TlsPort(0, caster.port(), identity(), limits(),
                Time.SYSTEM)) {
            Process curl = new ProcessBuilder("curl", "-s", "--cacert", folder.resolve("certificate.pem").toString(), "-H",
                    CasterUnderTest.V2,
                    "https://127.0.0.1:" + port.port() + "/").redirectErrorStream(true).start();
            String table = new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(0, curl.waitFor(), table);
            assertTrue(table.contains("STR;RTCM3;") && table.contains("ENDSOURCETABLE"), table);
        }
    }

    @Test
    void whoDoesNotShakeHandsIsEnded() throws Exception {
        try (CasterUnderTest caster = new CasterUnderTest();
                TlsPort port = new TlsPort(0, caster.port(), identity(), limits("NTRIP_MAX_HEAD_SECONDS", "1"), Time.SYSTEM);
                Socket silent = new Socket("127.0.0.1", port.port())) {
            assertEnded(silent);
        }
    }

    private static void assertEnded(Socket silent) throws IOException {
        silent.setSoTimeout(20_000);
        try {
            assertTrue(silent.getInputStream().readAllBytes().length < 20, "an alert, at most");
        } catch (java.net.SocketException e) {
            assertTrue(e.getMessage().contains("reset"), e::toString);
        }
    }

    @Test
    void whoHasNoAnswerYetGivesWayAndWhoIsServedDoesNot() throws Exception {
        ManualTime time = new ManualTime();
        try (CasterUnderTest caster = new CasterUnderTest();
                TlsPort port = new TlsPort(0, caster.port(), identity(), limits("NTRIP_MAX_CLIENTS", "1"), time);
                Socket silent = new Socket("127.0.0.1", port.port());
                SSLSocket served = Await.value("it gets in", Await.PATIENCE, () -> shaken(port, time))) {
            served.getOutputStream().write("GET /RTCM3 HTTP/1.0\r\nUser-Agent: NTRIP test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("ICY 200 OK\r\n", new String(served.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            assertEnded(silent);
            time.advance(Greeting.GRACE.multipliedBy(2));
            try (SSLSocket another = connect(port)) {
                assertThrows(IOException.class, another::startHandshake);
            }
            Await.until("it is served", () -> caster.caster.clients() == 1);
        }
    }

    /** A connection whose handshake was done; else the grace has passed. */
    private Optional<SSLSocket> shaken(TlsPort port, ManualTime time) throws Exception {
        SSLSocket socket = connect(port);
        try {
            socket.startHandshake();
            return Optional.of(socket);
        } catch (IOException e) {
            socket.close();
            time.advance(Greeting.GRACE.plusMillis(1));
            return Optional.empty();
        }
    }

    @Test
    void newcomersDoNotThrowOutARoverThatShakesHands() throws Exception {
        try (CasterUnderTest caster = new CasterUnderTest();
                TlsPort port = new TlsPort(0, caster.port(), identity(), limits("NTRIP_MAX_CLIENTS", "16"), Time.SYSTEM);
                SSLSocket rover = connect(port)) {
            List<RawHttp> flood = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    flood.add(RawHttp.connect("127.0.0.2", port.port()));
                }
                assertEnded(flood.getLast().socket());
                rover.startHandshake();
            } finally {
                for (RawHttp connection : flood) {
                    connection.close();
                }
            }
        }
    }

    @Test
    void aKeyWithoutItsCertificateIsRefusedByName() {
        BadSetting error = assertThrows(BadSetting.class, () ->
                CasterConfig.from(new Environment(Map.of("NTRIP_TLS_PORT", "0", "TLS_KEY", "/etc/hostname"))));
        assertEquals("TLS_CERT and TLS_KEY go together", error.getMessage());
    }
}
