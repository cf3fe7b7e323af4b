package depot.dispatch.model;

import java.util.Locale;

/** How far a task has come on its way to its rover. */
public enum TaskDelivery {
    /** Written to the rover's link; not confirmed yet. */
    SENT,
    /** The rover confirmed that it read it, or reported on it. */
    DELIVERED,
    /** It may or may not have reached its rover, or how it ended may be lost. The rover's next report settles it, or the operator. */
    UNKNOWN;

    /** Its word in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
