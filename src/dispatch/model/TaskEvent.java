package depot.dispatch.model;

import java.time.Instant;

/**
 * One entry of a task's history. Immutable.
 *
 * @param at by the database's clock
 * @param from null for the first
 * @param who {@code rover <id>}, {@code operator}, {@code schedule}, {@code dispatch} or {@code migration}
 */
public record TaskEvent(Instant at, String from, String to, String roverId, String who, String why) {}
