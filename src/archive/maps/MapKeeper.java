package depot.archive.maps;

import depot.archive.place.Frame;
import depot.archive.place.Placement;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.common.time.Time;
import depot.recordings.GpsBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes jobs of sessions that were read, and maps of what workers leave. Each step is written before the next is begun, so that a
 * kill anywhere loses and doubles nothing:
 *
 * <pre>
 *  1  a new map's manifest (version 0)      2  sessions.json: queued, with the job's id      3  the job's input      4  the job
 *  5  the worker moves the job              6  files into the map's folder    7  its manifest and the index
 *  8  sessions.json: processed, or failed   9  input and output go
 * </pre>
 *
 * Killed between 2 and 4, the same job is made again; between 6 and 8, its result is taken again, and the manifest, which has the
 * job's id, counts it once. One thread runs it; any thread may call {@link #wake}.
 */
public final class MapKeeper {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.maps");
    private static final int PAUSE_SECONDS = 1;
    private static final int MOST_OPEN = 4; // jobs at a time: each has its input on the disk
    private static final int MOST_SESSIONS = 24; // of one job, the newest
    private static final int MAX_TEXT = 500;
    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** What positions are off by; a drive along one line has no width. */
    private static final double NEAR_DEGREES = 2e-5;

    private final Sessions known;
    private final MapBooks books;
    private final Jobs jobs;
    private final Placing placing;
    private final boolean working;
    private final Time time;
    private final Semaphore wakened = new Semaphore(0);
    private final Map<UUID, Long> retryAt = new HashMap<>(); // by session, steady nanoseconds
    private final Object changing = new Object(); // held while a map's manifest is changed
    private final Set<UUID> asked = new HashSet<>(); // guarded by itself

    /** @param working whether there is any worker; without one, nothing becomes a job */
    MapKeeper(Sessions known, MapBooks books, Jobs jobs, Positions telemetry, boolean working, Time time) {
        this.known = known;
        this.books = books;
        this.jobs = jobs;
        this.working = working;
        this.time = time;
        placing = new Placing(telemetry);
    }

    /** Something may have changed. */
    public void wake() {
        wakened.release();
    }

    /** Tries again to map a session. */
    void again(UUID session) {
        synchronized (asked) {
            asked.add(session);
        }
        wake();
    }

    /**
     * Places a map by hand. Any thread; the maps' thread changes nothing of a map meanwhile.
     *
     * @param at empty to take its place away again
     */
    DepotMap place(UUID id, Optional<Placement> at) throws IOException {
        synchronized (changing) {
            DepotMap placed = books.map(id).orElseThrow().placed(at, now());
            books.put(placed);
            return placed;
        }
    }

