/**
 * The demo: zones, missions and the services that they need.
 *
 * <p>Imports {@code depot.common.json}, {@code depot.common.threads}, {@code depot.sim.client}.
 */
package depot.sim.demo;
