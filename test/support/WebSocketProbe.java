package depot.support;

import depot.support.api.Contract;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket client that can also break every rule: it sends raw bytes, and shows each frame that comes. Reads wait
 * half a minute at most. One thread.
 */
public final class WebSocketProbe implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_LOOKED_AT = 200; // messages of a connection that are held against asyncapi.json
    /** The key and answer of RFC 6455, section 1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final String answer;
    private final String target;
    private int looked;

    /** A frame as it came; {@code payload} of a close frame begins with the two bytes of its code. */
    public record Frame(boolean fin, int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    private WebSocketProbe(Socket socket, String request, byte[] glued) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        first.writeBytes(request.getBytes(StandardCharsets.ISO_8859_1));
        first.writeBytes(glued);
        out.write(first.toByteArray());
        answer = readHead();
        String[] line = request.split(" ", 3);
        target = line.length > 1 ? line[1] : "";
    }

    /** Connects and upgrades; see {@link #answer} for whether that went well. */
    public static WebSocketProbe open(int port, String path) throws IOException {
        return open(port, path, "", new byte[0], 0);
    }

    /**
     * @param headers more header lines, each with its line end
     * @param glued bytes sent in one piece with the head
     * @param receiveBuffer SO_RCVBUF, set before connecting; 0 for the system's
     */
    public static WebSocketProbe open(int port, String path, String headers, byte[] glued, int receiveBuffer) throws IOException {
        return raw(port, upgrade(path, headers), glued, receiveBuffer);
    }

    /** @param from which of this machine's addresses the service sees */
    public static WebSocketProbe open(String from, int port, String path) throws IOException {
        return connect(new InetSocketAddress(from, 0), port, upgrade(path, ""), new byte[0], 0);
    }

    private static String upgrade(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n" + headers + "\r\n";
    }

    /** As {@link #open}, with a request of the caller's own. */
    public static WebSocketProbe raw(int port, String request, byte[] glued, int receiveBuffer) throws IOException {
        return connect(null, port, request, glued, receiveBuffer);
    }

    private static WebSocketProbe connect(InetSocketAddress from, int port, String request, byte[] glued, int receiveBuffer)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(from);
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return new WebSocketProbe(socket, request, glued);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return head.toString();
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** The head of the server's answer. */
    public String answer() {
        return answer;
    }

    public int status() {
        return Integer.parseInt(answer.split(" ")[1]);
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    public void text(String message) throws IOException {
        send(frame(true, TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    /** A masked frame, as a client's must be. */
    public static byte[] frame(boolean fin, int opcode, byte[] payload) {
        byte[] mask = {0x12, 0x34, 0x56, 0x78};
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((fin ? 0x80 : 0) | opcode);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        return frame.toByteArray();
    }

    /**
     * The next frame, whatever it is.
     *
     * @throws EOFException when the server has closed the connection
     */
    public Frame next() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) {
            throw new IOException("the server masked a frame");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        Frame frame = new Frame((first & 0x80) != 0, first & 0x0F, in.readNBytes((int) length));
        boolean whole = frame.fin && frame.payload.length == length; // the connection may have ended within it
        if (whole && frame.opcode == TEXT && looked++ < MOST_LOOKED_AT) {
            Contract.said(socket.getPort(), target, frame.text());
        }
        return frame;
    }

    /** The next text message; pings in between are passed over. */
    public String nextText() throws IOException {
        Frame frame = next();
        while (frame.opcode() == PING) {
            frame = next();
        }
        if (frame.opcode() != TEXT) {
            throw new IOException("expected a text, got " + frame + (frame.opcode() == CLOSE ? " with code " + frame.closeCode() : ""));
        }
        return frame.text();
    }

    /** Reads on until the close frame, and gives its code; -1 when the connection ended without one. */
    public int awaitClose() throws IOException {
        try {
            while (true) {
                Frame frame = next();
                if (frame.opcode() == CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (EOFException | SocketException e) {
            return -1;
        }
    }

    /** Whether the server has closed its side: nothing more comes. */
    public boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
