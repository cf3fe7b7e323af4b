package depot.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.gnss.Captures;
import depot.gnss.Streams;
import depot.support.Await;
import depot.support.KeptPort;
import depot.support.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs look on at the raw stream of a real base. */
class RawPortContractTest {
    @TempDir
    Path folder;

    private TestGps gps() throws Exception {
        Captures.read("f9p-base-mixed-a.log");
        return TestGps.start(folder, "GPS_TCP_PORT", "0", "GPS_SOURCE",
                "file:" + Captures.folder().orElseThrow().toAbsolutePath().resolve("f9p-base-mixed-a.log") + "?loop=true&rate=30000");
    }

    private static Socket from(String address, int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(address), 0);
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Test
    void allThatComesIsPassedOnAsItIs() throws Exception {
        String capture = new String(Captures.read("f9p-base-mixed-a.log"), StandardCharsets.ISO_8859_1);
        try (TestGps gps = gps(); Socket one = new Socket("127.0.0.1", gps.rawPort()); Socket other = new Socket("127.0.0.1",
                gps.rawPort())) {
            for (Socket socket : List.of(one, other)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(new byte[] {(byte) 0xB5, 0x62, 6, 0}); // goes nowhere
                assertTrue((capture + capture).contains(new String(socket.getInputStream().readNBytes(20_000),
                        StandardCharsets.ISO_8859_1)));
            }
            assertEquals(2, gps.api().metric("depot_gps_raw_clients"));
        }
    }

    @Test
    void thereAreNotTooManyAndOneThatDoesNotReadHoldsUpNobody() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestGps gps = gps()) {
            for (int i = 0; i < 8; i++) {
                sockets.add(new Socket("127.0.0.1", gps.rawPort()));
            }
            gps.await("eight look on", () -> gps.api().metric("depot_gps_raw_clients") == 8);
            try (Socket ninth = new Socket("127.0.0.1", gps.rawPort())) {
                ninth.setSoTimeout(30_000);
                assertEquals(-1, ninth.getInputStream().read(), "no room");
            }
            sockets.getFirst().setSoTimeout(30_000);
            sockets.getFirst().getInputStream().readNBytes(60_000);
            sockets.removeFirst().close();
            gps.await("one has gone", () -> gps.api().metric("depot_gps_raw_clients") == 7);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** A base whose receiver says nothing: no write shows that a client is dead. */
    @Test
    void noAddressKeepsOutTheOthers() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                TestGps gps = TestGps.start(folder, "GPS_TCP_PORT", "0", "GPS_SOURCE", "tcp://127.0.0.1:" + silent.getLocalPort())) {
            for (int i = 0; i < 12; i++) {
                sockets.add(from(i < 8 ? "127.0.0.1" : "127.0.0.2", gps.rawPort()));
                int all = Math.min(i + 1, 8);
                gps.await(all + " look on", () -> gps.api().metric("depot_gps_raw_clients") == all);
            }
            for (Socket oldest : sockets.subList(0, 4)) {
                assertEquals(-1, oldest.getInputStream().read(), "the oldest of the address that had all made room");
            }
            for (String address : List.of("127.0.0.1", "127.0.0.2")) {
                try (Socket more = from(address, gps.rawPort())) {
                    assertEquals(-1, more.getInputStream().read(), "each has half of the places");
                }
            }
            assertEquals(8, gps.api().metric("depot_gps_raw_clients"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void str2strRecordsIt() throws Exception {
        try (TestGps gps = gps(); Tool _ = Tool.start("str2str", "-in", "tcpcli://127.0.0.1:" + gps.rawPort(), "-out", folder.resolve("out")
                .toString())) {
            Await.until("bytes in the file", () -> Files.exists(folder.resolve("out")) && Files.size(folder.resolve("out")) > 30_000);
            assertTrue(Streams.framed(Files.readAllBytes(folder.resolve("out"))).counts().frames() > 100);
        }
    }

    @Test
    void gpsdReadsTheFix() throws Exception {
        Tool.assumeInstalled("gpsd");
        int port = KeptPort.choose();
        try (TestGps gps = gps(); Tool _ = Tool.start("gpsd", "-N", "-n", "-S", "" + port, "tcp://127.0.0.1:" + gps.rawPort())) {
            try (Socket socket = Await.value("gpsd's port", Await.PATIENCE, () -> {
                try {
                    return java.util.Optional.of(new Socket("127.0.0.1", port));
                } catch (java.net.ConnectException e) {
                    return java.util.Optional.empty();
                }
            })) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write("?WATCH={\"enable\":true,\"json\":true};\n".getBytes(StandardCharsets.US_ASCII));
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                String line = reader.readLine();
                while (line != null && !(line.contains("\"class\":\"TPV\"") && line.contains("\"lat\":32.06"))) {
                    line = reader.readLine();
                }
                assertTrue(line != null, "no fix came");
            }
        }
    }
}
