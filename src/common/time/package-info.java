/**
 * Clocks as they come into constructors: the monotonic one to wait by, the wall clock to show.
 *
 * <p>Imports none of ours.
 */
package depot.common.time;
