/**
 * The demo: zones, missions and the services that they need.
 *
 * <p>Imports {@code depot.common.json}, {@code depot.common.threads}, {@code depot.sim.client}, {@code depot.sim.recording}.
 */
package depot.sim.demo;
