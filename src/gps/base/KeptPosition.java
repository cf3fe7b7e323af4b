package depot.gps.base;

import depot.gnss.Ecef;

/**
 * The position that a survey found and somebody chose to keep.
 *
 * @param accuracyMetres as the survey told it
 * @param keptAtMillis Unix time
 */
public record KeptPosition(Ecef position, double accuracyMetres, long keptAtMillis) {}
