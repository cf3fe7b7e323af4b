package depot.dispatch.model;

import java.util.UUID;

/**
 * A task that a stop has cancelled. Immutable.
 *
 * @param rover that it was given to; null for none
 * @param confirmed whether that rover confirmed the cancel, or never heard of the task
 */
public record StoppedTask(UUID task, String rover, boolean confirmed) {}
