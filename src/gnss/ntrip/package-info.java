/**
 * Requests, answers and source tables of NTRIP 1 and 2.
 *
 * <p>Imports none of ours.
 */
package depot.gnss.ntrip;
