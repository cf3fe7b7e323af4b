package depot.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.sim.client.SelectorLoop;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Casters answer a version 1 rover in several ways: the stream is the same. */
class NtripRoverTest {
    private static final byte[] STREAM = {(byte) 0xD3, 0, 2, 'A', ':', '\r', '\n', '\r', '\n', 1, 2, 3};

    /** What a rover made of an answer. */
    private static final class Heard implements NtripRover.Listener {
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        private volatile boolean accepted;

        @Override
        public void accepted(NtripRover rover) {
            accepted = true;
        }

        @Override
        public void received(NtripRover rover, ByteBuffer bytes) {
            assertTrue(accepted);
            while (bytes.hasRemaining()) {
                stream.write(bytes.get());
            }
        }

        @Override
        public void closed(NtripRover rover, String reason) {
            closed.complete(reason);
        }
    }

    /** Has a rover ask a caster that answers so, in pieces of this many bytes, and then closes. */
    private static Heard ask(byte[] answer, int pieces) throws Exception {
        Heard heard = new Heard();
        try (ServerSocket caster = new ServerSocket(0, 1,
                InetAddress.getLoopbackAddress()); SelectorLoop loop = SelectorLoop.start("rover")) {
            loop.call(() -> NtripRover.connect(loop, new InetSocketAddress(caster.getInetAddress(), caster.getLocalPort()), "RTCM3",
                    heard));
            try (Socket rover = caster.accept()) {
                rover.setTcpNoDelay(true);
                rover.getInputStream().read(new byte[1024]);
                for (int at = 0; at < answer.length; at += pieces) {
                    rover.getOutputStream().write(answer, at, Math.min(pieces, answer.length - at));
                }
                rover.shutdownOutput();
                heard.closed.get(30, TimeUnit.SECONDS);
            }
        }
        return heard;
    }

    private static byte[] with(String head) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(STREAM);
        return answer.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ICY 200 OK\r\n", "ICY 200 OK\r\n\r\n", "ICY 200 OK\r\nServer: x\r\nDate: today\r\n\r\n",
            "HTTP/1.0 200 OK\r\nServer: x\r\n\r\n"})
    void theStreamBeginsBehindTheHeadHoweverItEnds(String head) throws Exception {
        for (int pieces : new int[] {1, 5, 1024}) {
            Heard heard = ask(with(head), pieces);
            assertTrue(heard.accepted);
            assertEquals(java.util.HexFormat.of().formatHex(STREAM), java.util.HexFormat.of().formatHex(heard.stream.toByteArray()),
                    "in pieces of " + pieces);
        }
    }

    @Test
    void aRefusalIsReported() throws Exception {
        for (String answer : new String[] {"ERROR - Bad Password\r\n", "SOURCETABLE 200 OK\r\n\r\nENDSOURCETABLE\r\n",
                "HTTP/1.0 401 Unauthorized\r\n\r\n"}) {
            Heard heard = ask(answer.getBytes(StandardCharsets.US_ASCII), 1024);
            assertEquals(false, heard.accepted, answer);
        }
    }
}
