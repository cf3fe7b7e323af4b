package depot.sim.rover;

import java.util.List;

/** A task as it comes from dispatch. Immutable. @param waypoints at least one */
public record Order(String taskId, List<Waypoint> waypoints, boolean loop) {
    public Order {
        waypoints = List.copyOf(waypoints);
        if (waypoints.isEmpty()) {
            throw new IllegalArgumentException("a task without waypoints");
        }
    }
}
