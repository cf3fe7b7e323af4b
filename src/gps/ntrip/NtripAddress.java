package depot.gps.ntrip;

import depot.gnss.ntrip.Credentials;
import depot.gnss.ntrip.NtripVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A stream of another caster: {@code ntrip://user:password@host:port/mountpoint}, user and password percent-encoded. The port is 2101
 * unless it says another; {@code ?version=1} or {@code 2} forces a version of the protocol.
 *
 * @param version empty for the usual one
 */
public record NtripAddress(String host, int port, String mountpoint, Optional<Credentials> credentials, Optional<NtripVersion> version) {
    private static final int USUAL_PORT = 2101;
    private static final String FORM = "must be ntrip://user:password@host:port/mountpoint";

    /** @throws IllegalArgumentException with what is wrong, for a person, and no part of the address in it */
    public static NtripAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(FORM + ", with special characters in name or password percent-encoded");
        }
        String path = uri.getPath();
        if (!"ntrip".equals(uri.getScheme()) || uri.getHost() == null || path == null || !path.matches("/[A-Za-z0-9_.~+-]{1,100}")
                || uri.getPort() == 0 || uri.getPort() > 65535 || uri.getFragment() != null) {
            throw new IllegalArgumentException(FORM);
        }
        return new NtripAddress(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), path.substring(1),
                Optional.ofNullable(uri.getRawUserInfo()).map(NtripAddress::credentials), version(uri.getRawQuery()));
    }

    private static Credentials credentials(String info) {
        int colon = info.indexOf(':');
        Credentials credentials = new Credentials(decoded(colon < 0 ? info : info.substring(0, colon)), colon < 0 ? "" : decoded(info.substring(colon + 1)));
        if ((credentials.user() + credentials.password()).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a control character in its name or password");
        }
        return credentials;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<NtripVersion> version(String query) {
        return switch (query) {
            case null -> Optional.empty();
            case "version=1" -> Optional.of(NtripVersion.V1);
            case "version=2" -> Optional.of(NtripVersion.V2);
            default -> throw new IllegalArgumentException("knows no option but version=1 and version=2");
        };
    }

    /** For a Host header. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** For people and logs: without user and password. */
    @Override
    public String toString() {
        return "ntrip://" + authority() + "/" + mountpoint;
    }
}
