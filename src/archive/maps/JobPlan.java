package depot.archive.maps;

import depot.archive.mapping.JobLimits;
import depot.archive.sessions.KnownSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What of its sessions a job has, so that a worker in archive's heap can hold all poses and frames of it. First poses are thinned to
 * ten a second, then there are fewer sessions; one session that is too large by itself is thinned further. Immutable.
 *
 * @param poseStepNanos between two poses
 * @param frameStep of how many scans one is taken
 */
record JobPlan(long poseStepNanos, int frameStep) {
    private static final int MOST_SESSIONS = 24;
    /** More often than by the first, none is needed: workers go through all poses for each frame. */
    private static final long[] STEPS = {45_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000};
    private static final long BEARABLE = STEPS[1];

    /** @param wanted the most important first, of which at least one is taken */
    static List<SessionEntry> fitting(List<SessionEntry> wanted, Function<UUID, Optional<KnownSession>> known, JobLimits limits) {
        List<SessionEntry> taken = new ArrayList<>();
        long poses = 0;
        long frames = 0;
        for (SessionEntry entry : wanted) {
            long posesMore = poses(known.apply(entry.id()), BEARABLE);
            long framesMore = frames(known.apply(entry.id()));
            boolean fits = poses + posesMore <= limits.poses() && frames + framesMore <= limits.frames();
            if (taken.isEmpty() || fits && taken.size() < MOST_SESSIONS) {
                taken.add(entry);
                poses += posesMore;
                frames += framesMore;
            }
        }
        return taken;
    }

    /** How much these are thinned to fit. */
    static JobPlan of(List<SessionEntry> entries, Function<UUID, Optional<KnownSession>> known, JobLimits limits) {
        List<Optional<KnownSession>> sessions = entries.stream().map(entry -> known.apply(entry.id())).toList();
        int step = 0;
        while (step < STEPS.length - 1 && poses(sessions, STEPS[step]) > limits.poses()) {
            step++;
        }
        long frames = sessions.stream().mapToLong(JobPlan::frames).sum();
        return new JobPlan(STEPS[step], (int) Math.max(1, (frames + limits.frames() - 1) / limits.frames()));
    }

    private static long frames(Optional<KnownSession> session) {
        return session.flatMap(KnownSession::summary).map(KnownSession.Facts::lidarFrames).orElse(0);
    }

    private static long poses(List<Optional<KnownSession>> sessions, long stepNanos) {
        return sessions.stream().mapToLong(session -> poses(session, stepNanos)).sum();
    }

    private static long poses(Optional<KnownSession> session, long stepNanos) {
        Optional<KnownSession.Facts> facts = session.flatMap(KnownSession::summary);
        if (facts.isEmpty()) {
            return 0;
        }
        KnownSession.Facts of = facts.get();
        Duration took = of.startedAt().isPresent() && of.endedAt().isPresent()
                ? Duration.between(of.startedAt().get(), of.endedAt().get()) : Duration.ZERO;
        long byTime = took.isPositive() ? took.toMillis() * 1_000_000 / stepNanos + 1 : Long.MAX_VALUE; // else its clock stepped
        return Math.min(of.poses(), byTime);
    }

    /** Whether anything but what no worker needs is left out. */
    boolean isThinned() {
        return poseStepNanos > STEPS[0] || frameStep > 1;
    }
}
