/**
 * The decisions: whether a mission may start, what is sent next, what a report means. Pure, with sealed outcomes.
 *
 * <p>Imports {@code depot.dispatch.model}.
 */
package depot.dispatch.rules;
