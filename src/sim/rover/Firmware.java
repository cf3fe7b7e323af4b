package depot.sim.rover;

import depot.sim.motion.Goal;
import depot.sim.motion.Limits;
import depot.sim.motion.Motion;
import depot.sim.motion.Pose;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What a rover's own computer does, as those in the field do it: takes tasks and cancels, drives, reports, looks after its
 * battery. Time comes in steps, and nothing else moves it: the same steps and calls give the same drive. Not thread-safe.
 */
public final class Firmware {
    /** Below this it goes to its charger when it has nothing to do. */
    private static final double LOW = 0.35;
    /** Below this it gives up a task. */
    private static final double EMPTY = 0.1;
    private static final int MOTORS = 4;
    private static final int MOST_REPORTS_A_STEP = 5; // a hundred a second, when waypoints lie that close

    private final Pose charger;
    private final Limits limits;
    private final Consumer<Report> reports;
    private Motion motion;
    private Battery battery;
    private Mode mode = Mode.IDLE;
    private RouteRun run; // null without a task
    private Goal goal; // null when it drives nowhere
    private boolean failing;
    private List<Motor> motors = Collections.nCopies(MOTORS, Motor.COLD);
    private boolean halted; // stands on its brakes
    private boolean handled; // an operator in the yard drives it home by hand
    private boolean watched;
    private double forward; // the newest twist
    private double turn;

    /**
     * @param start where it stands at first
     * @param reports gets the reports on the task, from within {@link #advance} and {@link #failTask}
     */
    public Firmware(Pose start, Pose charger, Battery battery, Limits limits, Consumer<Report> reports) {
        this.charger = charger;
        this.battery = battery;
        this.limits = limits;
        this.reports = reports;
        motion = Motion.standing(start);
    }

    /** Any task, the same once more included, takes the place of what runs and begins at its first waypoint. */
    public void take(Order order) {
        run = new RouteRun(order);
        if (handled) {
            handled = false; // the operator who drove it has let go
            mode = Mode.IDLE;
        }
        failing = false;
        goal = null;
        if (mode == Mode.IDLE || mode == Mode.DISABLED) {
            mode = Mode.AUTONOMOUS;
        }
        // else it is kept, and begun when the operator gives the rover free
    }

    /** Drops the task, if it is this one. */
    public void cancel(String taskId) {
        if (run != null && run.order().taskId().equals(taskId)) {
            rest();
        }
    }

    /** From now on it is autonomous only as long as its watchdog is fed; an operator drives it home by hand. */
    public void watched() {
        watched = true;
    }

    /** Its e-stop was pressed: it stops, whatever it was doing. One that is disabled or at fault stays so. */
    public void emergencyStop() {
        if (mode == Mode.IDLE || mode == Mode.TELEOP || mode == Mode.AUTONOMOUS) {
            stand(Mode.EMERGENCY_STOP);
        }
    }

    /** Its watchdog ran out: it stops and is idle; it does not go on with its task, and sends no report on that. */
    public void unfed() {
        if (isDriving()) {
            stand(Mode.IDLE);
        }
    }

    private void stand(Mode newMode) {
        mode = newMode;
        goal = null;
        halted = true;
        handled = false;
        forward = 0;
        turn = 0;
    }

    /** Whether it drives by itself or by an operator's twist, so that its watchdog must be fed. */
    public boolean isDriving() {
        return mode == Mode.TELEOP && !handled || mode == Mode.AUTONOMOUS;
    }

    /** An operator's twist: metres and radians a second. It takes over from idle, and holds until another comes. */
    public void twist(double newForward, double newTurn) {
        forward = newForward;
        turn = newTurn;
        if (mode == Mode.IDLE || mode == Mode.DISABLED || handled) {
            handled = false;
            goal = null;
            mode = Mode.TELEOP;
        }
    }

    /** An operator's choice; one that is not possible from the present mode is ignored. */
    public void setMode(Mode wanted) {
        boolean ready = mode == Mode.IDLE || mode == Mode.TELEOP || mode == Mode.AUTONOMOUS;
        switch (wanted) {
            case DISABLED -> {
                if (ready) {
                    stand(Mode.DISABLED);
                }
            }
            case IDLE -> mode = mode == Mode.DISABLED ? Mode.IDLE : mode;
            case TELEOP, AUTONOMOUS -> {
                if (ready) {
                    mode = wanted;
                    goal = null;
                    handled = false;
                }
            }
            case EMERGENCY_STOP -> emergencyStop();
            case FAULT -> { } // cannot be chosen
        }
    }

