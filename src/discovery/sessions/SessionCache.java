package depot.discovery.sessions;

import depot.common.http.Stamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What was read of each session and when, so that one that did not change is not read again. Holds at most
 * {@code max}, and so many bytes; what does not fit is read every time. Not thread-safe.
 */
final class SessionCache {
    private final int max;
    private final long maxBytes;
    private long bytes;
    private final Map<Place, Known> known = new HashMap<>();

    /** Where a session is: the names of its rover's folder and of its own. */
    record Place(String rover, String folder) {}

    /**
     * What a session's folder was found to hold.
     *
     * @param stamp of its metadata.json; null where there is none
     * @param recording the recording's; null where there is none
     * @param summary that of what archive found in it; null where there is none, or metadata.json says more
     * @param session null when nothing can be listed
     * @param broken whether there is a metadata.json that cannot be used
     * @param settled whether the stamps would show a change from now on
     */
    record Finding(Stamp stamp, Stamp recording, Stamp summary, RecordedSession session, boolean broken, boolean settled) {
        Optional<RecordedSession> usable() {
            return Optional.ofNullable(session);
        }

        private Finding withoutJson() {
            return new Finding(stamp, recording, summary, session.withoutJson(), broken, settled);
        }

        private int bytes() {
            return session == null ? RecordedSession.EACH_BYTES : session.bytesHeld();
        }
    }

    private static final class Known {
        Finding finding;
        long seenInScan;
    }

    SessionCache(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** What is known of a place, or null. @param scan the number of the scan that came by */
    Finding seen(Place place, long scan) {
        Known entry = known.get(place);
        if (entry == null) {
            return null;
        }
        entry.seenInScan = scan;
        return entry.finding;
    }

    /** Keeps a finding; false when there is no room for it. */
    boolean keep(Place place, Finding finding, long scan) {
        forget(place);
        if (known.size() >= max || bytes + finding.bytes() > maxBytes) {
            return false;
        }
        Known entry = new Known();
        entry.finding = finding;
        entry.seenInScan = scan;
        known.put(place, entry);
        bytes += finding.bytes();
        return true;
    }

    /** Whether it keeps this very session, with all that is listed of it. */
    boolean holds(RecordedSession session) {
        Known entry = known.get(new Place(session.rover(), session.folder()));
        return entry != null && entry.finding.session() == session;
    }

    void forget(Place place) {
        Known entry = known.remove(place);
        if (entry != null) {
            bytes -= entry.finding.bytes();
        }
    }

    /** Keeps only the rank of a session that is not listed, as others are newer: its JSON is most of it. */
    void keepRank(Place place) {
        Known entry = known.get(place);
        if (entry != null && entry.finding.session() != null) {
            bytes -= entry.finding.bytes();
            entry.finding = entry.finding.withoutJson();
            bytes += entry.finding.bytes();
        }
    }

    /**
     * Drops what a scan did not see where it looked. @param looked whether it looked through a rover's folder to its end, or the folder is
     * gone
     */
    void forgetUnseen(long scan, Predicate<String> looked) {
        known.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().seenInScan != scan && looked.test(entry.getKey().rover());
            if (gone) {
                bytes -= entry.getValue().finding.bytes();
            }
            return gone;
        });
    }
}
