package depot.recordings;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What the names of a rover's folder and of a session's say of a session that has no metadata.json. Pure. */
public final class SessionFolder {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss", Locale.ROOT);

    private SessionFolder() {}

    /** The session's id, the same each time. */
    public static UUID id(String rover, String folder) {
        return UUID.nameUUIDFromBytes((rover + '/' + folder).getBytes(StandardCharsets.UTF_8)); // no name has a slash
    }

    /** When it began, by the rover's clock; empty for a folder of another name. */
    public static Optional<Instant> startedAt(String folder) {
        try {
            return Optional.of(LocalDateTime.parse(folder, NAME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
