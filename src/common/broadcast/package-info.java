/**
 * From publishers to many subscribers: a ring of values with a cursor for each subscriber, and exact counts of what a slow one missed.
 *
 * <p>Imports {@code depot.common}.
 */
package depot.common.broadcast;
