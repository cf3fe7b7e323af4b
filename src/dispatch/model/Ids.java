package depot.dispatch.model;

import depot.common.http.Refused;
import depot.common.json.BadInput;
import java.util.Optional;
import java.util.UUID;

/** Identifiers as clients write them. */
public final class Ids {
    private static final int LENGTH = 36;

    private Ids() {}

    /** A UUID in its usual form (RFC 9562, section 4); empty for anything else, the short forms that Java takes among it. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The id in a path.
     *
     * @throws Refused 404: what is no id is the id of nothing
     */
    public static UUID path(String text, String what) {
        return parse(text).orElseThrow(() -> unknown(what));
    }

    /** {@code what} begins with a capital: Zone, Mission, Task. */
    public static Refused unknown(String what) {
        return Refused.notFound(what + " not found");
    }

    /** @throws BadInput not allowed, naming the field */
    public static UUID field(String field, String text) {
        return parse(text).orElseThrow(() -> BadInput.notAllowed(field, "must be a UUID"));
    }
}
