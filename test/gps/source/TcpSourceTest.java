package depot.gps.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import depot.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver behind a TCP port, whose other side is the test's. */
class TcpSourceTest {
    private static final int PIECE = 64 * 1024;
    private ServerSocket listener;
    private ReceiverLink link;
    private Socket bridge;

    @BeforeEach
    void open() throws Exception {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        link = new TcpSource("127.0.0.1", listener.getLocalPort()).open();
        bridge = listener.accept();
        bridge.setSoTimeout(30_000);
    }

    @AfterEach
    void close() throws Exception {
        link.close();
        bridge.close();
        listener.close();
    }

    private <T> FutureTask<T> inBackground(java.util.concurrent.Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    /** As an output of str2str is. */
    @Test
    void aBridgeThatNeverReadsGoesOnGiving() throws Exception {
        FutureTask<String> writing = inBackground(() -> assertThrows(IOException.class, () -> {
            while (true) {
                link.write(new byte[PIECE]);
            }
        }).getMessage());
        String name = "tcp://127.0.0.1:" + listener.getLocalPort();
        assertEquals(name + " takes no bytes", writing.get(30, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> link.write(new byte[PIECE]));
        bridge.getOutputStream().write("corrections".getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[100];
        assertEquals("corrections", new String(buffer, 0, link.read(buffer), StandardCharsets.US_ASCII));

        FutureTask<byte[]> reading = inBackground(() -> bridge.getInputStream().readAllBytes());
        Await.until("it takes bytes again", () -> {
            try {
                link.write(new byte[] {42});
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        link.close();
        byte[] all = reading.get(30, TimeUnit.SECONDS);
        assertEquals(42, all[all.length - 1]);
    }

    @Test
    void whatTakesItsTimeGetsAllInOrder() throws Exception {
        byte[] sent = new byte[100 * PIECE];
        new Random(1).nextBytes(sent);
        FutureTask<Boolean> writing = inBackground(() -> {
            for (int at = 0; at < sent.length; at += PIECE) {
                link.write(Arrays.copyOfRange(sent, at, at + PIECE));
            }
            return true;
        });
        assertArrayEquals(sent, bridge.getInputStream().readNBytes(sent.length));
        writing.get(30, TimeUnit.SECONDS);
    }

    @Test
    void itsEndIsTheEndOfTheStream() throws Exception {
        FutureTask<Integer> reading = inBackground(() -> link.read(new byte[100]));
        bridge.close();
        assertEquals(-1, reading.get(30, TimeUnit.SECONDS));
    }

    @Test
    void closingEndsAReadAndAWrite() throws Exception {
        FutureTask<Integer> reading = inBackground(() -> link.read(new byte[100]));
        link.close();
        assertEquals(-1, reading.get(30, TimeUnit.SECONDS));
        assertEquals(-1, link.read(new byte[100]));
        assertThrows(IOException.class, () -> link.write(new byte[1]));
        assertEquals(-1, bridge.getInputStream().read(), "and the other side notices");
    }
}
