/**
 * Load for the benchmarks, and what it measures.
 *
 * <p>Imports {@code depot.gnss.ntrip}, {@code depot.sim.client}, {@code depot.sim.motion}, {@code depot.sim.rover}.
 */
package depot.load;
