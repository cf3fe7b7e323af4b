/**
 * Recordings of simulated rovers, in the form of the field's: a writer, and the made-up yard that they see.
 *
 * <p>Imports none of ours.
 */
package depot.sim.recording;
