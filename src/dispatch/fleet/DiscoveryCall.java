package depot.dispatch.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** One question to a service over HTTP, with an answer within a second or none. Blocks; any thread. */
final class DiscoveryCall {
    private static final Duration PATIENCE = Duration.ofMillis(500); // for the connection, and again for the answer

    private DiscoveryCall() {}

    /** The answer's first bytes, {@code most} at most. @throws IOException where it does not answer, or with another status than 200 */
    static byte[] get(ServiceAddress address, String path, int most) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        address.token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(most);
        } finally {
            connection.disconnect();
        }
    }
}
