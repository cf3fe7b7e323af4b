package depot.gps.base;

import depot.gnss.ubx.ConfigKey;
import java.util.List;
import java.util.stream.Collectors;

/** How the receiver stands to the plan. */
public sealed interface SetupResult {
    /** There is no plan: the receiver is left as it is. */
    record LeftAlone() implements SetupResult {}

    /** Nobody is there to be set up. */
    record Waiting() implements SetupResult {}

    /** It is under way. */
    record Running() implements SetupResult {}

    /** Every value was read back as planned. */
    record Done(int itemsSent) implements SetupResult {}

    /** The receiver has not taken these; the rest is set. */
    record Refused(List<ConfigKey> keys) implements SetupResult {}

    /** It is not known what is set; it is tried again. */
    record Failed(String why) implements SetupResult {}

    /** For {@code GET /base}. */
    default String state() {
        return switch (this) {
            case LeftAlone _ -> "left-alone";
            case Waiting _ -> "waiting";
            case Running _ -> "running";
            case Done _ -> "set";
            case Refused _ -> "refused";
            case Failed _ -> "failed";
        };
    }

    /** What is wrong, for a person; empty when nothing is. */
    default String problem() {
        return switch (this) {
            case Refused refused -> "the receiver refused " + refused.keys.stream().map(ConfigKey::toString).collect(Collectors.joining(", "));
            case Failed failed -> "the receiver cannot be set up as a base: " + failed.why;
            default -> "";
        };
    }
}
