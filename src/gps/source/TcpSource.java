package depot.gps.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
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
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("there is no host " + host);
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(address, (int) CONNECT_WITHIN.toMillis());
            return new TcpLink(name(), channel, TcpLink.WRITE_WITHIN);
        } catch (ConnectException | SocketTimeoutException e) {
            channel.close();
            throw new IOException(name() + " cannot be reached: " + e.getMessage());
        } catch (IOException e) {
            channel.close();
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
}
