package depot.dispatch.rules;

import java.util.UUID;

/** A rover that may have a task, for tests that break one condition each. */
final class Sample {
    static final UUID TASK = UUID.fromString("00000000-0000-0000-0000-000000000001");
    static final Needs NEEDS = new Needs(null, null, false, false, new KnownRover.Place(0, 0));
    static final RoverBooks BOOKS = RoverBooks.free("a", 1);
    /** Idle, a good battery, three metres off, with a fix. */
    static final KnownRover KNOWN = new KnownRover(1, true, 50.0, 0.02, new KnownRover.Place(3, 0), false);

    private Sample() {}

    static Candidate with(RoverBooks books) {
        return new Candidate(books, KNOWN, NEEDS, 42);
    }

    static Candidate with(KnownRover known) {
        return new Candidate(BOOKS, known, NEEDS, 42);
    }

    static Candidate with(KnownRover known, Needs needs) {
        return new Candidate(BOOKS, known, needs, 42);
    }

    static KnownRover mode(Integer mode, boolean fresh) {
        return new KnownRover(mode, fresh, 50.0, 0.02, new KnownRover.Place(3, 0), false);
    }

    static KnownRover volts(Double volts) {
        return new KnownRover(1, true, volts, 0.02, new KnownRover.Place(3, 0), false);
    }

    static KnownRover accuracy(Double metres) {
        return new KnownRover(1, true, 50.0, metres, new KnownRover.Place(3, 0), false);
    }
}
