package depot.dispatch.fleet;

import depot.common.config.BadSetting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The address of another service of the depot, and the token that it asks for. Immutable.
 *
 * @param prefix of every path; empty, or begins with a slash and ends without
 */
public record ServiceAddress(String host, int port, String prefix, Optional<String> token) {
    /** @throws BadSetting naming {@code setting} */
    public static ServiceAddress parse(String setting, String text, Optional<String> token) {
        String form = "must be as http://host:port";
        try {
            URI uri = new URI(text);
            if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null
                    || uri.getPort() == 0) {
                throw new BadSetting(setting, form);
            }
            return new ServiceAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort(), uri.getRawPath().replaceAll("/+$", ""), token);
        } catch (URISyntaxException e) {
            throw new BadSetting(setting, form);
        }
    }

    String authority() {
        return host + ":" + port;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "http://" + authority() + prefix;
    }
}
