package depot.archive.maps;

import depot.archive.mapping.JobLimits;
import depot.archive.place.Frame;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.Sessions;
import depot.archive.store.FreeSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of sessions what a job works on, as much as memory and the disk have room for, and gives the job. One thread. */
final class JobInput {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.maps");
    private static final int POINT_BYTES = 21; // three numbers with four decimals, at least

    private final Sessions known;
    private final Jobs jobs;
    private final JobLimits limits;
    private final FreeSpace space;

    /** @param space of the disk of {@code JOBS_DIR} */
    JobInput(Sessions known, Jobs jobs, JobLimits limits, FreeSpace space) {
        this.known = known;
        this.jobs = jobs;
        this.limits = limits;
        this.space = space;
    }

    /** Whether the disk has room for any input. */
    boolean hasRoom() throws IOException {
        return space.hasRoomFor(0);
    }

    /** Those that fit into one job. @param wanted the most important first */
    List<SessionEntry> fitting(UUID map, List<SessionEntry> wanted) {
        List<SessionEntry> sessions = JobPlan.fitting(wanted, known::find, limits);
        if (sessions.size() < wanted.size()) {
            log.info("map {}: its job has {} of {} sessions, as more would not fit", map, sessions.size(), wanted.size());
        }
        return sessions;
    }

    /**
     * Makes a job's input and gives it; the same again after a kill.
     *
     * @param entries in the order in which they follow one another; not empty
     * @return false when nothing of them is there to be mapped
     * @throws IOException when it cannot be made now; nothing of it is left then
     */
    boolean give(UUID job, DepotMap map, List<SessionEntry> entries) throws IOException {
        try {
            requireFound(entries);
            Jobs.removeAll(jobs.input(job));
            Path input = jobs.input(job);
            Optional<KnownSession> first = known.find(entries.getFirst().id());
            if (entries.size() == 1 && first.isPresent() && first.get().isFolder()) {
                input = first.get().place().folder();
            } else if (write(job, entries, map, input) == 0) {
                jobs.clean(job);
                return false;
            }
            jobs.give(job, input);
            return true;
        } catch (IOException e) {
            try {
                jobs.clean(job); // else half of it stays on a disk that is full
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** A session that was not found though its folder may be there is not gone: the disk may answer again later. */
    private void requireFound(List<SessionEntry> entries) throws IOException {
        for (SessionEntry entry : entries) {
            if (known.find(entry.id()).isEmpty() && !Files.notExists(Path.of(entry.path()), LinkOption.NOFOLLOW_LINKS)) {
                throw new InputWriter.Unreadable(entry.id(), new IOException("it was not found in its folder"));
            }
        }
    }

    private int write(UUID job, List<SessionEntry> entries, DepotMap map, Path input) throws IOException {
        boolean mapPlaced = map.placement().filter(at -> at.source().equals("map")).isPresent();
        JobPlan plan = JobPlan.of(entries, known::find, limits);
        if (plan.isThinned()) {
            log.info("job {}: a pose each {} ms and one scan in {}, as all would not fit in memory", job,
                    plan.poseStepNanos() / 1_000_000, plan.frameStep());
        }
        space.require(leastBytes(entries) / plan.frameStep()); // else uploads would be refused until it is cleaned up again
        try (InputWriter writer = new InputWriter(input, mapPlaced, plan, space)) {
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

    private long leastBytes(List<SessionEntry> entries) {
        return entries.stream().map(entry -> known.find(entry.id()).flatMap(KnownSession::summary)).flatMap(Optional::stream)
                .mapToLong(KnownSession.Facts::lidarPoints).sum() * POINT_BYTES;
    }
}
