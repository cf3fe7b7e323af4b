package depot.gps.caster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.frames.Frame;
import depot.gps.corrections.Messages;
import depot.support.Await;
import depot.support.KeptPort;
import depot.support.Tool;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others as rovers, where they are installed. */
class RealClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    @TempDir
    private Path folder;

    private static CasterUnderTest guarded() throws Exception {
        return new CasterUnderTest("NTRIP_PASSWORD", "secret");
    }

    /** Casts a hundred epochs. */
    private static byte[] cast(CasterUnderTest base) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int epoch = 0; epoch < 100; epoch++) {
            for (Frame frame : new Frame[] {Messages.measurements(1077, epoch), Messages.position(epoch), Messages.large(epoch)}) {
                base.cast(frame);
                sent.writeBytes(frame.bytes());
            }
        }
        return sent.toByteArray();
    }

    private byte[] awaitFile(Path file, int length) throws Exception {
        Await.until(length + " bytes in " + file.getFileName(), PATIENCE, () -> Files.exists(file) && Files.size(file) >= length);
        return Files.readAllBytes(file);
    }

    @Test
    void str2strPullsTheSameBytes() throws Exception {
        try (CasterUnderTest base = guarded();
                Tool str2str = Tool.start("str2str", "-in", "ntrip://rover:secret@127.0.0.1:" + base.port() + "/RTCM3", "-p", "32.07",
                        "34.77", "72", "-n",
                        "200", "-out", folder.resolve("out").toString())) {
            base.awaitClients(1);
            byte[] sent = cast(base);
            // what stands behind ICY 200 OK is data to it, the blank line included
            byte[] pulled = awaitFile(folder.resolve("out"), sent.length + 2);
            assertEquals(sent.length + 2, pulled.length);
            assertArrayEquals(sent, Arrays.copyOfRange(pulled, 2, pulled.length));
            Await.until("its position", PATIENCE, () -> base.caster.clientList().getFirst().position().isPresent());
            assertEquals(32.07, base.caster.clientList().getFirst().position().orElseThrow().latitudeDegrees(), 1e-6);
            assertTrue(base.caster.clientList().getFirst().agent().startsWith("NTRIP RTKLIB/"), base.caster.clientList().toString());
            assertTrue(str2str.isAlive());
        }
    }

    @Test
    void str2strWithAWrongPasswordGetsNothing() throws Exception {
        try (CasterUnderTest base = guarded();
                Tool str2str = Tool.start("str2str", "-in", "ntrip://rover:wrong@127.0.0.1:" + base.port() + "/RTCM3", "-out",
                        folder.resolve("out").toString())) {
            Await.until("a refusal", PATIENCE, () -> base.metric("depot_ntrip_refused_total", "reason", "password") >= 1);
            assertEquals(0, base.caster.clients());
            assertTrue(str2str.isAlive());
        }
    }

    @Test
    void curlPullsTheSameBytesInVersionTwo() throws Exception {
        try (CasterUnderTest base = guarded();
                Tool curl = Tool.start("curl", "-s", "-m", "20", "-u", "rover:secret", "-H", "Ntrip-Version: Ntrip/2.0", "-A",
                        "NTRIP curl/8",
                        "-o", folder.resolve("out").toString(), "http://127.0.0.1:" + base.port() + "/ROVER")) {
            base.awaitClients(1);
            byte[] sent = cast(base);
            Await.until("all sent", PATIENCE, () -> base.caster.clientList().getFirst().behind() == 0);
            base.caster.close();
            assertEquals(0, curl.awaitEnd(PATIENCE), "the chunks end as they should");
            assertArrayEquals(sent, Files.readAllBytes(folder.resolve("out")));
        }
    }

    /** It reads the source table first, and takes the stream only if it likes the format and the authentication there. */
    @Test
    void gpsdReadsTheBasePosition() throws Exception {
        Tool.assumeInstalled("gpsd");
        int port = KeptPort.choose();
        try (CasterUnderTest base = guarded()) {
            base.cast(Messages.measurements(1077, 1), Messages.position(7), Messages.biases(7));
            try (Tool gpsd = Tool.start("gpsd", "-N", "-n", "-S", "" + port, "ntrip://rover:secret@127.0.0.1:" + base.port() + "/RTCM3")) {
                base.awaitClients(1);
                try (Socket socket = connect(port)) {
                    socket.getOutputStream().write("?WATCH={\"enable\":true,\"json\":true};\n".getBytes(StandardCharsets.US_ASCII));
                    BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    Thread casting = Thread.ofVirtual().start(() -> castUntilInterrupted(base));
                    String line = reader.readLine();
                    while (line != null && !line.contains("\"type\":1005")) {
                        line = reader.readLine();
                    }
                    casting.interrupt();
                    casting.join();
                    assertTrue(line != null && line.contains("\"station_id\":7") && line.contains("\"x\":4444030.8"), line);
                }
                assertTrue(gpsd.isAlive());
            }
        }
    }

    private static Socket connect(int port) throws Exception {
        Socket socket = Await.value("gpsd's port", PATIENCE, () -> {
            try {
                return Optional.of(new Socket("127.0.0.1", port));
            } catch (java.net.ConnectException e) {
                return Optional.empty();
            }
        });
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void castUntilInterrupted(CasterUnderTest base) {
        try {
            while (true) {
                base.cast(Messages.position(7));
                Thread.sleep(200);
            }
        } catch (InterruptedException e) {
            // it was read
        }
    }
}
