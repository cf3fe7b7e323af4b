package depot.gps.base;

import depot.gnss.Ecef;
import java.util.Optional;

/**
 * A position that an operator chose to keep: a survey's, or one that was calculated elsewhere.
 *
 * @param accuracyMetres from the survey, or from the operator who gave the position
 * @param keptAtMillis Unix time
 * @param frame that its coordinates are in, such as {@code ITRF2020 at 2026.9}; empty when it was not given
 * @param source where it came from, such as the name of a service; empty for the receiver's own survey
 */
public record KeptPosition(Ecef position, double accuracyMetres, long keptAtMillis, Optional<String> frame, Optional<String> source) {
    public KeptPosition(Ecef position, double accuracyMetres, long keptAtMillis) {
        this(position, accuracyMetres, keptAtMillis, Optional.empty(), Optional.empty());
    }
}
