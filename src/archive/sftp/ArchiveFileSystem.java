package depot.archive.sftp;

import depot.archive.store.Store;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.file.util.BaseFileSystem;

/**
 * What a client sees: a root with one folder, {@code /sessions}. Paths are only names; {@link Store} has what is behind
 * them. Any thread; it holds nothing that would need closing.
 */
final class ArchiveFileSystem extends BaseFileSystem<ArchivePath> {
    /** The one folder in the root. */
    static final String SESSIONS = "sessions";

    ArchiveFileSystem(Store store) {
        super(new ArchiveProvider(store));
    }

    @Override
    protected ArchivePath create(String root, List<String> names) {
        return new ArchivePath(this, root, names);
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("posix");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("files have no owner here");
    }
}
