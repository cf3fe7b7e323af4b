package depot.archive.sessions;

import depot.archive.store.FreeSpace;
import depot.common.http.Access;
import depot.common.http.Refused;
import depot.common.http.Request;
import depot.common.http.Response;
import depot.common.http.Routes;
import depot.common.json.BadInput;
import depot.common.service.Service;
import depot.common.threads.DiskThreads;
import depot.recordings.SessionSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** The calls on one session's recording. Any thread. */
public final class SessionRoutes implements Service.RouteGroup {
    private static final int AT_A_TIME = 2; // recordings that are read for an answer; each takes a core
    private static final int PIECE = 64 * 1024;
    private static final int MOST_UNREAD = 32; // answers whose clients have not read them yet
    private static final long MOST_UNREAD_BYTES = 1L << 30;
    private static final long LARGEST = 2L << 30; // a day and a half of poses at 100 Hz

    private final Sessions sessions;
    private final ExportFiles files;
    private final GeoTracks geoTracks;
    private final Semaphore free = new Semaphore(AT_A_TIME);
    private final DiskThreads disk = new DiskThreads("archive-read", AT_A_TIME + 2, 64);

    /** Writes a session's track in degrees, if it is known where it was. */
    @FunctionalInterface
    public interface GeoTracks {
        void write(KnownSession session, OutputStream to) throws IOException;
    }

    /** @param temporary a folder for what is made for an answer; it is emptied @param space of the disk that it is on */
    public SessionRoutes(Sessions sessions, Path temporary, FreeSpace space, GeoTracks geoTracks) {
        this.sessions = sessions;
        files = new ExportFiles(temporary, MOST_UNREAD, MOST_UNREAD_BYTES, LARGEST, space);
        this.geoTracks = geoTracks;
    }

    @Override
    public void declare(Routes routes) {
        routes.get("/sessions/{id}/summary", Access.CONSOLE, request -> file(request, SessionSummary.FILE))
                .get("/sessions/{id}/curves", Access.CONSOLE, request -> file(request, SessionWatch.CURVES))
                .get("/sessions/{id}/track.csv", Access.CONSOLE, request -> export(request, "text/csv; charset=utf-8", "track.csv",
                        Exports::track))
                .get("/sessions/{id}/track.geojson", Access.CONSOLE, request -> export(request, "application/geo+json", "track.geojson",
                        (session, to) -> {
                            geoTracks.write(session, to);
                            return 1;
                        }))
                .get("/sessions/{id}/scalars.csv", Access.CONSOLE, this::scalars);
    }

    /** The session that a path names. @throws Refused 404 */
    KnownSession session(Request request) {
        UUID id;
        try {
            String text = request.pathValue("id");
            id = text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            id = null;
        }
        return (id == null ? java.util.Optional.<KnownSession>empty() : sessions.find(id))
                .orElseThrow(() -> Refused.notFound("Session not found"));
    }

    private Response file(Request request, String name) throws IOException {
        KnownSession session = session(request);
        Path file = session.place().folder().resolve(name);
        byte[] bytes = disk.call(() -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.readAllBytes(file) : null);
        if (bytes == null) {
            throw Refused.notFound(session.unreadable().map(why -> "the recording cannot be read: " + why)
                    .orElse(session.recording().isEmpty() ? "the session has no recording" : "the recording has not been read yet"));
        }
        return Response.json(200, bytes).with("Cache-Control", "no-cache");
    }

    private Response scalars(Request request) throws IOException {
        String entity = request.query("entity").filter(name -> !name.isEmpty())
                .orElseThrow(() -> BadInput.malformed("the parameter entity is missing, such as /power/battery_voltage"));
        return export(request, "text/csv; charset=utf-8", "scalars.csv", Exports.scalars(entity));
    }

    /** Reads the recording for an answer, which is then a file of known length. */
    private Response export(Request request, String type, String name, Exports.Export export) throws IOException {
        KnownSession session = session(request);
        if (session.recording().isEmpty()) {
            throw Refused.notFound("the session has no recording");
        }
        if (!free.tryAcquire()) {
            throw Refused.unavailable(AT_A_TIME + " recordings are being read for others already");
        }
        // the permit is the reading's, which may go on where its client has long been refused
        ExportFiles.Export made = disk.openInTurn(() -> files.make(name, to -> export.write(session, to)), free::release);
        if (made.lines() == 0) {
            made.close();
            throw Refused.notFound("the recording holds no such values");
        }
        return Response.stream(200, type, made.size(), out -> copy(made, out)).with("Cache-Control", "no-cache")
                .with("Content-Disposition", "attachment; filename=\"" + name + "\"").closing(made);
    }

    private void copy(ExportFiles.Export made, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = read(made, piece); count >= 0; count = read(made, piece)) {
            out.write(piece, 0, count);
        }
    }

    private int read(ExportFiles.Export made, byte[] piece) throws IOException {
        return disk.callInTurn(() -> made.read(piece));
    }
}
