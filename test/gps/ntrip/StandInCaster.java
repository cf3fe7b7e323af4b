package depot.gps.ntrip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The other side of a connection: takes one after the other, reads the head, and does what the test says. One thread. */
final class StandInCaster implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    StandInCaster() throws IOException {
        listener.setSoTimeout(PATIENCE_MILLIS);
    }

    NtripAddress address(String rest) {
        return NtripAddress.parse("ntrip://user:pass%20word@127.0.0.1:" + listener.getLocalPort() + rest);
    }

    /** One that connected, and its head. */
    final class Taken implements AutoCloseable {
        final Socket socket;
        final String head;

        Taken() throws IOException {
            socket = listener.accept();
            socket.setSoTimeout(PATIENCE_MILLIS);
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\r\n\r\n") < 0) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    throw new IOException("ended after " + text);
                }
                text.append((char) b);
            }
            head = text.toString();
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        byte[] read(int bytes) throws IOException {
            return socket.getInputStream().readNBytes(bytes);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Whether somebody connects; who does is dropped. */
    boolean isCalledWithin(java.time.Duration time) throws IOException {
        listener.setSoTimeout((int) time.toMillis());
        try (Socket _ = listener.accept()) {
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } finally {
            listener.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    boolean hasBeenCalled() throws IOException {
        return isCalledWithin(java.time.Duration.ofMillis(1));
    }

    Taken take() throws IOException {
        return new Taken();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
