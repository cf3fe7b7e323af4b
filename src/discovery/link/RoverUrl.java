package depot.discovery.link;

import java.net.URI;

/**
 * A rover's address as it registered it, taken apart. Immutable.
 *
 * @param host a name, or an IP address without brackets
 * @param path with the query, if any; of ASCII
 */
record RoverUrl(boolean tls, String host, int port, String path) {
    private static final int WS_PORT = 80;
    private static final int WSS_PORT = 443;

    /** @throws IllegalArgumentException saying why it is of no use */
    static RoverUrl parse(String address) {
        URI uri = URI.create(address);
        boolean tls = "wss".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"ws".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("its address is no ws:// URL");
        }
        // not URI's own host, which is null for a name with an underscore
        String authority = uri.getRawAuthority();
        if (authority == null || authority.contains("@")) {
            throw new IllegalArgumentException("its address has no host, or a user's name");
        }
        int bracket = authority.indexOf(']');
        int colon = authority.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        if (!host.matches("[A-Za-z0-9._:-]+")) { // no zone of an IPv6 address, nothing encoded
            throw new IllegalArgumentException("its address has no usable host");
        }
        return new RoverUrl(tls, host, colon < 0 ? tls ? WSS_PORT : WS_PORT : port(authority.substring(colon + 1)), path(uri));
    }

    private static int port(String digits) {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new IllegalArgumentException("its address has no usable port");
    }

    private static String path(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** The value of the field Host. */
    String hostField() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? WSS_PORT : WS_PORT) ? name : name + ":" + port;
    }
}
