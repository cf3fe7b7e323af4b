package depot.common.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom a connection is from, where shares are counted: an IPv4 address, or the first 64 bits of an IPv6 address, as one machine has
 * all the addresses behind them.
 */
record PeerNetwork(int bytes, long prefix) {
    static PeerNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES ? new PeerNetwork(Integer.BYTES, bytes.getInt())
                : new PeerNetwork(Long.BYTES, bytes.getLong());
    }
}
