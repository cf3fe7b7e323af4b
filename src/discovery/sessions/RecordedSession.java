package depot.discovery.sessions;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.Optional;

/**
 * One session of the list: its place, its rank, and its JSON, which is made once. Immutable; the array is never changed.
 *
 * @param rover the name of the rover's folder
 * @param folder the name of the session's own
 * @param roverId the rover's id in its metadata, which may differ from the folder's name
 * @param file what its metadata calls the recording
 * @param started {@link Instant#MIN} where {@code startedAt} is no RFC 3339 time
 * @param startedAt as it was written
 * @param json null for one that is not listed
 * @param jsonBytes its length, also where it is not listed
 */
record RecordedSession(String rover, String folder, String roverId, String file, Instant started, String startedAt, byte[] json,
        int jsonBytes) {
    /** Of the objects of one, its stamps and its entry in the cache, without names and texts. */
    static final int EACH_BYTES = 600;
    private static final int CHARACTER_BYTES = 2;

    /**
     * The newest first, whatever its time zone. What has no time that can be read comes last, by its text; the rest of
     * the order only makes it the same every time, as pages need it.
     */
    static final Comparator<RecordedSession> NEWEST_FIRST = Comparator.comparing(RecordedSession::started).reversed()
            .thenComparing(RecordedSession::startedAt, Comparator.reverseOrder())
            .thenComparing(RecordedSession::rover)
            .thenComparing(RecordedSession::folder);

    static RecordedSession of(String rover, String folder, SessionMetadata metadata, Optional<KeptRecording.Sizes> sizes) {
        byte[] json = metadata.json(rover, folder, sizes);
        return new RecordedSession(rover, folder, metadata.roverId(), metadata.sessionFile(), instant(metadata.startedAt()),
                metadata.startedAt(), json, json.length);
    }

    /** Whether a name is that of the rover, by its folder or by the metadata. */
    boolean isOf(String name) {
        return rover.equals(name) || roverId.equals(name);
    }

    /** The same with only place and rank. */
    RecordedSession withoutJson() {
        return new RecordedSession(rover, folder, roverId, file, started, startedAt, null, jsonBytes);
    }

    /** The memory that it takes when it is listed. */
    int bytesListed() {
        return rankBytes() + jsonBytes;
    }

    /** The memory that it takes as it is. */
    int bytesHeld() {
        return json == null ? rankBytes() : bytesListed();
    }

    private int rankBytes() {
        int characters = rover.length() + folder.length() + roverId.length() + file.length() + startedAt.length();
        return EACH_BYTES + CHARACTER_BYTES * characters;
    }

    private static Instant instant(String text) {
        // RFC 3339, section 5.6, lets a blank stand for the T
        boolean blank = text.length() > 10 && text.charAt(10) == ' ';
        try {
            return OffsetDateTime.parse(blank ? text.substring(0, 10) + "T" + text.substring(11) : text).toInstant();
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }
}
