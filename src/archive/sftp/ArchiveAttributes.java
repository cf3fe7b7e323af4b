package depot.archive.sftp;

import depot.archive.store.Store;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;

/** The attributes of a file or folder that a client sees; the client owns all of them. Immutable. */
record ArchiveAttributes(Store.Seen seen) implements PosixFileAttributes {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final FileTime BEGINNING = FileTime.fromMillis(0);

    private static final GroupPrincipal OWNER = new GroupPrincipal() {
        @Override
        public String getName() {
            return "depot";
        }

        @Override
        public String toString() { // which is what lists show
            return getName();
        }
    };

    static ArchiveAttributes ofRoot() {
        return new ArchiveAttributes(new Store.Seen(true, 0, BEGINNING, BEGINNING, BEGINNING, false));
    }

    /** As the SFTP server asks for them. */
    Map<String, Object> byName() {
        return Map.ofEntries(
                Map.entry("isRegularFile", isRegularFile()), Map.entry("isDirectory", isDirectory()), Map.entry("isSymbolicLink", false),
                Map.entry("isOther", false), Map.entry("size", size()), Map.entry("permissions", permissions()),
                Map.entry("lastModifiedTime", lastModifiedTime()), Map.entry("lastAccessTime", lastAccessTime()),
                Map.entry("creationTime", creationTime()), Map.entry("owner", OWNER), Map.entry("group", OWNER));
    }

    @Override
    public UserPrincipal owner() {
        return OWNER;
    }

    @Override
    public GroupPrincipal group() {
        return OWNER;
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return seen.folder() ? FOLDER : FILE;
    }

    @Override
    public FileTime lastModifiedTime() {
        return seen.modified();
    }

    @Override
    public FileTime lastAccessTime() {
        return seen.accessed();
    }

    @Override
    public FileTime creationTime() {
        return seen.created();
    }

    @Override
    public boolean isRegularFile() {
        return !seen.folder();
    }

    @Override
    public boolean isDirectory() {
        return seen.folder();
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return seen.bytes();
    }

    @Override
    public Object fileKey() {
        return null;
    }
}
