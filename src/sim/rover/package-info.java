/**
 * One simulated rover: firmware, battery, telemetry.
 *
 * <p>Imports {@code depot.sim.motion}.
 */
package depot.sim.rover;
