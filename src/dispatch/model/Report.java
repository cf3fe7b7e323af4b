package depot.dispatch.model;

/**
 * What a rover says of a task, as numbers; null where it says nothing.
 *
 * @param progress 0 to 100
 * @param waypoint the index of the waypoint that it reached
 */
public record Report(Integer progress, Integer waypoint, Integer lap) {
    public static final Report NONE = new Report(null, null, null);
}
