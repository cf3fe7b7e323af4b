package depot.dispatch.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A task as it is in the database at one moment. Immutable. Times are the database's.
 *
 * @param roverId null while no rover has it
 * @param progress 0 to 100
 * @param waypoint index of the waypoint that was reached last
 * @param waitingFor why it waits, for a person; else null
 * @param silentSince when its rover was last heard of it, once that is too long ago; else null
 * @param stalled that its rover is known not to drive it; else null
 * @param delivery null while nothing was written to a rover
 * @param version grows with every change: of two states of one task, the greater is newer
 */
public record Task(UUID id, UUID missionId, String roverId, TaskStatus status, int progress, int waypoint, int lap, String error,
        Instant createdAt, Instant startedAt, Instant endedAt, String waitingFor, Instant silentSince,
        Stall stalled, TaskDelivery delivery, long version) {
    /** Whether they are the same except for their versions, which are not shown. */
    public boolean looksAs(Task other) {
        return equals(new Task(other.id, other.missionId, other.roverId, other.status, other.progress, other.waypoint, other.lap,
                other.error,
                other.createdAt, other.startedAt, other.endedAt, other.waitingFor, other.silentSince, other.stalled, other.delivery,
                version));
    }
}
