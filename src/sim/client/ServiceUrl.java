package depot.sim.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a service is: {@code http://host:port} or {@code ws://host:port}, with a path in front of its own where it is behind a
 * proxy. Immutable.
 *
 * @param prefix of every path; empty, or begins with a slash and ends without
 */
public record ServiceUrl(String host, int port, String prefix) {

    /** @throws IllegalArgumentException with what is wrong, for a person */
    public static ServiceUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be as http://localhost:4860, and is '" + text + "'");
        }
        if ("https".equals(uri.getScheme()) || "wss".equals(uri.getScheme())) {
            throw new IllegalArgumentException("must begin with http: these rovers speak no TLS");
        }
        boolean known = "http".equals(uri.getScheme()) || "ws".equals(uri.getScheme());
        if (!known || uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null || uri.getPort() == 0) {
            throw new IllegalArgumentException("must be as http://localhost:4860, and is '" + text + "'");
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new ServiceUrl(uri.getHost(), port, uri.getRawPath().replaceAll("/+$", ""));
    }

    /** For the Host field. */
    public String authority() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "http://" + authority() + prefix;
    }
}
