package depot.dispatch.model;

/** The outcome of an edit of a zone or a mission, or of its deletion. */
public sealed interface EditOutcome<T> {
    /** As it is now, or was when it was deleted. */
    record Done<T>(T edited) implements EditOutcome<T> {}

    /** Somebody else has edited it meanwhile, and it stays as it is. */
    record Conflict<T>(T current) implements EditOutcome<T> {}

    /** There is none, or it was deleted. */
    record Unknown<T>() implements EditOutcome<T> {}
}
