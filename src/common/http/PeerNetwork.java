package depot.common.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom a connection is from, where shares are counted: an IPv4 address, or the first 64 bits of an IPv6 address, as one machine has
 * all the addresses behind them. Of a site's own IPv6 addresses (fe80::/10, fc00::/7) the whole counts: there one network is many
 * machines.
 *
 * @param bytes how many of the address are in prefix
 * @param rest 0 where only the first 64 bits count
 */
public record PeerNetwork(int bytes, long prefix, long rest) {
    private static final int UNIQUE_LOCAL = 0xFC; // RFC 4193: fc00::/7
    private static final int UNIQUE_LOCAL_MASK = 0xFE;

    public static PeerNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (!(address instanceof Inet6Address)) {
            return new PeerNetwork(Integer.BYTES, bytes.getInt(), 0);
        }
        boolean own = address.isLinkLocalAddress() || (bytes.get(0) & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
        return new PeerNetwork(Long.BYTES, bytes.getLong(), own ? bytes.getLong() : 0);
    }
}
