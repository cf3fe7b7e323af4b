package depot.dispatch.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/** Identifiers as clients write them. */
public final class Ids {
    private static final int LENGTH = 36;
    /** PostgreSQL's order of them, which is not Java's: in it rows are locked. */
    public static final Comparator<UUID> IN_ORDER = Comparator.<UUID>comparingLong(id -> id.getMostSignificantBits() ^ Long.MIN_VALUE)
            .thenComparingLong(id -> id.getLeastSignificantBits() ^ Long.MIN_VALUE);

    private Ids() {}

    /** A UUID in its usual form (RFC 9562, section 4); empty for anything else, the short forms that Java takes among it. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            // Java takes hyphens elsewhere, too
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
