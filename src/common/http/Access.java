package depot.common.http;

/** Who may call a route. */
public enum Access {
    /** Anybody, always. */
    OPEN,
    /** Who holds {@code ROVER_TOKEN}, or anybody where it is unset. */
    ROVER,
    /** Who holds {@code CONSOLE_TOKEN}, or anybody where it is unset. */
    CONSOLE
}
