/**
 * What all services are built on. Knows none of them.
 *
 * <p>Imports none of ours.
 */
package depot.common;
