package depot.common.http;

import com.sun.net.httpserver.Headers;
import depot.common.json.BadInput;
import depot.common.json.JsonObject;
import depot.common.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, once its route is found. Used by the one thread that handles it. Reading methods throw {@link BadInput}
 * for what is malformed and {@link Refused} for what is too large.
 */
public final class Request {
    private static final int PIECE_BYTES = 8 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(2); // for others to be done with theirs

    private final String method;
    private final String path;
    private final String route;
    private final Map<String, String> pathValues;
    private final String query;
    private final Headers headers;
    private final InputStream in;
    private final int maxBody;
    private final String peer;
    private final MemoryBudget.Share memory;
    private byte[] body;

    /** As below, without a bound on memory. */
    public Request(String method, String path, String route, Map<String, String> pathValues, String query,
            Headers headers, InputStream in, int maxBody, String peer) {
        this(method, path, route, pathValues, query, headers, in, maxBody, peer, MemoryBudget.UNLIMITED.share(() -> { }));
    }

    /**
     * @param path as it came, not decoded
     * @param pathValues the route's segments in braces, not decoded
     * @param query as it came, or null
     * @param memory what the body takes; released by its creator
     */
    Request(String method, String path, String route, Map<String, String> pathValues, String query,
            Headers headers, InputStream in, int maxBody, String peer, MemoryBudget.Share memory) {
        this.method = method;
        this.path = path;
        this.route = route;
        this.pathValues = pathValues;
        this.query = query;
        this.headers = headers;
        this.in = in;
        this.maxBody = maxBody;
        this.peer = peer;
        this.memory = memory;
    }

    public String method() {
        return method;
    }

    /** The path as it came, without the query. */
    public String path() {
        return path;
    }

    /** The route's pattern, such as {@code /rovers/{id}}. */
    public String route() {
        return route;
    }

    /** The client's address, for logs. */
    public String peer() {
        return peer;
    }

    /** A segment of the path, decoded; it may hold any character, a slash included. */
    public String pathValue(String name) {
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route " + route + " has no {" + name + "}");
        }
        return PathPattern.decode(value, false);
    }

    /** The first value of a query parameter, decoded; {@code ""} where it has none. */
    public Optional<String> query(String name) {
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (PathPattern.decode(key, true).equals(name)) {
                return Optional.of(equals < 0 ? "" : PathPattern.decode(pair.substring(equals + 1), true));
            }
        }
        return Optional.empty();
    }

    /** The first header of this name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    /** Every header of this name, in any case, in the order in which they came. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** The whole body, at most {@code MAX_BODY_BYTES}. */
    public byte[] body() {
        return body(maxBody);
    }

    /** The whole body, of a call whose bodies are of another size than most; it still has to come in {@code MAX_HEAD_SECONDS}. */
    public byte[] body(int most) {
        if (body == null) {
            body = read(most);
        }
        return body;
    }

    private byte[] read(int most) {
        // a declared length is checked before a byte is read
        String contentLength = headers.getFirst("Content-Length");
        long length = contentLength == null ? -1 : Long.parseLong(contentLength.strip()); // the server has parsed it before us
        if (length > most) {
            throw tooLarge(most);
        }
        try {
            if (length >= 0) {
                hold(length * MemoryBudget.WHILE_READ);
                return in.readNBytes((int) length + 1);
            }
            return readPieces(most);
        } catch (IOException | IndexOutOfBoundsException e) { // the latter for a chunk of a length that is none
            throw BadInput.malformed("the body did not come whole");
        }
    }

    private byte[] readPieces(int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece;
        do {
            piece = in.readNBytes(PIECE_BYTES);
            if (bytes.size() + piece.length > most) {
                throw tooLarge(most);
            }
            hold((bytes.size() + 2L * piece.length) * MemoryBudget.WHILE_READ);
            bytes.writeBytes(piece);
        } while (piece.length == PIECE_BYTES);
        return bytes.toByteArray();
    }

    private void hold(long bytes) {
        if (bytes > MemoryBudget.SMALL_BYTES && !memory.grow(bytes, PATIENCE)) {
            throw Refused.unavailable("too much is being taken in at the moment");
        }
    }

    private static Refused tooLarge(int most) {
        return new Refused(413, "the body may have at most " + most + " bytes");
    }

    /** The body as one JSON object. */
    public JsonObject json() {
        return json(maxBody);
    }

    /** As above, of a call whose bodies are of another size than most. */
    public JsonObject json(int most) {
        return JsonObject.parse(bodyToParse(most, MemoryBudget.WHILE_HANDLED));
    }

    /**
     * The whole body, to be made into something {@code times} its size, which is charged with it. Where the process may never hold so much,
     * fewer bytes than {@code most} are taken, but not fewer than of any other call.
     */
    public byte[] bodyToParse(int most, int times) {
        byte[] bytes = body((int) Math.max(maxBody, Math.min(most, memory.most() / times)));
        if (bytes.length > MemoryBudget.SMALL_BYTES) {
            hold((long) bytes.length * times);
        }
        return bytes;
    }
}
