package depot.gps.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A receiver behind a TCP port, such as a serial server's; what is written goes to it. */
public final class TcpSource implements ReceiverSource {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private final String host;
    private final int port;

    public TcpSource(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public ReceiverLink open() throws IOException {
        Socket socket = new Socket();
        try {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IOException("there is no host " + host);
            }
            socket.setKeepAlive(true);
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) CONNECT_WITHIN.toMillis());
            return new TcpLink(socket);
        } catch (ConnectException | SocketTimeoutException e) {
            socket.close();
            throw new IOException(name() + " cannot be reached: " + e.getMessage());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public boolean takesCommands() {
        return true;
    }

    private static final class TcpLink implements ReceiverLink {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private volatile boolean closed;

        TcpLink(Socket socket) throws IOException {
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            try {
                return in.read(buffer);
            } catch (IOException e) {
                if (closed) {
                    return -1;
                }
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            out.write(bytes); // the reader closes a peer that reads nothing, as it is silent
        }

        @Override
        public void close() {
            closed = true;
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }
}
