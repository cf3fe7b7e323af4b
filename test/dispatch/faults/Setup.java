package depot.dispatch.faults;

import java.time.Duration;

/**
 * What a scenario is played on.
 *
 * @param processes dispatch processes, on one database
 * @param server its database
 * @param ownLines whether each process has a way of its own to the database, which can be broken for it alone
 * @param rovers how many
 * @param leg least time between two waypoints
 * @param operators how many call all the time
 * @param lostAfter how long a rover that is away keeps its task
 * @param stopEach of this many calls one stops everything, and releases it a moment later; 0 for hardly any
 */
record Setup(int processes, Server server, boolean ownLines, int rovers, Duration leg, Duration lostAfter, int operators, int stopEach) {
    enum Server {
        /** A database of its own on the tests' server. */
        SHARED,
        /** A server of its own, which can be killed. */
        OWN,
        /** A server of its own, whose clock can be set. */
        STEPPED
    }

    /** One process, a dozen rovers that are never away for long enough to lose their tasks. */
    static final Setup ONE = new Setup(1, Server.SHARED, false, 12, Duration.ofMillis(20), Duration.ofSeconds(60), 6, 0);
    static final Setup TWO = new Setup(2, Server.SHARED, false, 12, Duration.ofMillis(20), Duration.ofSeconds(60), 6, 0);

    Setup withServer(Server other) {
        return new Setup(processes, other, ownLines, rovers, leg, lostAfter, operators, stopEach);
    }

    Setup withOwnLines() {
        return new Setup(processes, server, true, rovers, leg, lostAfter, operators, stopEach);
    }

    Setup withRovers(int count, Duration otherLeg) {
        return new Setup(processes, server, ownLines, count, otherLeg, lostAfter, operators, stopEach);
    }

    Setup withOperators(int count) {
        return new Setup(processes, server, ownLines, rovers, leg, lostAfter, count, stopEach);
    }

    Setup losingAfter(Duration time) {
        return new Setup(processes, server, ownLines, rovers, leg, time, operators, stopEach);
    }

    Setup stoppingEach(int calls) {
        return new Setup(processes, server, ownLines, rovers, leg, lostAfter, operators, calls);
    }
}
