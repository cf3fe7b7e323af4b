package depot.dispatch.faults;

import java.time.Duration;

/**
 * A fake rover's way along one task's waypoints, from the task message to its end. Chance is drawn once, when it begins:
 * it arrives, its controller fails, or the rover falls idle on the way. On the rover's loop only.
 */
final class Drive {
    /** A failed controller says so a hundred times a second. */
    private static final Duration FAILURE_EVERY = Duration.ofMillis(10);

    private enum State { STORED, DRIVING, IDLE, FAILED }

    private final FakeRover rover;
    private final String task;
    private final int waypoints;
    private final boolean loop;
    private final int run;
    private State state = State.STORED;
    private int next;
    private int lap;
    private int failsAt = -1;
    private int idleAt = -1;
    private boolean overtakes;

    /** @param run which of the rover's task messages it is, from 1 */
    Drive(FakeRover rover, String task, int waypoints, boolean loop, int run) {
        this.rover = rover;
        this.task = task;
        this.waypoints = waypoints;
        this.loop = loop;
        this.run = run;
        Habits habits = rover.habits();
        double chance = rover.random().nextDouble();
        int place = rover.random().nextInt(Math.max(1, waypoints));
        if (chance < habits.failing()) {
            failsAt = place;
        } else if (chance < habits.failing() + habits.silent()) {
            idleAt = place;
        }
        overtakes = rover.random().nextDouble() < habits.overtaking();
    }

    String task() {
        return task;
    }

    /** Whether it is not over for the rover: a failed controller has nothing left to do but to say so. */
    boolean works() {
        return state != State.FAILED;
    }

    /** Sets off, if it has not yet. */
    void begin() {
        if (state == State.STORED) {
            state = State.DRIVING;
            drive();
        }
    }

    void fallIdle() {
        if (state == State.DRIVING) {
            state = State.IDLE;
        }
    }

    private void drive() {
        long shortest = rover.habits().leg().toNanos();
        after(rover.random().nextLong(shortest, 3 * shortest), this::arrive);
    }

    private void after(long nanos, Runnable step) {
        rover.loop().after(nanos, () -> {
            if (rover.isOn(this)) {
                step.run();
            }
        });
    }

    private void arrive() {
        if (state != State.DRIVING) {
            return;
        }
        if (next == failsAt) {
            state = State.FAILED;
            rover.finished(true);
            fail();
        } else if (next == idleAt) {
            state = State.IDLE;
        } else if (next == waypoints - 1 && !loop) {
            complete();
        } else {
            progress();
            next++;
            if (next >= waypoints) {
                next = 0;
                lap++;
            }
            drive();
        }
    }

    /** From 0, and never 100. */
    private void progress() {
        rover.report(task, run, Event.Report.PROGRESS, Messages.progress(task, 100 * next / waypoints, next, lap));
    }

    private void complete() {
        if (!overtakes) {
            progress();
        }
        rover.finished(false);
        rover.report(task, run, Event.Report.COMPLETE, Messages.complete(task, 1));
        if (overtakes) {
            progress();
        }
    }

    private void fail() {
        rover.report(task, run, Event.Report.FAILED, Messages.failed(task, "the controller failed at waypoint " + next));
        after(FAILURE_EVERY.toNanos(), this::fail);
    }
}
