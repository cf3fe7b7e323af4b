package depot.archive.maps;

import depot.archive.place.Placement;
import depot.archive.recording.NoMessageRoom;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.common.time.Time;
import depot.recordings.GpsBounds;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
 * Makes jobs from sessions that were read, and maps from workers' results. Each step is written before the next is begun, so that a
 * kill at any moment loses and doubles nothing:
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
    private static final int MOST_ATTEMPTS = 6; // to make a job's input: half an hour
    private static final int MAX_TEXT = 500;
    /** What positions are off by; a drive along one line has no width. */
    private static final double NEAR_DEGREES = 2e-5;

    private final Sessions known;
    private final MapBooks books;
    private final Jobs jobs;
    private final JobInput input;
    private final Placing placing;
    private final boolean working;
    private final Time time;
    private final Semaphore wakened = new Semaphore(0);
    private final Retries retries = new Retries();
    private final Set<UUID> asked = new HashSet<>(); // guarded by itself
    private boolean full; // whether the disk had no room when it was last asked

    /** @param working whether there is any worker; without one, nothing becomes a job */
    MapKeeper(Sessions known, MapBooks books, Jobs jobs, JobInput input, Positions telemetry, boolean working, Time time) {
        this.known = known;
        this.books = books;
        this.jobs = jobs;
        this.input = input;
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
     * Places a map by hand. Any thread.
     *
     * @param at empty to take its place away again
     */
    DepotMap place(UUID id, Optional<Placement> at) throws IOException {
        return books.change(id, map -> map.placed(at, now()));
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

    /** Removes what a killed process left: jobs that are not in the books, maps that were not finished. */
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

    /** Goes through all sessions and jobs once. */
    void step() throws IOException, InterruptedException {
        if (!known.wereLookedFor()) {
            return; // just started: a job would find none of its sessions
        }
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
        assign();
        if (!hasRoom()) {
            return; // what waits for a map goes on waiting
        }
        for (UUID job : openJobs()) { // a kill came before it was given, or its input could not be made
            if (jobs.state(job) == Jobs.State.NOWHERE) {
                give(job);
            }
        }
        for (UUID map : withPending()) {
            if (openJobs().stream().filter(job -> jobs.state(job) != Jobs.State.NOWHERE).count() >= MOST_OPEN) {
                return; // jobs whose input could not be made hold up no others
            }
            if (books.sessions().stream().noneMatch(each -> each.isOpen() && each.mapId().equals(Optional.of(map)))) {
                patiently(map, () -> queue(map));
            }
        }
    }

    private Set<UUID> openJobs() {
        return books.sessions().stream().map(SessionEntry::jobId).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private boolean hasRoom() throws IOException {
        boolean was = full;
        full = !input.hasRoom();
        if (full && !was) {
            log.warn("no jobs are made: the disk of JOBS_DIR has less free than SESSIONS_FREE_GB");
        }
        return !full;
    }

    /** Decides in which map each session will be. */
    private void assign() throws IOException, InterruptedException {
        List<SessionEntry> pending = books.sessions().stream().filter(entry -> entry.status() == SessionEntry.Status.PENDING)
                .sorted(Comparator.comparing(SessionEntry::startedAt)).toList();
        for (SessionEntry entry : pending) {
            Optional<KnownSession> session = asTaken(entry);
            if (session.isPresent() && (entry.mapId().flatMap(books::map).isEmpty() || !entry.isLookedFor())) {
                patiently(entry.id(), () -> assign(session.get(), entry));
            }
        }
    }

    /** The session, if it was read and is what the books say: one that was read since {@link #takeIn} is judged there first. */
    private Optional<KnownSession> asTaken(SessionEntry entry) {
        return known.find(entry.id()).filter(session -> session.isRead() && SessionEntry.bytes(session) == entry.bytes());
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
        void run() throws IOException, InterruptedException;
    }

    /** Takes a step, unless it failed a short while ago; all else goes on whatever comes of it. */
    private void patiently(UUID of, Step step) throws InterruptedException {
        if (retries.waits(of, time.nanos())) {
            return;
        }
        try {
            step.run();
            retries.forget(of);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            log.warn("{} waits: {}", of, e.toString());
            retries.failed(of, time.nanos());
        }
    }

    /** The maps of sessions that wait, those of the oldest first. */
    private List<UUID> withPending() {
        return books.sessions().stream().filter(entry -> entry.status() == SessionEntry.Status.PENDING && entry.isLookedFor())
                .filter(entry -> asTaken(entry).isPresent())
                .sorted(Comparator.comparing(SessionEntry::startedAt)).map(SessionEntry::mapId).flatMap(Optional::stream).distinct()
                .filter(map -> books.map(map).isPresent()).toList();
    }

    /** Makes one job from all sessions that wait for a map and all that are in it, as many as fit. */
    private void queue(UUID id) throws IOException, InterruptedException {
        UUID job = UUID.randomUUID();
        Comparator<SessionEntry> newest = Comparator.comparing(SessionEntry::startedAt).reversed();
        List<SessionEntry> all = books.sessions().stream().filter(each -> each.mapId().equals(Optional.of(id))
                        && (each.status() == SessionEntry.Status.PENDING || each.status() == SessionEntry.Status.PROCESSED)
                        && known.find(each.id()).isPresent())
                .sorted(Comparator.comparing((SessionEntry each) -> each.status() != SessionEntry.Status.PENDING).thenComparing(newest))
                .toList();
        books.put(input.fitting(id, all).stream().map(each -> each.queued(id, job)).toList());
        give(job);
    }

    /** The map that a placed session's drive overlaps. */
    private java.util.function.Supplier<Optional<DepotMap>> joins(SessionEntry entry) {
        return () -> entry.placement().isEmpty() || entry.gpsBounds().isEmpty() ? Optional.empty() : books.maps().stream()
                .filter(map -> map.placement().filter(at -> at.source().equals("map")).isPresent())
                .filter(map -> overlaps(map, entry.gpsBounds().get()))
                .min(Comparator.comparing(DepotMap::createdAt).thenComparing(DepotMap::id));
    }

    /** Whether a map overlaps, by the drives of its sessions: the map's own bounds reach as far as its scans. */
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
        books.begin(map);
        return map;
    }

    /** Makes a job's input and gives it, patiently; when that fails again and again, the job has failed. */
    private void give(UUID job) throws InterruptedException {
        patiently(job, () -> {
            List<SessionEntry> entries = entriesOf(job);
            Optional<DepotMap> map = entries.getFirst().mapId().flatMap(books::map);
            if (map.isEmpty()) {
                end(entries, SessionEntry.Status.FAILED, "its map is not there any more");
                return;
            }
            try {
                if (!input.give(job, map.get(), entries)) {
                    end(entries, SessionEntry.Status.FAILED, "its recording is not there any more, or has no scans");
                }
            } catch (IOException e) {
                boolean lacksMemory = e instanceof NoMessageRoom; // others have it now, which says nothing of this job
                if (Thread.currentThread().isInterrupted() || lacksMemory || retries.failures(job) < MOST_ATTEMPTS - 1) {
                    throw e;
                }
                giveUp(entries, e);
            }
        });
    }

    /** A recording that cannot be read fails by itself; then the job is made of the others. */
    private void giveUp(List<SessionEntry> entries, IOException why) throws IOException {
        if (why instanceof InputWriter.Unreadable unreadable && entries.size() > 1) {
            log.warn("{} is left out of its map: {}", unreadable.session(), unreadable.getMessage());
            Optional<String> error = Optional.of(text(why));
            books.put(entries.stream().filter(entry -> entry.id().equals(unreadable.session()))
                    .map(entry -> entry.ended(SessionEntry.Status.FAILED, Optional.empty(), now(), error, Optional.empty())).toList());
        } else {
            end(entries, SessionEntry.Status.FAILED, why instanceof InputWriter.Unreadable ? text(why)
                    : "what a map is made of could not be written: " + text(why));
        }
    }

    private static String text(IOException e) {
        return shortened(e instanceof FileSystemException || e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    private List<SessionEntry> entriesOf(UUID job) {
        return books.sessions().stream().filter(entry -> entry.jobId().equals(Optional.of(job)))
                .sorted(Comparator.comparing(SessionEntry::startedAt)).toList();
    }

    private void collect() throws InterruptedException {
        for (UUID job : openJobs()) {
            if (jobs.state(job) == Jobs.State.PROCESSED || jobs.state(job) == Jobs.State.FAILED) {
                patiently(job, () -> collect(job));
            }
        }
    }

    private void collect(UUID job) throws IOException {
        List<SessionEntry> entries = entriesOf(job);
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
            map = takeFiles(job, map, entries, result);
            leftOut = Optional.of(result.damagedFrames()).filter(frames -> frames > 0).map(frames -> frames == 1
                    ? "a frame is damaged and was left out" : frames + " frames are damaged and were left out");
            log.info("map {}: version {}, {} points of {} sessions", map.name(), map.version(), map.stats().totalPoints(), map.sessions()
                    .size());
        }
        Jobs.removeOthers(books.folder(map), map.assets().files());
        List<SessionEntry> ended = new ArrayList<>();
        for (SessionEntry entry : entries) {
            String note = Stream.concat(entry.unplaced().map(why -> "it stands alone: " + why).stream(), leftOut.stream())
                    .collect(Collectors.joining("; "));
            ended.add(entry.ended(SessionEntry.Status.PROCESSED, Optional.of(map.id()), now(), Optional.empty(),
                    note.isEmpty() ? Optional.empty() : Optional.of(note)));
        }
        books.put(ended);
    }

    private DepotMap takeFiles(UUID job, DepotMap before, List<SessionEntry> entries, Jobs.Result result) throws IOException {
        Path folder = Files.createDirectories(books.folder(before));
        List<String> own = jobs.take(job, folder);
        Optional<Jobs.Cloud> cloud = own.contains(Jobs.SPLAT) ? Jobs.cloud(folder.resolve(Jobs.SPLAT)) : Optional.empty();
        List<DepotMap.SessionRef> refs = entries.stream().sorted(Comparator.comparing(SessionEntry::startedAt))
                .map(entry -> new DepotMap.SessionRef(entry.id(), entry.roverId(), entry.startedAt())).toList();
        DepotMap.Stats stats = new DepotMap.Stats(cloud.map(Jobs.Cloud::vertices).orElse(0L),
                cloud.filter(Jobs.Cloud::splats).map(Jobs.Cloud::vertices).orElse(0L), result.coveragePct());
        return books.change(before.id(), map -> {
            Optional<GpsBounds> bounds = map.placement().flatMap(at -> DepotMap.bounds(at, result.extent()))
                    .or(() -> entries.stream().map(SessionEntry::gpsBounds).flatMap(Optional::stream).reduce(GpsBounds::and));
            return map.result(job, DepotMap.Assets.of(own), refs, stats, result, bounds, now());
        });
    }

    /**
     * Of a map that has no result and for which no other session waits, nothing stays.
     *
     * @param why an error, or a note of what was processed
     */
    private void end(List<SessionEntry> entries, SessionEntry.Status as, String why) throws IOException {
        Optional<String> said = Optional.of(shortened(why));
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
        if (map.isPresent() && !keeps && books.sessions().stream().noneMatch(each -> each.mapId().equals(Optional.of(map.get().id())))) {
            books.forget(map.get());
        }
        log.info("{} sessions {}: {}", entries.size(), as.wire(), said.get());
    }
}
