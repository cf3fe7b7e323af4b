package depot.common.http;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * A file's size, time and key, which show that it changed without reading it. Immutable.
 *
 * @param bytes its size
 * @param modified when it was last written, as precisely as the file system records it
 * @param fileKey the file system's own name for it (device and inode), so that a replaced file is another; null where
 *     there is none
 */
public record Stamp(long bytes, FileTime modified, Object fileKey) {
    private static final Duration STANDS_STILL = Duration.ofSeconds(2);
    private static final Duration REWRITING = Duration.ofSeconds(30);

    public static Stamp of(BasicFileAttributes attributes) {
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    /**
     * Whether a change from now on would show. The finest clock of a file system may stand still for some milliseconds, on
     * some for two seconds: a file that was written so short a while ago may be written again, to the same length, and keep
     * its stamp. (A time in the future comes from another clock, or was set: a file that is written now gets the time of now.)
     */
    public boolean isSettled(Instant now) {
        return Duration.between(modified.toInstant(), now).abs().compareTo(STANDS_STILL) > 0;
    }

    /** Whether it may still be being written: then broken content may only be half written. */
    public boolean isFresh(Instant now) {
        return Duration.between(modified.toInstant(), now).abs().compareTo(REWRITING) < 0;
    }
}
