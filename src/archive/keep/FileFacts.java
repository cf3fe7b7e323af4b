package depot.archive.keep;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * What the file system says about a file or folder. Immutable.
 *
 * @param modified as its client set it, by the rover's clock
 * @param changed when anything of it, its name included, last changed here, by this machine's clock
 * @param key the file system's own name for it
 */
record FileFacts(boolean folder, long bytes, FileTime modified, FileTime changed, Object key) {
    /** Empty where nothing is there, or a link, or anything that is neither a file nor a folder. */
    static Optional<FileFacts> of(Path path) throws IOException {
        try {
            Map<String, Object> at = Files.readAttributes(path, "unix:isRegularFile,isDirectory,size,lastModifiedTime,ctime,fileKey",
                    NOFOLLOW_LINKS);
            boolean folder = (boolean) at.get("isDirectory");
            return folder || (boolean) at.get("isRegularFile")
                    ? Optional.of(new FileFacts(folder, (long) at.get("size"), (FileTime) at.get("lastModifiedTime"),
                            (FileTime) at.get("ctime"), at.get("fileKey")))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
