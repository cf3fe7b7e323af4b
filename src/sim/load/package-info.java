/**
 * Load for the benchmarks, and what it measures.
 *
 * <p>Imports {@code depot.sim.client}, {@code depot.sim.motion}, {@code depot.sim.rover}.
 */
package depot.sim.load;
