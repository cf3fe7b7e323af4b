package depot.dispatch.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Something that goes wrong under load. */
interface Scenario {
    /** All there are. */
    List<Scenario> ALL = List.of(new LinksCut(), new RoverTwice(), new ManyRovers(), new PostgresKilled(), new DispatchKilled(),
            new ReplicaKilled(), new ReplicaStopped(), new DatabaseStalled(), new CommitsUnanswered(), new RestartedWithoutDatabase(1),
            new RestartedWithoutDatabase(2), new ClocksStep(), new StoppedAndReleased());

    /** A process of which nothing was heard for so long has been written off by those that live. */
    Duration WRITTEN_OFF_AFTER = Duration.ofSeconds(9);

    /** For a person, in a few words. */
    String name();

    Setup setup();

    /** What it needs and is not installed; empty when it can be played. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** What is there besides, before the load begins. */
    default void prepare(Depot depot, SplittableRandom random) throws Exception {}

    /** Breaks things, and mends those that do not mend by {@link CutLine#heal}. The load goes on meanwhile. */
    void play(Depot depot, SplittableRandom random) throws Exception;

    /** A time by chance. */
    static Duration between(SplittableRandom random, long fromMillis, long toMillis) {
        return Duration.ofMillis(random.nextLong(fromMillis, toMillis));
    }
}
