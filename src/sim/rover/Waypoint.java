package depot.sim.rover;

import java.util.OptionalDouble;

/** A place of a route: metres from the depot's origin, and radians where it says how to look there. */
public record Waypoint(double x, double y, OptionalDouble theta) {}
