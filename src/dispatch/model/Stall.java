package depot.dispatch.model;

import java.time.Instant;

/** That a task's rover is known not to drive it. Immutable. @param why continues a sentence that begins with the rover's name: “is idle” */
public record Stall(Instant since, String why) {}
