package depot.dispatch.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.dispatch.ground.RuledGround;
import depot.dispatch.model.SeenRover;
import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.KnownRover;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.RoverBooks;
import depot.support.ManualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What counts as known, as discovery fails in all its ways. */
class FleetKnowledgeTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(30);
    private static final Set<Integer> CANNOT_BEGIN = Set.of(2, 4, 5);

    private final ManualTime time = new ManualTime();
    private final RoverTroubles troubles = new RoverTroubles(null); // stores nothing, as it is not started
    private final FleetFacts facts = new FleetFacts(time, troubles);
    private final FleetKnowledge knowledge = new FleetKnowledge(facts, troubles,
            () -> new RuledGround(null, List.of(), List.of()), MAX_AGE);
    private long clock = 1_000_000; // discovery's

    private FleetFacts.Entry told(String id, int mode, double volts, boolean online) {
        return new FleetFacts.Entry(id, id, online, mode, volts, clock++, new SeenRover.Pose(1, 2, 0), false, false, null, null, null, 0,
                null);
    }

    private boolean may(String id) {
        return Eligibility.obstacle(Candidate.of(RoverBooks.free(id, 0), knowledge, Needs.NONE)).isEmpty();
    }

    @Test
    void whatIsOldIsNotKnownButWhoCouldNotBeginIsStillBarred() {
        assertTrue(knowledge.knowsNothing());
        facts.all(List.of(told("low", 1, 40, true), told("hand", 2, 50, true)));
        assertFalse(knowledge.knowsNothing());
        assertEquals(new KnownRover(1, true, 40.0, null, new KnownRover.Place(1, 2), false), knowledge.of("low"));
        assertFalse(may("low") || may("hand"));
        time.advance(MAX_AGE.plusNanos(1));
        assertEquals(new KnownRover(1, false, null, null, null, false), knowledge.of("low"));
        assertTrue(may("low"), "what is not known bars nobody");
        assertFalse(may("hand"));
        time.advance(Duration.ofHours(1));
        assertFalse(may("hand"));
        facts.changed(List.of(told("hand", 1, 50, true)), List.of());
        assertTrue(may("hand"));
    }

    @Test
    void aListWithoutItSaysNothingOfARover() {
        facts.all(List.of(told("hand", 2, 50, true), told("idle", 1, 50, true)));
        facts.all(List.of());
        assertFalse(may("hand"), "discovery has restarted, and knows nobody yet");
        assertEquals(KnownRover.NOTHING, knowledge.of("idle"));
        facts.changed(List.of(told("stopped", 4, 50, true)), List.of());
        facts.changed(List.of(), List.of("stopped"));
        assertFalse(may("stopped"), "somebody has deleted it");
        facts.changed(List.of(told("stopped", 1, 50, true), told("hand", 3, 50, true)), List.of());
        assertTrue(may("stopped") && may("hand"));
    }

    @Test
    void onlyWhatIsHeardFromTheRoverEndsItsTrouble() {
        facts.connected(true);
        facts.changed(List.of(told("stopped", 4, 50, true)), List.of());
        facts.changed(List.of(told("stopped", 0, 0, false)), List.of());
        assertFalse(may("stopped"), "what a new discovery knows of a rover that it has not heard of");
        facts.changed(List.of(told("stopped", 1, 50, false)), List.of());
        assertFalse(may("stopped"), "offline");
        facts.changed(List.of(told("stopped", 0, 0, true)), List.of());
        assertFalse(may("stopped"), "it registers anew, and says neither mode nor battery");
        facts.changed(List.of(told("stopped", 4, 50, true)), List.of());
        long now = clock;
        clock -= 30_000;
        facts.all(List.of(told("stopped", 1, 50, true)));
        assertFalse(may("stopped"), "discovery was killed, and says what it wrote down before the e-stop");
        clock = now;
        facts.changed(List.of(told("stopped", 1, 50, true)), List.of());
        assertTrue(may("stopped"));
        facts.changed(List.of(told("stopped", 5, 50, true)), List.of());
        clock -= 3_600_000; // discovery's clock is set back
        facts.changed(List.of(told("stopped", 1, 50, true)), List.of());
        assertTrue(may("stopped"));
    }

    @Test
    void whoIsNotThereWhenItIsFirstToldOfWasHeardOfNobodyKnowsWhen() {
        facts.all(List.of(told("gone", 1, 40, false)));
        assertNull(knowledge.of("gone").volts());
        assertTrue(may("gone"));
    }

    @Test
    void itIsSaidForHowLongDiscoveryIsAway() {
        time.advance(Duration.ofSeconds(3));
        assertEquals(Duration.ofSeconds(3), facts.away().orElseThrow());
        facts.connected(true);
        assertTrue(facts.away().isEmpty());
        facts.connected(false);
        time.advance(Duration.ofSeconds(2));
        assertEquals(Duration.ofSeconds(2), facts.away().orElseThrow());
    }

    @Test
    void whateverBefallsDiscoveryNobodyGoesWhoWasLastHeardOfUnableTo() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, Integer> lastHeard = new HashMap<>(); // the oracle
            int barred = 0;
            for (int step = 0; step < 100; step++) {
                String rover = "r" + seed + "-" + random.nextInt(6);
                int mode = random.nextInt(6);
                switch (random.nextInt(7)) {
                    case 0 -> { // it comes back with nothing, or with what it kept
                        facts.connected(false);
                        facts.all(random.nextBoolean() ? List.of() : List.of(told(rover, mode, 50, random.nextBoolean())));
                        if (!facts.of(rover).isEmpty()) {
                            lastHeard.put(rover, mode);
                        }
                        facts.connected(true);
                    }
                    case 1 -> facts.connected(false); // killed, or half-open: nothing comes
                    case 2 -> time.advance(Duration.ofMinutes(random.nextInt(90)));
                    case 3 -> facts.changed(List.of(), List.of(rover));
                    default -> {
                        facts.changed(List.of(told(rover, mode, 38 + random.nextInt(10), random.nextInt(4) > 0)), List.of());
                        lastHeard.put(rover, mode);
                    }
                }
                for (Map.Entry<String, Integer> each : lastHeard.entrySet()) {
                    boolean cannot = CANNOT_BEGIN.contains(each.getValue());
                    barred += cannot ? 1 : 0;
                    assertFalse(cannot && may(each.getKey()), () -> each + " may go");
                }
            }
            assertTrue(barred > 20, "it was worth it: " + barred);
        }
    }
}
