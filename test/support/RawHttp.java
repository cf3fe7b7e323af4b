package depot.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A connection on which any bytes can be sent, for what no HTTP client would do. Reads wait half a minute at most; texts
 * are ISO 8859-1, one character a byte. One thread.
 */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private final Socket socket = new Socket();
    private final InputStream in;

    private RawHttp(String from, int port) throws IOException {
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            in = socket.getInputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public static RawHttp connect(int port) throws IOException {
        return connect("127.0.0.1", port);
    }

    /** @param from which of this machine's addresses the service sees */
    public static RawHttp connect(String from, int port) throws IOException {
        return new RawHttp(from, port);
    }

    /** Sends a request as it is, and gives the status of the answer; -1 when the connection was closed without one. */
    public static int status(int port, String request) throws IOException {
        try (RawHttp connection = connect(port)) {
            connection.send(request);
            return connection.readStatus();
        }
    }

    /** Sends one request that asks for the connection's end, and gives all that came. */
    public static String exchange(int port, String requestLine, String... headers) throws IOException {
        try (RawHttp connection = connect(port)) {
            connection.send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n"
                    + String.join("", java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList()) + "\r\n");
            return connection.readAll();
        }
    }

    public void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads up to the end of a head; what there is when the connection ends before. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        try {
            int b;
            while (head.indexOf("\r\n\r\n") < 0 && (b = in.read()) >= 0) {
                head.append((char) b);
            }
        } catch (SocketException e) {
            // reset: the same as ended, for what came before it
        }
        return head.toString();
    }

    /** The status of the next answer, -1 when the connection ends without one. */
    public int readStatus() throws IOException {
        String head = readHead();
        return head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : -1;
    }

    /** Reads this many bytes of a body; fewer when the connection ends before. */
    public byte[] readBody(int bytes) throws IOException {
        return in.readNBytes(bytes);
    }

    /** All until the service closes the connection. */
    public String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            // reset: the same as ended, for what came before it
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
