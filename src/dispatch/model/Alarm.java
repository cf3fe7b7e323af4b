package depot.dispatch.model;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that an operator has to see. It is open until an operator acknowledged it or its cause was seen to be gone. Immutable. Times
 * are the database's.
 *
 * @param roverId null for one that is about no rover
 * @param taskId null for one that is about no task
 * @param text what it is, for a person
 * @param endedAt when its cause was seen to be gone; else null
 * @param acknowledgedBy null while it is not acknowledged
 */
public record Alarm(UUID id, AlarmKind kind, String roverId, UUID taskId, String text, Instant since, Instant endedAt,
        Instant acknowledgedAt,
        String acknowledgedBy) {}
