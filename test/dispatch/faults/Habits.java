package depot.dispatch.faults;

import java.time.Duration;

/**
 * How a fake rover behaves where the contract leaves it open.
 *
 * @param acks whether it speaks the new protocol: says its task when it registers, and keeps outcomes until they are acknowledged
 * @param pause from a drop to the next attempt; 5 s in the field
 * @param leg least time between two waypoints; the longest is three times that
 * @param failing part of the tasks whose controller fails
 * @param silent part of the tasks during which it falls idle, and says nothing more
 * @param overtaking part of the completions that come before the last progress
 * @param hands what its operator's switch says at the start
 */
record Habits(boolean acks, Duration pause, Duration leg, double failing, double silent, double overtaking, Hands hands) {
    /** Whether tasks are run. */
    enum Hands {
        /** Disabled, idle or autonomous: a task starts. */
        OFF,
        /** Teleop, e-stop or fault: a task is stored, and starts when the rover is let go. */
        ON
    }

    /** As in the field. */
    static final Habits FIELD = new Habits(false, Duration.ofSeconds(5), Duration.ofSeconds(2), 0, 0, 0, Hands.OFF);

    /** Without chance, and quick. */
    static Habits quick(boolean acks) {
        return new Habits(acks, Duration.ofMillis(100), Duration.ofMillis(20), 0, 0, 0, Hands.OFF);
    }

    Habits legs(Duration leg) {
        return new Habits(acks, pause, leg, failing, silent, overtaking, hands);
    }

    Habits chances(double failing, double silent, double overtaking) {
        return new Habits(acks, pause, leg, failing, silent, overtaking, hands);
    }

    Habits pause(Duration pause) {
        return new Habits(acks, pause, leg, failing, silent, overtaking, hands);
    }

    Habits hands(Hands hands) {
        return new Habits(acks, pause, leg, failing, silent, overtaking, hands);
    }
}
