package depot.dispatch.rover;

import depot.dispatch.model.Task;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tasks that are known to be open, whether the database is there or not. Thread-safe. */
public interface OpenTasks {
    /** Oldest first. */
    List<Task> openTasks();

    /** Rovers that are connected, to any process, and have no task. */
    List<String> idleRovers();

    /** Rovers that are connected, to any process. */
    List<String> rovers();

    /** The task that a rover has; empty for none. */
    Optional<UUID> taskOf(String rover);
}
