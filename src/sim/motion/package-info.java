/**
 * How a rover moves along a route.
 *
 * <p>Imports none of ours.
 */
package depot.sim.motion;
