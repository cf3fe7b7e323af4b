package depot.common.json;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** The rule for times that clients send: RFC 3339, within the years 1970 to 9999, to the microsecond. */
public final class Times {
    /** The bounds that every time keeps to; the second is exclusive. */
    public static final Instant EARLIEST = Instant.EPOCH;
    public static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Times() {}

    /** @throws BadInput not allowed, naming {@code field} */
    public static Instant checked(String field, String text) {
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            throw BadInput.notAllowed(field, "must be a time such as 2026-03-01T08:00:00Z");
        }
        if (time.isBefore(EARLIEST) || !time.isBefore(END)) {
            throw BadInput.notAllowed(field, "must be a time within the years 1970 to 9999");
        }
        return time;
    }
}
