package depot.archive.maps;

import depot.archive.mapping.JobLimits;
import depot.archive.sessions.GeoTrack;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import depot.common.service.Service;
import depot.common.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Maps, as the service sees them: made once at the start. Any thread. */
public final class Maps {
    private final MapBooks books;
    private final MapKeeper keeper;
    private final MapRoutes routes;

    /**
     * @param maps {@code MAPS_DIR} and
     * @param jobs {@code JOBS_DIR}, which are made
     * @param freeBytes of the disk of {@code JOBS_DIR} that stay free
     * @param working whether there is a worker, here or outside, that does jobs
     * @param current the job that is being done in this process
     */
    public Maps(Sessions sessions, Path maps, Path jobs, long freeBytes, Positions telemetry, boolean working,
            Supplier<Optional<UUID>> current, Time time) throws IOException {
        Files.createDirectories(maps);
        Files.createDirectories(jobs);
        books = new MapBooks(maps, time);
        Jobs files = new Jobs(jobs, maps);
        JobInput input = new JobInput(sessions, files, JobLimits.ofThisProcess(), new FreeSpace(FreeSpace.of(jobs), freeBytes));
        keeper = new MapKeeper(sessions, books, files, input, telemetry, working, time);
        routes = new MapRoutes(books, keeper, current, time);
    }

    public Service.RouteGroup routes() {
        return routes;
    }

    /** Something may have changed: a session was read. */
    public void wake() {
        keeper.wake();
    }

    /** Goes on until it is interrupted. */
    public void run() throws InterruptedException {
        keeper.run();
    }

    /** Maps that have a result. */
    public int count() {
        return books.mapsNewestFirst().size();
    }

    /** Sessions by status, for metrics. */
    public long sessions(String status) {
        return books.sessions().stream().filter(entry -> entry.status().wire().equals(status)).count();
    }

    /** Writes where a session went in degrees, if that is known. */
    public void writeTrack(KnownSession session, OutputStream to) throws IOException {
        Optional<SessionEntry> entry = books.session(session.id());
        Optional<GeoTrack.Frame> frame = entry.flatMap(SessionEntry::placement)
                .or(() -> entry.flatMap(SessionEntry::mapId).flatMap(books::map).filter(map -> map.sessions().size() == 1)
                        .flatMap(DepotMap::placement))
                .map(at -> (x, y) -> new double[] {at.longitudeOf(x, y), at.latitudeOf(x, y)});
        String why = entry.flatMap(SessionEntry::unplaced).orElse("nothing says where on earth its frame is");
        GeoTrack.write(session, frame, why, to);
    }
}
