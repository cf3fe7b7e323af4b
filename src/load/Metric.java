package depot.load;

import depot.sim.client.HttpConnection;
import depot.sim.client.SelectorLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads values off a service's {@code GET /metrics}. */
final class Metric {

    private Metric() {}

    /** Waits for the answer. @return empty when there is no such metric. Not to be called on the loop. */
    static OptionalLong read(SelectorLoop loop, InetSocketAddress target, String name) throws IOException, InterruptedException {
        return valueIn(text(loop, target), name);
    }

    /** All of them; waits for the answer. Not to be called on the loop. */
    static String text(SelectorLoop loop, InetSocketAddress target) throws IOException, InterruptedException {
        CompletableFuture<String> text = new CompletableFuture<>();
        HttpConnection connection = loop.call(() -> HttpConnection.connect(loop, target, new Get(target, text)));
        try {
            return text.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("/metrics gave no answer", e);
        } finally {
            loop.execute(connection::close);
        }
    }

    static OptionalLong valueIn(String text, String name) {
        for (String line : text.split("\n")) {
            if (line.startsWith(name + " ")) {
                return OptionalLong.of((long) number(line, name));
            }
        }
        return OptionalLong.empty();
    }

    /** One that need not be a whole number; 0 when there is no such metric. */
    static double number(String text, String name) {
        return text.lines().filter(line -> line.startsWith(name + " ")).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1).strip())).orElse(0.0);
    }

    private record Get(InetSocketAddress target, CompletableFuture<String> text) implements HttpConnection.Listener {
        @Override
        public void opened(HttpConnection connection) {
            connection.send(HttpConnection.request("GET", "/metrics", target.getHostString() + ":" + target.getPort(), ""));
        }

        @Override
        public void answered(HttpConnection connection, int status, ByteBuffer body) {
            text.complete(StandardCharsets.UTF_8.decode(body).toString());
        }

        @Override
        public void closed(HttpConnection connection, String reason) {
            text.completeExceptionally(new IOException(reason));
        }
    }
}
