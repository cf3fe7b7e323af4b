package depot.discovery.sessions;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.Headers;
import depot.common.http.Downloads;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.time.Time;
import depot.support.OpenFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A folder of sessions for a test, and the service's answers about it. The clock stands still at noon; files are
 * written an hour before unless a test says otherwise.
 */
final class Recordings {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final FileTime EARLIER = FileTime.from(NOON.minusSeconds(3600));

    final Path root;
    final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    final SessionStore store;
    final SessionRoutes routes;

    private final Queue<Response> answers = new ConcurrentLinkedQueue<>();

    Recordings(Path root) {
        this(root, SessionStore.MAX_SESSIONS);
    }

    Recordings(Path root, int max) {
        this(root, max, new Downloads("test"));
    }

    Recordings(Path root, Downloads downloads) {
        this(root, SessionStore.MAX_SESSIONS, downloads);
    }

    private Recordings(Path root, int max, Downloads downloads) {
        this.root = root;
        Time noon = new Time() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public long millis() {
                return NOON.toEpochMilli();
            }
        };
        store = new SessionStore(root, noon, max, 50_000_000, downloads, warnings::add);
        routes = new SessionRoutes(store, noon);
    }

    /** The least that a metadata.json must say. */
    static String metadata(String sessionId, String startedAt) {
        return """
                {"session_id":"%s","rover_id":"bvr-01","started_at":"%s"}""".formatted(sessionId, startedAt);
    }

    /** Writes a file below the root, an hour ago, with the folders above it. */
    Path write(String path, String content) throws IOException {
        return write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    Path write(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return Files.setLastModifiedTime(file, EARLIER);
    }

    /** A session in the layout with a {@code sessions} folder. */
    Path session(String rover, String folder, String startedAt) throws IOException {
        return write(rover + "/sessions/" + folder + "/metadata.json", metadata(folder, startedAt));
    }

    Response listAnswer(String query) throws IOException {
        return routes.list(new Request("GET", "/api/sessions", "/api/sessions", Map.of(), query, new Headers(),
                InputStream.nullInputStream(), 0, "here"));
    }

    byte[] listBytes(String query) throws IOException {
        Response response = listAnswer(query);
        byte[] body = body(response);
        if (response.status() != 200 || body.length != response.length()) {
            throw new AssertionError("status " + response.status() + ", " + body.length + " bytes of " + response.length());
        }
        return body;
    }

    /** The list's sessions, as consoles read them. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String query) throws IOException {
        Map<String, Object> answer = JSON.std.mapFrom(listBytes(query));
        if (!answer.keySet().equals(Set.of("sessions"))) {
            throw new AssertionError(answer.keySet());
        }
        return (List<Map<String, Object>>) answer.get("sessions");
    }

    /** The list's sessions by the names of their folders. */
    List<Object> listed(String query) throws IOException {
        return list(query).stream().map(session -> session.get("session_dir")).toList();
    }

    List<Object> listed() throws IOException {
        return listed(null);
    }

    /** Asks for a recording; the names are as they stand in an address, the headers in pairs. */
    Response download(String method, String rover, String session, String... headers) throws IOException {
        Headers sent = new Headers();
        for (int i = 0; i < headers.length; i += 2) {
            sent.add(headers[i], headers[i + 1]);
        }
        Response answer = routes.download(new Request(method, "/api/sessions/" + rover + "/" + session + "/session.rrd",
                "/api/sessions/{rover_id}/{session_dir}/session.rrd", Map.of("rover_id", rover, "session_dir", session), null,
                sent, InputStream.nullInputStream(), 0, "here"));
        answers.add(answer);
        return answer;
    }

    /** Ends every answer got so far, as the dispatcher does when it was sent, or could not be. */
    void endAnswers() {
        for (Response answer; (answer = answers.poll()) != null; ) {
            answer.discard();
        }
    }

    /** As {@link #download}, with a refusal's status where it is refused. */
    int downloadStatus(String rover, String session) throws IOException {
        try {
            Response response = download("GET", rover, session);
            body(response);
            return response.status();
        } catch (Refused e) {
            return e.status();
        }
    }

    static byte[] body(Response response) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (response.length() > 0) { // as the dispatcher does
            response.body().writeTo(out);
        }
        response.discard();
        return out.toByteArray();
    }

    /** The files below the root that this process has open. */
    List<Path> openFiles() throws IOException {
        return OpenFiles.within(root);
    }
}
