package depot.discovery.sessions;

import depot.common.http.Access;
import depot.common.http.ByteRange;
import depot.common.http.Downloads;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.http.Validators;
import depot.common.json.JsonText;
import depot.common.memory.MemoryBudget;
import depot.common.service.Service;
import depot.common.time.Time;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Answers {@code GET} (and {@code HEAD}) of {@code /api/sessions} and of
 * {@code /api/sessions/{rover_id}/{session_dir}/session.rrd}. Any thread.
 */
public final class SessionRoutes implements Service.RouteGroup {
    private static final byte[] LIST_HEAD = "{\"sessions\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LIST_TAIL = "]}".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = MemoryBudget.SMALL_BYTES; // each reader's own, and not charged
    private static final Pattern ZSTD = Pattern.compile("\\s*zstd\\s*(;\\s*q\\s*=\\s*(1(\\.0*)?|0?\\.0*[1-9][0-9]*))?\\s*",
            Pattern.CASE_INSENSITIVE);

    private final SessionStore store;
    private final Time time;

    public SessionRoutes(SessionStore store, Time time) {
        this.store = store;
        this.time = time;
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/api/sessions", Access.CONSOLE, this::list)
                .get("/api/sessions/{rover_id}/{session_dir}/session.rrd", Access.CONSOLE, this::download);
    }

    /** The list; each session's JSON is ready, so however long the list, it is never put together in memory. */
    public Response list(Request request) throws IOException {
        Page page = Page.of(request);
        // an empty rover_id is what a console sends for "any"; no folder has that name
        Optional<String> rover = request.query("rover_id").filter(name -> !name.isEmpty());
        SessionList list = store.newestFirst(rover);
        List<RecordedSession> sessions = page.of(list.sessions());
        long length = LIST_HEAD.length + LIST_TAIL.length + Math.max(0, sessions.size() - 1);
        for (RecordedSession session : sessions) {
            length += session.json().length;
        }
        return Response.stream(200, "application/json", length, out -> write(sessions, out)).holding(list.load());
    }

    private static void write(List<RecordedSession> sessions, OutputStream out) throws IOException {
        @SuppressWarnings("resource") // the one below it is the caller's to close
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        buffered.write(LIST_HEAD);
        boolean first = true;
        for (RecordedSession session : sessions) {
            if (!first) {
                buffered.write(',');
            }
            first = false;
            buffered.write(session.json());
        }
        buffered.write(LIST_TAIL);
        buffered.flush();
    }

    /** A session's recording, or the part of it that is asked for; opened here, and closed when the answer is over. */
    public Response download(Request request) throws IOException {
        Downloads.Download<OpenedFile> download;
        try {
            download = store.recording(request.pathValue("rover_id"), request.pathValue("session_dir"));
        } catch (NoSuchFileException e) {
            throw Refused.notFound("Recording not found");
        }
        try {
            return answer(request, download.file()).closing(download);
        } catch (IOException | RuntimeException e) {
            download.close();
            throw e;
        }
    }

    private Response answer(Request request, OpenedFile file) throws IOException {
        OptionalLong stored = file.storedLength();
        boolean packed = stored.isPresent() && request.header("Range").isEmpty() && acceptsZstd(request);
        Validators validators = packed ? Validators.ofPacked(file.stamp()) : Validators.of(file.stamp());
        if (validators.isAnother(request.header("If-Match"), request.header("If-Unmodified-Since"))) {
            return described(Response.json(412, JsonText.pair("error", "the recording has changed")), validators);
        }
        if (validators.notModified(request.header("If-None-Match"), request.header("If-Modified-Since"))) {
            return described(Response.empty(304), validators);
        }
        if (packed) {
            return stored(request, file, stored.getAsLong(), validators);
        }
        return switch (range(request, file, validators)) {
            case ByteRange.Whole() -> content(request, 200, file, 0, file.length(), validators);
            case ByteRange.Part part -> content(request, 206, file, part.first(), part.length(), validators)
                    .with("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + file.length());
            case ByteRange.Unsatisfiable() ->
                    Response.json(416, JsonText.pair("error", "the recording has " + file.length() + " bytes, none of them in that range"))
                            .with("Content-Range", "bytes */" + file.length());
        };
    }

    /** Whether a client said by itself that it unpacks such bytes: {@code *} is what those send that do not know of it. */
    private static boolean acceptsZstd(Request request) {
        return request.headers("Accept-Encoding").stream().flatMap(header -> Arrays.stream(header.split(",")))
                .anyMatch(each -> ZSTD.matcher(each).matches());
    }

    /** The bytes as they are on the disk. Ranges count the recording's own bytes, so a request for one is served unpacked. */
    private Response stored(Request request, OpenedFile file, long length, Validators validators) {
        Response response = Response.stream(200, "application/octet-stream", length, out -> file.copyStored(length, out, store.disk()));
        return described(response, validators).with("Content-Encoding", "zstd").with("Content-Disposition", disposition(request));
    }

    /** Ranges are for GET alone (RFC 9110, section 14.2), and only where the client's other parts are of the same file. */
    private ByteRange range(Request request, OpenedFile file, Validators validators) {
        Optional<String> range = request.header("Range");
        Instant now = Instant.ofEpochMilli(time.millis());
        boolean counts = range.isPresent() && !isHead(request) && validators.partFits(request.header("If-Range"), now);
        return counts ? ByteRange.of(range.get(), file.length()) : new ByteRange.Whole();
    }

    private static boolean isHead(Request request) {
        return request.method().equals("HEAD");
    }

    private Response content(Request request, int status, OpenedFile file, long first, long count, Validators validators) {
        Response response = Response.stream(status, "application/octet-stream", count, out -> file.copy(first, count, out, store.disk()));
        return described(response, validators).with("Content-Disposition", disposition(request));
    }

    /** The name that a browser saves the file under, whatever the page says; with {@code ?named=true} it has the rover and the time. */
    private static String disposition(Request request) {
        boolean named = request.query("named").filter("true"::equals).isPresent();
        String name = named ? request.pathValue("rover_id") + "_" + request.pathValue("session_dir") + ".rrd" : "session.rrd";
        return "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]+", "-") + "\"";
    }

    private static Response described(Response response, Validators validators) {
        return response.with("ETag", validators.tag().header())
                .with("Last-Modified", validators.lastModified())
                .with("Accept-Ranges", "bytes")
                .with("Vary", "Accept-Encoding")
                .with("Cache-Control", "no-cache"); // a copy may be kept, and is asked about: a recording grows
    }
}
