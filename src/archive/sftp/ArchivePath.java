package depot.archive.sftp;

import depot.archive.store.Place;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.file.util.BasePath;

/** A path of a client's. Immutable. */
final class ArchivePath extends BasePath<ArchivePath, ArchiveFileSystem> {
    ArchivePath(ArchiveFileSystem fileSystem, String root, List<String> names) {
        super(fileSystem, root, names);
    }

    /** There are no links, so it only becomes absolute and loses its dots; above the root is the root. */
    @Override
    public ArchivePath toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    private List<String> realNames() {
        return toRealPath().names.stream().filter(name -> !name.equals("..") && !name.equals(".") && !name.isEmpty()).toList();
    }

    /** Whether it is the root. */
    boolean isTop() {
        return realNames().isEmpty();
    }

    /** The place below the folder of sessions; empty for what is elsewhere, where nothing is. */
    Optional<Place> place() {
        List<String> names = realNames();
        return names.isEmpty() || !names.getFirst().equals(ArchiveFileSystem.SESSIONS) ? Optional.empty()
                : Optional.of(new Place(names.subList(1, names.size())));
    }
}