    /** The e-stop was released over its own link: it is idle, and its task waits. */
    public void releaseToIdle() {
        if (mode == Mode.EMERGENCY_STOP) {
            mode = Mode.IDLE;
        }
    }

    /** A person in the yard releases the e-stop: it goes on with its task. */
    public void release() {
        if (mode == Mode.EMERGENCY_STOP) {
            mode = run == null ? Mode.IDLE : Mode.AUTONOMOUS;
        }
    }

    /** Its controller gives up the task: it stands until a cancel or another task comes. */
    public void failTask(String why) {
        if (drivesTask()) {
            failing = true;
            goal = null;
            reports.accept(new Report.Failed(run.order().taskId(), why));
        }
    }

    /** So many seconds pass. */
    public void advance(double seconds) {
        if (goal == null && mode != Mode.EMERGENCY_STOP) {
            findGoal();
        }
        move(seconds);
        battery = charging() ? battery.charged(seconds) : battery.drained(Math.abs(motion.speed()), seconds);
        double amperes = battery.motorAmperes() / MOTORS;
        motors = motors.stream().map(motor -> motor.after(amperes, seconds)).toList();
        for (int arrivals = 0; goal != null && motion.reached(goal) && arrivals < MOST_REPORTS_A_STEP; arrivals++) {
            arrived();
        }
        if (battery.charge() < EMPTY) {
            failTask(String.format(Locale.ROOT, "battery at %.1f V: too low to go on", battery.volts()));
        }
    }

    private void move(double seconds) {
        if (goal != null) {
            halted = false;
            motion = motion.towards(goal, limits, seconds);
        } else if (mode == Mode.TELEOP) {
            halted = false;
            motion = motion.driving(forward, turn, limits, seconds);
        } else {
            motion = halted ? motion.halting(limits, seconds) : motion.braking(limits, seconds);
        }
    }

    private void findGoal() {
        if (drivesTask()) {
            goal = run.goal(motion.pose(), limits);
        } else if (run == null && battery.charge() < LOW && !atCharger() && (mode == Mode.IDLE || mode == Mode.AUTONOMOUS)) {
            mode = watched ? Mode.TELEOP : Mode.AUTONOMOUS;
            handled = watched;
            goal = Goal.stop(charger.x(), charger.y(), OptionalDouble.of(charger.theta()));
        }
    }

    private void arrived() {
        if (run == null) {
            rest();
            return;
        }
        reports.accept(run.reached());
        if (run.advance()) {
            goal = run.goal(motion.pose(), limits);
        } else {
            Report complete = new Report.Complete(run.order().taskId(), run.lap());
            rest();
            reports.accept(complete);
        }
    }

    private void rest() {
        run = null;
        goal = null;
        failing = false;
        if (mode == Mode.AUTONOMOUS || handled) {
            handled = false;
            mode = Mode.IDLE;
        }
    }

    private boolean drivesTask() {
        return run != null && !failing && mode == Mode.AUTONOMOUS;
    }

    private boolean atCharger() {
        return motion.pose().distanceTo(charger.x(), charger.y()) <= Goal.NEAR;
    }

    private boolean charging() {
        return mode == Mode.IDLE && motion.stands() && atCharger();
    }

    public Mode mode() {
        return mode;
    }

    /** How it moves. */
    public Motion motion() {
        return motion;
    }

    /** Where it truly is. */
    public Pose pose() {
        return motion.pose();
    }

    public Battery battery() {
        return battery;
    }

    /** Front left and right, rear left and right. */
    public List<Motor> motors() {
        return motors;
    }

    /** In metres a second. */
    public double speed() {
        return motion.speed();
    }

    /** In radians a second, counterclockwise. */
    public double turnRate() {
        return motion.turnRate();
    }

    /** Whether it is under way on a task. */
    public boolean onTask() {
        return drivesTask();
    }

    public boolean stopped() {
        return mode == Mode.EMERGENCY_STOP;
    }
}
