package depot.sim.rover;

import depot.sim.motion.Goal;
import depot.sim.motion.Limits;
import depot.sim.motion.Pose;

/** How far a rover is on a task's route. Begins at waypoint 0, lap 0. Not thread-safe. */
final class RouteRun {
    private final Order order;
    private int next;
    private int lap;

    RouteRun(Order order) {
        this.order = order;
    }

    Order order() {
        return order;
    }

    int lap() {
        return lap;
    }

    /** Where to drive next, coming from there; it slows down as the turn to the waypoint after it is sharp. */
    Goal goal(Pose from, Limits limits) {
        Waypoint to = order.waypoints().get(next);
        if (isLast() && !order.loop() || order.waypoints().size() == 1) {
            return Goal.stop(to.x(), to.y(), to.theta());
        }
        Waypoint after = order.waypoints().get((next + 1) % order.waypoints().size());
        double in = from.directionTo(to.x(), to.y());
        double out = Math.atan2(after.y() - to.y(), after.x() - to.x());
        double straight = Math.max(0, Math.cos(Pose.wrapped(out - in)));
        return new Goal(to.x(), to.y(), to.theta(), limits.speed() * Math.max(0.15, straight));
    }

    private boolean isLast() {
        return next == order.waypoints().size() - 1;
    }

    /** The waypoint that it drove to is reached: what there is to tell. */
    Report.Progress reached() {
        return new Report.Progress(order.taskId(), 100 * next / order.waypoints().size(), next, lap);
    }

    /** Goes on to the next waypoint, after a loop's last to its first. @return false when the route is done */
    boolean advance() {
        if (!isLast()) {
            next++;
            return true;
        }
        next = 0;
        lap++;
        return order.loop();
    }
}
