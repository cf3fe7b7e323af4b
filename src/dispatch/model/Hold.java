package depot.dispatch.model;

import java.time.Instant;

/**
 * Whether everything is stopped: then nothing starts until an operator releases it. Immutable.
 *
 * @param since by the database's clock; null while nothing is held, and while a stop is not stored yet
 * @param stopped what the stop cancelled, as JSON list, as clients see it
 */
public record Hold(boolean held, Instant since, String stopped) {
    /** For a person. */
    public String why() {
        return "everything is stopped" + (since == null ? "" : " since " + since) + ": release it first";
    }
}
