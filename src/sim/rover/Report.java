package depot.sim.rover;

/** What a rover reports of its task. */
public sealed interface Report {
    String taskId();

    /**
     * It has reached a waypoint.
     *
     * @param percent of the lap; 0 at the first waypoint, and never 100
     * @param waypoint its index
     */
    record Progress(String taskId, int percent, int waypoint, int lap) implements Report {}

    record Complete(String taskId, int laps) implements Report {}

    record Failed(String taskId, String error) implements Report {}
}
