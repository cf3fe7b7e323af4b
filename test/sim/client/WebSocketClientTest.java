package depot.sim.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import depot.common.websocket.client.ClientHandshake;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real sockets, with a server that the test writes out byte by byte. */
final class WebSocketClientTest {

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private SelectorLoop loop;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        loop = SelectorLoop.start("test-loop");
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        server.close();
    }

    private final class Events implements WebSocketClient.Listener {
        private final WholeMessages whole =
                new WholeMessages(1_000, bytes -> events.add("message " + StandardCharsets.UTF_8.decode(bytes)));

        @Override
        public void opened(WebSocketClient client) {
            events.add("opened");
        }

        @Override
        public void message(WebSocketClient client, ByteBuffer part, boolean first, boolean last) {
            whole.add(part, first, last);
        }

        @Override
        public void pong(WebSocketClient client, ByteBuffer payload) {
            events.add("pong " + StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void closed(WebSocketClient client, int code, String reason) {
            events.add("closed " + code + " " + reason);
        }
    }

    private WebSocketClient connect() {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        return loop.call(() -> WebSocketClient.connect(loop, address, "/ws?a=b", Map.of("Authorization", "Bearer t"), new Events()));
    }

    private String event() throws InterruptedException {
        return events.poll(30, TimeUnit.SECONDS);
    }

    /** Reads the request's head. @return what the answer's Sec-WebSocket-Accept is to be */
    private static String readRequest(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        assertEquals("GET /ws?a=b HTTP/1.1", text.lines().findFirst().orElseThrow());
        assertEquals(1, text.lines().filter("Authorization: Bearer t"::equals).count());
        String key = text.lines().filter(line -> line.startsWith("Sec-WebSocket-Key: ")).findFirst().orElseThrow();
        return ClientHandshake.acceptFor(key.substring("Sec-WebSocket-Key: ".length()));
    }

    private static byte[] answer(String accept) {
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** One masked frame of up to 125 bytes, as opcode and text. */
    private static String readFrame(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        byte[] payload = new byte[in.readUnsignedByte() & 0x7f];
        byte[] mask = in.readNBytes(4);
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return opcode + " " + new String(payload, StandardCharsets.ISO_8859_1);
    }

    @Test
    void speaksWithAServer() throws Exception {
        WebSocketClient client = connect();
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String accept = readRequest(in);
            // A frame glued to the head, and one in two fragments with a ping between.
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(answer(accept));
            all.writeBytes(new byte[] {(byte) 0x81, 2, 'h', 'i', 0x01, 1, 'a', (byte) 0x89, 1, 'p', (byte) 0x80, 1, 'b'});
            out.write(all.toByteArray());
            assertEquals("opened", event());
            assertEquals("message hi", event());
            assertEquals("message ab", event());
            assertEquals("10 p", readFrame(in), "its ping is answered");

            loop.execute(() -> {
                client.text("{\"ä\":1}");
                client.ping(new byte[] {'x'});
            });
            assertEquals("1 " + new String("{\"ä\":1}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), readFrame(in));
            assertEquals("9 x", readFrame(in));
            out.write(new byte[] {(byte) 0x8a, 1, 'x'});
            assertEquals("pong x", event());

            out.write(new byte[] {(byte) 0x88, 5, 0x03, (byte) 0xe9, 'b', 'y', 'e'});
            assertEquals("closed 1001 bye", event());
            assertEquals("8 \u0003\u00e9bye", readFrame(in), "the close is answered");
            assertEquals(-1, in.read());
        }
    }

    @Test
    void tellsWhyItWasRefused() throws Exception {
        connect();
        try (Socket socket = server.accept()) {
            readRequest(new DataInputStream(socket.getInputStream()));
            socket.getOutputStream().write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("closed 1006 refused with status 401", event());
        }
    }

    @Test
    void takesNoWrongAccept() throws Exception {
        connect();
        try (Socket socket = server.accept()) {
            readRequest(new DataInputStream(socket.getInputStream()));
            socket.getOutputStream().write(answer("AAAA"));
            assertEquals("closed 1006 the server's Sec-WebSocket-Accept is wrong", event());
        }
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        server.close();
        connect();
        assertEquals("closed 1006 java.net.ConnectException: Connection refused", event());
    }

    @Test
    void tellsThatTheConnectionEndedWithoutAWord() throws Exception {
        connect();
        try (Socket socket = server.accept()) {
            String accept = readRequest(new DataInputStream(socket.getInputStream()));
            socket.getOutputStream().write(answer(accept));
            assertEquals("opened", event());
        }
        assertEquals("closed 1006 the server closed without a word", event());
    }

    @Test
    void keepsWhatTheServerDoesNotReadYet() throws Exception {
        WebSocketClient client = connect();
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write(answer(readRequest(in)));
            assertEquals("opened", event());
            // Far more than the system's buffers of a connection that nobody reads.
            byte[] message = new byte[100];
            int count = 30_000;
            loop.call(() -> {
                for (int i = 0; i < count; i++) {
                    client.text(message);
                }
                return null;
            });
            for (int i = 0; i < count; i++) {
                assertEquals(102, readFrame(in).length());
            }
            assertEquals(0, loop.call(client::queuedBytes));
        }
    }
}
