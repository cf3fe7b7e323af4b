/**
 * What all services stand on. Knows none of them.
 *
 * <p>Imports none of ours.
 */
package depot.common;