    /** Goes on until it is interrupted. */
    public void run() throws InterruptedException {
        boolean cleaned = false;
        while (true) {
            try {
                if (!cleaned) {
                    cleanUp();
                    cleaned = true;
                }
                step();
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                log.warn("maps: {}", e.toString());
            }
            wakened.tryAcquire(PAUSE_SECONDS, TimeUnit.SECONDS);
            wakened.drainPermits();
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    /** What a kill left: jobs nobody knows, maps that never came to be. */
    void cleanUp() throws IOException {
        Set<UUID> open = new HashSet<>();
        Set<UUID> used = new HashSet<>();
        for (SessionEntry entry : books.sessions()) {
            entry.jobId().ifPresent(open::add);
            entry.mapId().ifPresent(used::add);
        }
        for (UUID job : jobs.traces()) {
            if (!open.contains(job) && jobs.state(job) != Jobs.State.WAITING) {
                jobs.clean(job);
            }
        }
        for (DepotMap map : books.maps()) {
            if (map.version() == 0 && !used.contains(map.id())) {
                books.forget(map);
            }
        }
        books.writeIndex();
    }

    /** One look at everything. */
    void step() throws IOException, InterruptedException {
        takeIn();
        collect();
        if (working) {
            plan();
        }
    }

    private void takeIn() throws IOException {
        List<SessionEntry> changed = new ArrayList<>();
        Set<UUID> again;
        synchronized (asked) {
            again = Set.copyOf(asked);
            asked.clear();
        }
        for (KnownSession session : known.newestFirst()) {
            Optional<SessionEntry> before = books.session(session.id());
            SessionEntry entry = before.orElseGet(() -> SessionEntry.of(session, now())).known(session);
            long bytes = SessionEntry.bytes(session);
            if (!entry.isOpen() && (entry.bytes() != bytes && session.isRead() || again.contains(session.id()))) {
                entry = entry.pending(bytes);
            }
            if (entry.status() == SessionEntry.Status.PENDING && session.isRead()) {
                entry = judge(session, entry);
            }
            if (before.isEmpty() || !before.get().equals(entry)) {
                changed.add(entry);
            }
        }
        if (!changed.isEmpty()) {
            books.put(changed);
        }
    }

    /** What can be said without a job. */
    private SessionEntry judge(KnownSession session, SessionEntry entry) {
        if (session.unreadable().isPresent()) {
            return entry.ended(SessionEntry.Status.INVALID, Optional.empty(), now(), session.unreadable(), Optional.empty());
        }
        if (session.isFolder()) {
            return entry;
        }
        if (session.recording().isEmpty()) {
            return entry.ended(SessionEntry.Status.INVALID, Optional.empty(), now(), Optional.of("its recording is not there"),
                    Optional.empty());
        }
        KnownSession.Facts facts = session.summary().orElseThrow();
        if (facts.fault().isPresent() && facts.poses() == 0 && facts.lidarFrames() == 0) {
            return entry.ended(SessionEntry.Status.INVALID, Optional.empty(), now(), facts.fault(), Optional.empty());
        }
        if (facts.lidarPoints() == 0 || facts.poses() == 0) {
            String missing = facts.poses() == 0 ? "it has no poses" : "it has no scans";
            return entry.ended(SessionEntry.Status.PROCESSED, Optional.empty(), now(), Optional.empty(),
                    Optional.of("there is nothing to map: " + missing));
        }
        return entry;
    }

    private void plan() throws IOException, InterruptedException {
        Set<UUID> open = new HashSet<>();
        for (SessionEntry entry : books.sessions()) {
            entry.jobId().ifPresent(open::add);
        }
        for (UUID job : open) { // a kill came before it was given
            if (jobs.state(job) == Jobs.State.NOWHERE) {
                give(job);
            }
        }
        assign();
        for (UUID map : withPending()) {
            if (open.size() >= MOST_OPEN) {
                return;
            }
            if (books.sessions().stream().noneMatch(each -> each.isOpen() && each.mapId().equals(Optional.of(map)))) {
                patiently(map, () -> open.add(queue(map)));
            }
        }
    }

    /** Decides in which map each session will be. */
    private void assign() throws IOException, InterruptedException {
        List<SessionEntry> pending = books.sessions().stream().filter(entry -> entry.status() == SessionEntry.Status.PENDING)
                .sorted(Comparator.comparing(SessionEntry::startedAt)).toList();
        for (SessionEntry entry : pending) {
            Optional<KnownSession> session = known.find(entry.id()).filter(KnownSession::isRead);
            if (session.isPresent() && (entry.mapId().isEmpty() || !entry.isLookedFor())) {
                patiently(entry.id(), () -> assign(session.get(), entry));
            }
        }
    }

    private void assign(KnownSession session, SessionEntry before) throws IOException {
        SessionEntry entry;
        if (session.isFolder()) {
            entry = before.placed(Optional.empty(), Optional.of("it is a folder of frames, in a frame of its own"), Optional.empty());
        } else {
            Placing.Found found = placing.find(session);
            entry = before.placed(found.placement(), found.why(), found.bounds());
        }
        Optional<DepotMap> there = entry.mapId().flatMap(books::map).or(joins(entry));
        books.put(List.of(entry.in((there.isPresent() ? there.get() : begin(entry)).id())));
    }

    /** A step that may fail for a while, as discovery or the disk may be away. */
    private interface Step {
        void run() throws IOException;
    }

    private void patiently(UUID of, Step step) throws InterruptedException {
        Long later = retryAt.get(of);
        if (later != null && later - time.nanos() > 0) {
            return;
        }
        try {
            step.run();
            retryAt.remove(of);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            log.warn("{} waits: {}", of, e.toString());
            retryAt.put(of, time.nanos() + RETRY_NANOS);
        }
    }

    /** The maps of sessions that wait, those of the oldest first. */
    private List<UUID> withPending() {
        return books.sessions().stream().filter(entry -> entry.status() == SessionEntry.Status.PENDING && entry.isLookedFor())
                .filter(entry -> known.find(entry.id()).filter(KnownSession::isRead).isPresent())
                .sorted(Comparator.comparing(SessionEntry::startedAt)).map(SessionEntry::mapId).flatMap(Optional::stream).distinct()
                .toList();
    }

    /** One job of all that wait for a map and all that are in it. */
    private UUID queue(UUID map) throws IOException {
        UUID job = UUID.randomUUID();
        Comparator<SessionEntry> newest = Comparator.comparing(SessionEntry::startedAt).reversed();
        List<SessionEntry> all = books.sessions().stream().filter(each -> each.mapId().equals(Optional.of(map))
                        && (each.status() == SessionEntry.Status.PENDING || each.status() == SessionEntry.Status.PROCESSED)
                        && known.find(each.id()).isPresent())
                .sorted(Comparator.comparing((SessionEntry each) -> each.status() != SessionEntry.Status.PENDING).thenComparing(newest))
                .limit(MOST_SESSIONS).map(each -> each.queued(map, job)).toList();
        books.put(all);
        give(job);
        return job;
    }

    /** The map that a placed session's drive overlaps. */
    private java.util.function.Supplier<Optional<DepotMap>> joins(SessionEntry entry) {
        return () -> entry.placement().isEmpty() || entry.gpsBounds().isEmpty() ? Optional.empty() : books.maps().stream()
                .filter(map -> map.placement().filter(at -> at.source().equals("map")).isPresent())
                .filter(map -> overlaps(map, entry.gpsBounds().get()))
                .min(Comparator.comparing(DepotMap::createdAt).thenComparing(DepotMap::id));
    }

    /** By the drives of its sessions, as the map itself reaches as far as its scans. */
    private boolean overlaps(DepotMap map, GpsBounds bounds) {
        return books.sessions().stream().filter(each -> each.mapId().equals(Optional.of(map.id())))
                .anyMatch(each -> each.gpsBounds().filter(at -> at.wider(NEAR_DEGREES).overlaps(bounds)).isPresent());
    }

    private DepotMap begin(SessionEntry entry) throws IOException {
        Optional<GpsBounds> bounds = entry.placement().isPresent() ? entry.gpsBounds() : Optional.empty();
        String rover = entry.roverId().replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        String name = bounds.map(at -> String.format(Locale.ROOT, "map_%.4f_%.4f", at.middleLat(), at.middleLon()))
                .orElseGet(() -> "map_" + (rover.isEmpty() ? "rover" : rover) + "_" + entry.startedAt().toString().substring(0, 10));
        Optional<Placement> placement = bounds.map(at -> new Placement(at.middleLat(), at.middleLon(), 0, 0, "map"));
        DepotMap map = DepotMap.begun(UUID.randomUUID(), books.freeName(name.length() > 100 ? name.substring(0, 100) : name), placement,
                now());
        books.put(map);
        return map;
    }

    /** Makes a job's input and gives it; the same again after a kill. */
    private void give(UUID job) throws IOException {
        List<SessionEntry> entries = books.sessions().stream().filter(entry -> entry.jobId().equals(Optional.of(job)))
                .sorted(Comparator.comparing(SessionEntry::startedAt)).toList();
        Optional<DepotMap> map = entries.getFirst().mapId().flatMap(books::map);
        if (map.isEmpty()) {
            end(entries, SessionEntry.Status.FAILED, "its map is not there any more");
            return;
        }
        try {
            Jobs.removeAll(jobs.input(job));
            Path input = jobs.input(job);
            Optional<KnownSession> first = known.find(entries.getFirst().id());
            if (entries.size() == 1 && first.isPresent() && first.get().isFolder()) {
                input = first.get().place().folder();
            } else if (writeInput(entries, map.get(), input) == 0) {
                end(entries, SessionEntry.Status.FAILED, "its recording is not there any more, or has no scans");
                jobs.clean(job);
                return;
            }
            jobs.give(job, input);
        } catch (IOException e) {
            jobs.clean(job); // else half of it stays on a disk that is full
            throw e;
        }
    }

    private int writeInput(List<SessionEntry> entries, DepotMap map, Path input) throws IOException {
        boolean mapPlaced = map.placement().filter(at -> at.source().equals("map")).isPresent();
        try (InputWriter writer = new InputWriter(input, mapPlaced)) {
            for (SessionEntry entry : entries) {
                Optional<KnownSession> session = known.find(entry.id());
                if (session.isPresent() && session.get().recording().isPresent()) {
                    boolean both = mapPlaced && entry.placement().isPresent();
                    writer.add(session.get(), both ? entry.placement().get().into(map.placement().get()) : Frame.SAME);
                }
            }
            return writer.lidarFrames();
        }
    }

    private void collect() throws IOException {
        Set<UUID> open = new HashSet<>();
        for (SessionEntry entry : books.sessions()) {
            entry.jobId().ifPresent(open::add);
        }
        for (UUID job : open) {
            List<SessionEntry> entries = books.sessions().stream().filter(entry -> entry.jobId().equals(Optional.of(job))).toList();
            switch (jobs.state(job)) {
                case WAITING, NOWHERE -> { }
                case FAILED -> {
                    String why = "the worker gave up";
                    try {
                        why = jobs.result(job).error().orElse(why);
                    } catch (IOException e) {
                        log.debug("{} has no result", job);
                    }
                    end(entries, SessionEntry.Status.FAILED, why);
                    jobs.clean(job);
                }
                case PROCESSED -> {
                    takeResult(job, entries);
                    jobs.clean(job);
                }
            }
        }
    }

    private void takeResult(UUID job, List<SessionEntry> entries) throws IOException {
        DepotMap map = entries.getFirst().mapId().flatMap(books::map).orElse(null);
        if (map == null) {
            end(entries, SessionEntry.Status.FAILED, "its map is not there any more");
            return;
        }
        Optional<String> leftOut = Optional.empty();
        if (!map.jobId().equals(Optional.of(job))) { // else a kill came after its manifest was written
            Jobs.Result result;
            try {
                result = jobs.result(job);
            } catch (IOException e) {
                end(entries, SessionEntry.Status.FAILED, e.getMessage());
                return;
            }
            switch (result.status()) {
                case "success", "point_cloud_only" -> { }
                case "insufficient_data" -> {
                    end(entries, SessionEntry.Status.PROCESSED, "there is nothing to map: " + result.error().orElse("no points are left"));
                    return;
                }
                default -> {
                    end(entries, SessionEntry.Status.FAILED, result.error().orElse("the worker failed"));
                    return;
                }
            }
            synchronized (changing) {
                map = takeFiles(job, books.map(map.id()).orElseThrow(), entries, result);
                books.put(map);
            }
            leftOut = Optional.of(result.damagedFrames()).filter(frames -> frames > 0).map(frames -> frames == 1
                    ? "a frame is damaged and was left out" : frames + " frames are damaged and were left out");
            log.info("map {}: version {}, {} points of {} sessions", map.name(), map.version(), map.stats().totalPoints(), map.sessions()
                    .size());
        }
        List<SessionEntry> ended = new ArrayList<>();
        for (SessionEntry entry : entries) {
            String note = Stream.concat(entry.unplaced().map(why -> "it stands alone: " + why).stream(), leftOut.stream())
                    .collect(Collectors.joining("; "));
            ended.add(entry.ended(SessionEntry.Status.PROCESSED, Optional.of(map.id()), now(), Optional.empty(),
                    note.isEmpty() ? Optional.empty() : Optional.of(note)));
        }
        books.put(ended);
    }

    private DepotMap takeFiles(UUID job, DepotMap map, List<SessionEntry> entries, Jobs.Result result) throws IOException {
        Path folder = Files.createDirectories(books.folder(map));
        boolean splat = jobs.take(job, "splat.ply", folder);
        Optional<Jobs.Cloud> cloud = splat ? Jobs.cloud(folder.resolve("splat.ply")) : Optional.empty();
        boolean jpeg = jobs.take(job, "thumbnail.jpg", folder);
        boolean png = !jpeg && jobs.take(job, "thumbnail.png", folder);
        DepotMap.Assets assets = new DepotMap.Assets(splat ? Optional.of("splat.ply") : Optional.empty(),
                jobs.take(job, "pointcloud.laz", folder) ? Optional.of("pointcloud.laz") : Optional.empty(),
                jobs.take(job, "mesh.glb", folder) ? Optional.of("mesh.glb") : Optional.empty(),
                jpeg ? Optional.of("thumbnail.jpg") : png ? Optional.of("thumbnail.png") : Optional.empty());
        List<DepotMap.SessionRef> refs = entries.stream().sorted(Comparator.comparing(SessionEntry::startedAt))
                .map(entry -> new DepotMap.SessionRef(entry.id(), entry.roverId(), entry.startedAt())).toList();
        Optional<GpsBounds> bounds = map.placement().flatMap(at -> DepotMap.bounds(at, result.extent()));
        if (bounds.isEmpty()) {
            bounds = entries.stream().map(SessionEntry::gpsBounds).flatMap(Optional::stream).reduce(GpsBounds::and);
        }
        DepotMap.Stats stats = new DepotMap.Stats(cloud.map(Jobs.Cloud::vertices).orElse(0L),
                cloud.filter(Jobs.Cloud::splats).map(Jobs.Cloud::vertices).orElse(0L), result.coveragePct());
        return map.result(job, assets, refs, stats, result, bounds, now());
    }

    /** Of a map that has no result, nothing stays. @param why an error, or a note of what was processed */
    private void end(List<SessionEntry> entries, SessionEntry.Status as, String why) throws IOException {
        Optional<String> said = Optional.of(why.length() > MAX_TEXT ? why.substring(0, MAX_TEXT) : why);
        boolean failed = as == SessionEntry.Status.FAILED;
        Optional<DepotMap> map = entries.getFirst().mapId().flatMap(books::map);
        boolean keeps = map.filter(at -> at.version() > 0).isPresent();
        List<SessionEntry> ended = new ArrayList<>();
        for (SessionEntry entry : entries) {
            boolean in = keeps && map.get().sessions().stream().anyMatch(ref -> ref.sessionId().equals(entry.id()));
            ended.add(in ? entry.ended(SessionEntry.Status.PROCESSED, entry.mapId(), now(), Optional.empty(), said)
                    : entry.ended(as, Optional.empty(), now(), failed ? said : Optional.empty(), failed ? Optional.empty() : said));
        }
        books.put(ended);
        if (map.isPresent() && !keeps) {
            books.forget(map.get());
        }
        log.info("{} sessions {}: {}", entries.size(), as.wire(), said.get());
    }
}
