package depot.archive.sftp;

import depot.archive.store.Listing;
import depot.archive.store.Place;
import depot.archive.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries out SFTP's operations on paths, through the {@link Store}. Any thread. */
final class ArchiveProvider extends FileSystemProvider {
    private final Store store;

    ArchiveProvider(Store store) {
        this.store = store;
    }

    @Override
    public String getScheme() {
        return "depot";
    }

    private static ArchivePath own(Path path) {
        return (ArchivePath) path;
    }

    /** The place, where something may be changed. @throws AccessDeniedException elsewhere */
    private static Place changeable(Path path) throws AccessDeniedException {
        return own(path).place().orElseThrow(() -> new AccessDeniedException(path.toString(), null, "there is nothing but /sessions"));
    }

    private ArchiveAttributes attributes(Path path) throws IOException {
        if (own(path).isTop()) {
            return ArchiveAttributes.ofRoot();
        }
        Optional<Place> place = own(path).place();
        Optional<Store.Seen> seen = place.isPresent() ? store.look(place.get()) : Optional.empty();
        return new ArchiveAttributes(seen.orElseThrow(() -> new NoSuchFileException(path.toString())));
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options,
            FileAttribute<?>... attributes) throws IOException {
        Place place = changeable(path);
        return options.contains(StandardOpenOption.WRITE) ? store.write(place, options) : store.read(place);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        if (own(folder).isTop()) {
            return new ShownFolder(folder, Set.of(ArchiveFileSystem.SESSIONS).iterator(), () -> { });
        }
        Listing names = store.list(changeable(folder));
        return new ShownFolder(folder, names, names);
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        store.makeFolder(changeable(folder));
    }

    @Override
    public void delete(Path path) throws IOException {
        Place place = changeable(path);
        if (attributes(path).isDirectory()) {
            store.removeFolder(place);
        } else {
            store.removeFile(place);
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("files are not copied here");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        store.rename(changeable(source), changeable(target), Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(link.toString(), null, "links are not made here");
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        throw new AccessDeniedException(link.toString(), null, "links are not made here");
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return own(one).toRealPath().equals(own(other).toRealPath());
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        attributes(path);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
        if (!type.isAssignableFrom(PosixFileAttributes.class)) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(attributes(path));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return attributes(path).byName();
    }

    /** Only the time of the last modification is kept; changes of owners and permissions are ignored. */
    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        if (name.endsWith("lastModifiedTime") && value instanceof FileTime time) {
            store.setModified(changeable(path), time);
        }
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return null; // there is none
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("no disk is shown");
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }
}
