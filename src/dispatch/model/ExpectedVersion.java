package depot.dispatch.model;

import java.util.Set;

/**
 * Which versions of a row an edit is meant for. Immutable.
 *
 * @param any whatever the version is
 * @param versions otherwise the version must be one of these; if it is none of them, nothing is edited
 */
public record ExpectedVersion(boolean any, Set<Long> versions) {
    public static final ExpectedVersion ANY = new ExpectedVersion(true, Set.of());

    /** Those alone. */
    public static ExpectedVersion of(Set<Long> versions) {
        return new ExpectedVersion(false, Set.copyOf(versions));
    }

    public boolean accepts(long version) {
        return any || versions.contains(version);
    }
}
