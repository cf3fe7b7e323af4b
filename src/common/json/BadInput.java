package depot.common.json;

/**
 * What a client sent cannot be used. The message is for a person and names what is wrong; HTTP answers it with 400
 * (malformed, missing, mistyped) or 422 (a value that is not allowed), a WebSocket with an error message.
 */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of wrong it is. */
    public enum Kind { MALFORMED, NOT_ALLOWED }

    private final Kind kind;
    private final String field;

    private BadInput(Kind kind, String message, String field) {
        super(message, null, false, false);
        this.kind = kind;
        this.field = field;
    }

    /** No JSON, or a field that is missing or of another type. */
    public static BadInput malformed(String message) {
        return new BadInput(Kind.MALFORMED, message, null);
    }

    /** The form is right and the value is not; {@code field} is its path, such as {@code waypoints[2].x}. */
    public static BadInput notAllowed(String field, String rule) {
        return new BadInput(Kind.NOT_ALLOWED, field + " " + rule, field);
    }

    public Kind kind() {
        return kind;
    }

    /** The field's path, or null when it is about no one field. */
    public String field() {
        return field;
    }
}
