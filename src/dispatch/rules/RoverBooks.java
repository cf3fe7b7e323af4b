package depot.dispatch.rules;

import java.util.UUID;

/**
 * What the database holds about a rover.
 *
 * @param settling whether it registered a moment ago, and reports that it kept are still awaited
 * @param idleOrder the smaller, the longer it has had nothing to do
 * @param openTask the assigned or active task that it has; null for none
 * @param unconfirmedCancel a task whose cancel it has not confirmed; null for none
 */
public record RoverBooks(String rover, boolean connected, boolean settling, long idleOrder, boolean outOfService, UUID openTask,
        UUID unconfirmedCancel) {
    /** A connected rover that has nothing to do. */
    public static RoverBooks free(String rover, long idleOrder) {
        return new RoverBooks(rover, true, false, idleOrder, false, null, null);
    }
}
