package depot.gps.corrections;

import java.util.List;

/**
 * Whether a rover can work with the corrections that pass. It needs both: measurements with satellites in them, and the position
 * where they were measured. Immutable.
 *
 * @param missing empty when they are usable
 * @param sinceMillis Unix time at which the first that is missing was last there, or of the start; 0 when they are usable
 */
public record Usability(List<Part> missing, long sinceMillis) {
    /** What a rover needs. */
    public enum Part {
        /** A multiple signal message (MSM) with satellites in it. */
        OBSERVATIONS,
        /** A 1005 or 1006 with a position in it. */
        POSITION
    }

    public Usability {
        missing = List.copyOf(missing);
    }

    /** For a person. */
    public String missingNames() {
        return String.join(" and no ", missing.stream().map(part -> switch (part) {
            case OBSERVATIONS -> "observations (MSM)";
            case POSITION -> "base position (1005 or 1006)";
        }).toList());
    }

    public boolean usable() {
        return missing.isEmpty();
    }
}
