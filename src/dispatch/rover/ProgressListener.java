package depot.dispatch.rover;

import depot.dispatch.model.Report;
import java.util.Map;
import java.util.UUID;

/**
 * Gets progress before it is stored, and the outcome of storing it. Called by the threads that read from rovers and by the one that
 * stores; must not block.
 */
public interface ProgressListener {
    ProgressListener NONE = new ProgressListener() {
        @Override
        public void heard(UUID task, String rover, Report report, long number) {}

        @Override
        public void settled(Map<UUID, Long> numbers) {}
    };

    /**
     * A rover has come on with the run of a task that it was sent last.
     *
     * @param number grows with every report that is heard
     */
    void heard(UUID task, String rover, Report report, long number);

    /** Progress was stored or refused: for each task, up to which number. Called after the change was announced. */
    void settled(Map<UUID, Long> numbers);
}
