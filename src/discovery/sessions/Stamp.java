package depot.discovery.sessions;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * By what a change of a file shows without reading it. Immutable.
 *
 * @param bytes its size
 * @param modified when it was last written, as finely as the file system tells
 * @param fileKey the file system's own name for it (device and inode), so that a replaced file is another; null where
 *     there is none
 */
record Stamp(long bytes, FileTime modified, Object fileKey) {
    static Stamp of(BasicFileAttributes attributes) {
        return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
