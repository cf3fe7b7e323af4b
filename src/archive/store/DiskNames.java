package depot.archive.store;

import java.nio.file.Path;

/** The names of files on the disk that clients do not see under these names. Pure. */
public final class DiskNames {
    private DiskNames() {}

    /** Whether it is an upload that is not whole. @param name of a file below the folder of sessions */
    public static boolean isPartial(String name) {
        return KeptFile.isPartial(name);
    }

    /** Where it is noted that a client removed a file; the note is there or not. */
    public static Path removedMark(Path file) {
        return new KeptFile(file.getParent(), file.getFileName().toString()).removedMark();
    }
}
