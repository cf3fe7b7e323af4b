package depot.gps.base;

import depot.gnss.Ecef;
import java.util.OptionalDouble;

/**
 * Where the antenna is known to be, from another source than an operator's input. Immutable.
 *
 * @param horizontalMetres one standard deviation; so is the other
 * @param seaLevelMetres the same height above the sea, where that is known: people mistake one for the other
 * @param from for a person, such as {@code the last fix before time mode}
 */
record KnownPlace(Ecef position, double horizontalMetres, double verticalMetres, OptionalDouble seaLevelMetres, String from) {}
