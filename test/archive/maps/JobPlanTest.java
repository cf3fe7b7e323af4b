package depot.archive.maps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.archive.mapping.JobLimits;
import depot.archive.sessions.KnownSession;
import depot.archive.sessions.SessionPlace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many sessions a job has, and how much they are thinned: an ordinary job first, then with less room. */
class JobPlanTest {
    private static final int SECONDS = 36 * 60;
    private static final int POSES = SECONDS * 20;
    private static final int FRAMES = SECONDS * 10;

    private final Map<UUID, KnownSession> known = new HashMap<>();

    private SessionEntry session(int seconds, int poses, int frames) {
        Instant start = Instant.parse("2026-11-29T00:00:00Z").plusSeconds(3600L * known.size());
        Instant end = start.plusSeconds(seconds);
        KnownSession.Facts facts = new KnownSession.Facts(1, Optional.of(start), Optional.of(end), Optional.empty(), poses, 0, frames,
                frames, 0, Optional.empty());
        KnownSession session = new KnownSession(UUID.randomUUID(), new SessionPlace("frog", "x", Path.of("x")), "frog", start,
                Optional.of(end), Optional.empty(), frames, 0, Optional.empty(), false, Optional.of(facts), Optional.empty());
        known.put(session.id(), session);
        return SessionEntry.of(session, start);
    }

    private List<SessionEntry> ordinary(int count) {
        List<SessionEntry> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(session(SECONDS, POSES, FRAMES));
        }
        return all;
    }

    private Optional<KnownSession> find(UUID id) {
        return Optional.ofNullable(known.get(id));
    }

    private List<SessionEntry> fitting(List<SessionEntry> all, JobLimits limits) {
        return JobPlan.fitting(all, this::find, limits);
    }

    private JobPlan plan(List<SessionEntry> all, JobLimits limits) {
        return JobPlan.of(all, this::find, limits);
    }

    @Test
    void thereAreTwentyFourAtMost() {
        JobLimits limits = new JobLimits(10_000_000, 999_999);
        List<SessionEntry> all = ordinary(30);
        assertEquals(all.subList(0, 24), fitting(all, limits));
        assertFalse(plan(all.subList(0, 24), limits).isThinned());
    }

    @Test
    void posesAreThinnedFirst() {
        JobLimits limits = new JobLimits(24 * SECONDS * 11, 24 * FRAMES);
        List<SessionEntry> all = ordinary(24);
        assertEquals(all, fitting(all, limits));
        assertEquals(new JobPlan(100_000_000, 1), plan(all, limits));
    }

    @Test
    void thenThereAreFewerSessions() {
        List<SessionEntry> all = ordinary(24);
        JobLimits fewPoses = new JobLimits(7 * SECONDS * 11, 999_999);
        assertEquals(all.subList(0, 7), fitting(all, fewPoses));
        assertEquals(new JobPlan(100_000_000, 1), plan(all.subList(0, 7), fewPoses));
        assertEquals(all.subList(0, 5), fitting(all, new JobLimits(10_000_000, 5 * FRAMES + 7)));
    }

    /** Behind one that is too large, smaller ones still find room. */
    @Test
    void oneThatIsTooLargeHoldsUpNoOthers() {
        List<SessionEntry> all = new ArrayList<>(ordinary(1));
        all.add(session(SECONDS * 50, POSES * 50, FRAMES * 50));
        all.addAll(ordinary(1));
        assertEquals(List.of(all.get(0), all.get(2)), fitting(all, new JobLimits(1_000_000, 2 * FRAMES)));
    }

    @Test
    void oneThatIsTooLargeByItselfIsThinned() {
        List<SessionEntry> all = List.of(session(SECONDS, POSES, FRAMES));
        JobLimits limits = new JobLimits(SECONDS * 3, FRAMES / 4 + 1);
        assertEquals(all, fitting(all, limits));
        JobPlan plan = plan(all, limits);
        assertEquals(new JobPlan(500_000_000, 4), plan);
        assertTrue(plan.isThinned());
    }

    /** Its clock stepped back, so its times say nothing of how many poses there are. */
    @Test
    void aSessionThatEndsBeforeItBeginsCountsByItsPoses() {
        List<SessionEntry> all = List.of(session(-100, POSES, FRAMES), session(SECONDS, POSES, FRAMES));
        assertEquals(all.subList(0, 1), fitting(all, new JobLimits(POSES + 10, 999_999)));
    }
}
