package depot.common.http;

/** The token that a route needs. */
public enum Access {
    /** No token is needed. */
    OPEN,
    /** Needs {@code ROVER_TOKEN}; open to all where that is unset. */
    ROVER,
    /** Needs {@code CONSOLE_TOKEN}; open to all where that is unset. */
    CONSOLE
}
