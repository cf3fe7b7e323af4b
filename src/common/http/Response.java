package depot.common.http;

import depot.common.memory.MemoryBudget;
import depot.common.memory.OutputBudget;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** An answer. Made and filled by one thread. */
public final class Response {
    private final int status;
    private final long length;
    private final BodyWriter body;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Closeable resource = () -> {};
    private OutputBudget.Load load; // null where it is small

    /** Writes a body, of exactly the length that the response declares. */
    @FunctionalInterface
    public interface BodyWriter {
        /** @throws IOException when the body cannot be written whole: the connection is then closed, so that the client sees it */
        void writeTo(OutputStream out) throws IOException;
    }

    private Response(int status, String contentType, long length, BodyWriter body) {
        this.status = status;
        this.length = length;
        this.body = body;
        if (contentType != null) {
            headers.put("Content-Type", contentType);
        }
    }

    public static Response json(int status, byte[] utf8) {
        return bytes(status, "application/json", utf8);
    }

    /** {@code {"ok":true}}. */
    public static Response ok() {
        return json(200, OK);
    }

    private static final byte[] OK = "{\"ok\":true}".getBytes(StandardCharsets.US_ASCII);

    public static Response text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response bytes(int status, String contentType, byte[] bytes) {
        Response response = new Response(status, contentType, bytes.length, out -> out.write(bytes));
        return bytes.length > MemoryBudget.SMALL_BYTES ? response.holding(new OutputBudget.Load(bytes.length)) : response;
    }

    /** A status without a body. */
    public static Response empty(int status) {
        return new Response(status, null, 0, out -> {});
    }

    /** A body that is written piece by piece; exactly {@code length} bytes. */
    public static Response stream(int status, String contentType, long length, BodyWriter body) {
        return new Response(status, contentType, length, body);
    }

    /** Sets a header; the value is ASCII and has no line breaks. */
    public Response with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Says what stays in memory for it until it was read; the same load for many answers where they share that. */
    public Response holding(OutputBudget.Load shared) {
        load = shared;
        return this;
    }

    /** What it holds; empty where that is little. */
    Optional<OutputBudget.Load> load() {
        return Optional.ofNullable(load);
    }

    /** Has {@code resource} closed when the answer is over, however it ended, and also where the body is left out. */
    public Response closing(Closeable resource) {
        this.resource = resource;
        return this;
    }

    /** Closes the resource, if there is one. Called once, after the response was sent or dropped. */
    public void discard() {
        try {
            resource.close();
        } catch (IOException e) {
            LoggerFactory.getLogger("depot.http").warn("what an answer was made from could not be closed: {}", e.toString());
        }
    }

    public int status() {
        return status;
    }

    public long length() {
        return length;
    }

    public Map<String, String> headers() {
        return java.util.Collections.unmodifiableMap(headers);
    }

    public BodyWriter body() {
        return body;
    }
}
