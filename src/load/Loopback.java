package depot.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The only place a load may go: this machine. What this program sends would be an attack anywhere else. */
final class Loopback {

    private Loopback() {}

    /** @param target as {@code 127.0.0.1:4860}, {@code localhost:4860} or {@code [::1]:4860} */
    static InetSocketAddress parse(String target) throws Options.Unusable {
        int colon = target.lastIndexOf(':');
        if (colon <= 0) {
            throw new Options.Unusable("--target is host:port, as in 127.0.0.1:4860, not \"" + target + "\"");
        }
        String host = target.substring(0, colon);
        try {
            int port = Integer.parseInt(target.substring(colon + 1));
            InetAddress address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()) {
                throw new Options.Unusable("refused: " + host + " is not this machine. A load goes to loopback only");
            }
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new Options.Unusable("--target names an unknown host: " + host);
        } catch (IllegalArgumentException e) {
            throw new Options.Unusable("--target has no usable port: " + target);
        }
    }
}
