package depot.dispatch.faults;

import java.time.Duration;

/**
 * What a scenario is played on.
 *
 * @param processes dispatch processes, on one database
 * @param ownServer whether it has a PostgreSQL of its own, which can be killed
 * @param rovers how many
 * @param leg least time between two waypoints
 * @param operators how many call all the time
 * @param lostAfter how long a rover that is away keeps its task
 */
record Setup(int processes, boolean ownServer, int rovers, Duration leg, Duration lostAfter, int operators) {
    /** One process, a dozen rovers that are never away for long enough to lose their tasks. */
    static final Setup ONE = new Setup(1, false, 12, Duration.ofMillis(20), Duration.ofSeconds(60), 6);
    static final Setup TWO = new Setup(2, false, 12, Duration.ofMillis(20), Duration.ofSeconds(60), 6);

    Setup withOwnServer() {
        return new Setup(processes, true, rovers, leg, lostAfter, operators);
    }

    Setup withRovers(int count, Duration otherLeg) {
        return new Setup(processes, ownServer, count, otherLeg, lostAfter, operators);
    }

    Setup withOperators(int count) {
        return new Setup(processes, ownServer, rovers, leg, lostAfter, count);
    }

    Setup losingAfter(Duration time) {
        return new Setup(processes, ownServer, rovers, leg, time, operators);
    }
}
