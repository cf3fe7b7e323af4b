package depot.archive.maps;

import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks discovery, which keeps what rovers' telemetry says of where they are. Any thread; it blocks for half a minute at most. */
public final class DiscoveryPositions implements Positions {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_BYTES = 32 * 1024 * 1024;
    private static final int MAX_POSITIONS = 500_000;

    private final URI discovery;
    private final Optional<String> token;

    /** @param discovery such as {@code http://discovery:4860} */
    public DiscoveryPositions(URI discovery, Optional<String> token) {
        this.discovery = discovery;
        this.token = token;
    }

    @Override
    public List<Position> between(String rover, long fromNanos, long toNanos) throws IOException {
        URI uri = discovery.resolve("/rovers/" + URLEncoder.encode(rover, StandardCharsets.UTF_8).replace("+", "%20") + "/positions?from="
                + fromNanos / 1_000_000 + "&to=" + toNanos / 1_000_000);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        token.ifPresent(text -> connection.setRequestProperty("Authorization", "Bearer " + text));
        try {
            if (connection.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of(); // it does not know the rover
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("discovery answers " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new IOException("discovery's answer is too large");
                }
                return parse(bytes);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static List<Position> parse(byte[] bytes) throws IOException {
        try {
            List<Double> numbers = JsonObject.parse(bytes).numbers("positions", 4 * MAX_POSITIONS).orElse(List.of());
            List<Position> positions = new ArrayList<>();
            for (int i = 0; i + 3 < numbers.size(); i += 4) {
                double accuracy = numbers.get(i + 3);
                positions.add(new Position((long) (numbers.get(i) * 1e6), numbers.get(i + 1), numbers.get(i + 2),
                        accuracy > 0 ? accuracy : Double.NaN));
            }
            return positions;
        } catch (BadInput e) {
            throw new IOException("discovery's answer cannot be used: " + e.getMessage());
        }
    }
}
