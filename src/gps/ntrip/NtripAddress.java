package depot.gps.ntrip;

import depot.gnss.Geodetic;
import depot.gnss.ntrip.Credentials;
import depot.gnss.ntrip.NtripVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stream of another caster: {@code ntrip://user:password@host:port/mountpoint}, user and password percent-encoded. The port is 2101
 * unless it says another; {@code ?version=1} or {@code 2} forces a version of the protocol, {@code position=lat,lon} or
 * {@code lat,lon,height} is the place that is sent to the caster.
 *
 * @param version empty for the usual one
 * @param position that is sent to the caster, for those that compute a stream for a place; empty to send none
 */
public record NtripAddress(String host, int port, String mountpoint, Optional<Credentials> credentials, Optional<NtripVersion> version,
        Optional<Geodetic> position) {
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
        Map<String, String> options = options(uri.getQuery());
        if (!Set.of("version", "position").containsAll(options.keySet())) {
            throw new IllegalArgumentException("knows no option but version=1, version=2 and position=lat,lon,height");
        }
        return new NtripAddress(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), path.substring(1),
                Optional.ofNullable(uri.getRawUserInfo()).map(NtripAddress::credentials), version(options.remove("version")),
                position(options.remove("position")));
    }

    private static Credentials credentials(String info) {
        int colon = info.indexOf(':');
        Credentials credentials = new Credentials(decoded(colon < 0 ? info : info.substring(0, colon)), colon < 0
                ? "" : decoded(info.substring(colon + 1)));
        if ((credentials.user() + credentials.password()).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a control character in its name or password");
        }
        return credentials;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            options.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return options;
    }

    private static Optional<NtripVersion> version(String text) {
        return switch (text) {
            case null -> Optional.empty();
            case "1" -> Optional.of(NtripVersion.V1);
            case "2" -> Optional.of(NtripVersion.V2);
            default -> throw new IllegalArgumentException("has a version that is neither 1 nor 2");
        };
    }

    private static Optional<Geodetic> position(String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            double[] numbers = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
            if ((numbers.length == 2 || numbers.length == 3) && Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= 180
                    && (numbers.length == 2 || Math.abs(numbers[2]) <= 10_000)) {
                return Optional.of(new Geodetic(numbers[0], numbers[1], numbers.length == 2 ? 0 : numbers[2]));
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("has a position that is not latitude,longitude or latitude,longitude,height");
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
