package depot.discovery.registry;

import java.util.OptionalLong;

/**
 * What is to be done to a rover's row. Compared as itself: two that say the same are two. What is not final is guarded by the
 * {@link RegistryWriter}'s lock, but for {@link #replaces}, which another thread reads.
 */
final class Change {
    /** No other discovery's registration of the same rover can be newer than one of just now. */
    private static final long NEW_MILLIS = 2_000;

    final String id;
    final Registered rover; // null: it is to be forgotten
    private final long sinceNanos;
    private final boolean timed; // it came then; else before then, when is not known
    Change over; // what waited before a rover was to be forgotten, which may be null
    boolean done;
    /** The row as it was last read before: it is replaced where it is no newer. Empty where there was none, or that is not known. */
    volatile OptionalLong replaces;

    private Change(String id, Registered rover, long sinceNanos, boolean timed, OptionalLong replaces) {
        this.id = id;
        this.rover = rover;
        this.sinceNanos = sinceNanos;
        this.timed = timed;
        this.replaces = replaces;
    }

    /** A rover registers now. */
    static Change registered(Registered rover, OptionalLong replaces, long nowNanos) {
        return new Change(rover.id(), rover, nowNanos, true, replaces);
    }

    /** A rover registered at a time that is not known. */
    static Change registeredBefore(Registered rover, OptionalLong replaces, long nowNanos) {
        return new Change(rover.id(), rover, nowNanos, false, replaces);
    }

    /** A rover is to be forgotten. */
    static Change forgotten(String id) {
        return new Change(id, null, 0, false, OptionalLong.empty());
    }

    /** The registration that still waits if this is given up; null for none. */
    Change registrationBefore() {
        Change before = over;
        while (before != null && before.rover == null && !before.done) {
            before = before.over; // forgetting that was given up, too, or will be
        }
        return before == null || before.done ? null : before;
    }

    /** As the table takes it. */
    RegistryTable.Wanted wanted(long nowNanos) {
        long ageMillis = (nowNanos - sinceNanos) / 1_000_000;
        return new RegistryTable.Wanted(rover, ageMillis, timed,
                timed && ageMillis < NEW_MILLIS ? RegistryTable.ANY : replaces.orElse(RegistryTable.NONE));
    }
}
