package depot.dispatch.fleet;

import depot.common.threads.TimedTask;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** One question to a service over HTTP, with a whole answer within a time or none. Blocks; any thread. */
final class ServiceCall {
    /** Of most calls. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private ServiceCall() {}

    /** Reads an answer as it comes. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream answer) throws IOException;
    }

    /**
     * @param most bytes that the answer may have
     * @throws IOException where it does not answer in time, with more, or with another status than 200
     */
    static <T> T get(ServiceAddress address, String path, int most, Duration patience, Reading<T> reading) throws IOException {
        return TimedTask.run("service call", patience, () -> ask(address, path, most, patience, reading));
    }

    private static <T> T ask(ServiceAddress address, String path, int most, Duration patience, Reading<T> reading) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        connection.setConnectTimeout((int) patience.toMillis());
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        address.token().ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
        try (InputStream in = new Bounded(connection.getInputStream(), most)) {
            return reading.read(in);
        } finally {
            connection.disconnect();
        }
    }

    /** Fails where there is more than may be. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, int most) {
            super(in);
            left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            left -= count;
            if (left < 0) {
                throw new IOException("it answers with too much");
            }
            return count;
        }
    }
}
