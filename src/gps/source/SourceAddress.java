package depot.gps.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the value of {@code GPS_SOURCE}, except for the kinds that other packages make. Throws {@link IllegalArgumentException} with what
 * is wrong.
 */
public final class SourceAddress {
    private SourceAddress() {}

    /** The text before the first colon. */
    public static String kind(String address) {
        return address.substring(0, Math.max(0, address.indexOf(':')));
    }

    /** @param address {@code serial:/dev/ttyACM0} */
    public static ReceiverSource serial(String address, int baudRate) {
        return new SerialSource(List.of(path(address.substring("serial:".length()))), baudRate);
    }

    /** @param address {@code tcp://host:port} */
    public static ReceiverSource tcp(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65535 && uri.getPath().isEmpty()
                    && uri.getUserInfo() == null) {
                return new TcpSource(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort());
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw new IllegalArgumentException("must be tcp://host:port");
    }

    /** @param address {@code file:path}, with {@code ?rate=<bytes a second>} or {@code ?rate=max} and {@code loop=true} */
    public static ReceiverSource file(String address) {
        String rest = address.substring("file:".length());
        int question = rest.indexOf('?');
        Map<String, String> options = options(question < 0 ? "" : rest.substring(question + 1));
        String rate = options.remove("rate");
        String loop = options.remove("loop");
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("has the option '" + options.keySet().iterator().next() + "': file: knows rate and loop");
        }
        if (loop != null && !loop.equals("true") && !loop.equals("false")) {
            throw new IllegalArgumentException("has loop=" + loop + ", which is neither true nor false");
        }
        String plain = question < 0 ? rest : rest.substring(0, question);
        return new FileSource(path(plain.startsWith("///") ? plain.substring(2) : plain), pace(rate), "true".equals(loop));
    }

    private static FileSource.Pace pace(String rate) {
        if (rate == null) {
            return new FileSource.Pace.Epochs();
        }
        if (rate.equals("max")) {
            return new FileSource.Pace.Unbounded();
        }
        try {
            int bytes = Integer.parseInt(rate);
            if (bytes > 0) {
                return new FileSource.Pace.BytesPerSecond(bytes);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException("has rate=" + rate + ", which is neither bytes a second nor max");
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new HashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                options.put(equals < 0 ? pair : pair.substring(0, equals),
                        equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return options;
    }

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // reported below
        }
        throw new IllegalArgumentException("names no usable path: '" + text + "'");
    }
}
