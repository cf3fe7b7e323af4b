package depot.gps.base;

import depot.gnss.ubx.ConfigKey;
import java.util.Collection;
import java.util.List;

/** The state of setting the receiver up by the plan. */
public sealed interface SetupResult {
    /** There is no plan: the receiver is left as it is. */
    record LeftAlone() implements SetupResult {}

    /** Nobody is there to be set up. */
    record Waiting() implements SetupResult {}

    /** It is under way. */
    record Running() implements SetupResult {}

    /**
     * Every value that this receiver can have was read back as planned.
     *
     * @param notes usual settings that it does not have, each for a person
     */
    record Done(int itemsSent, List<String> notes) implements SetupResult {
        Done(int itemsSent) {
            this(itemsSent, List.of());
        }
    }

    /**
     * The receiver has not taken these, by the names that its maker gives them; the rest is set.
     *
     * @param why more than their names, where that is known; empty otherwise
     */
    record Refused(List<String> names, String why) implements SetupResult {
        static Refused of(Collection<ConfigKey> keys) {
            return new Refused(keys.stream().map(ConfigKey::toString).toList(), "");
        }
    }

    /** The settings are not known; it is tried again. */
    record Failed(String why) implements SetupResult {}

    /** What is worth knowing though nothing is wrong. */
    default List<String> notes() {
        return this instanceof Done done ? done.notes : List.of();
    }

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
            case Refused refused -> "the receiver refused " + String.join(", ", refused.names)
                    + (refused.why.isEmpty() ? "" : ": " + refused.why);
            case Failed failed -> "the receiver cannot be set up as a base: " + failed.why;
            default -> "";
        };
    }
}
