/**
 * One publisher side, many subscribers: a ring of values with a cursor for each, exact about what a slow one missed.
 *
 * <p>Imports {@code depot.common}.
 */
package depot.common.broadcast;
