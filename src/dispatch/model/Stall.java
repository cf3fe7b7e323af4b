package depot.dispatch.model;

import java.time.Instant;

/** That a task's rover is known not to drive it. Immutable. @param why to follow the rover's name: “is idle” */
public record Stall(Instant since, String why) {}
