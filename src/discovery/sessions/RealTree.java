package depot.discovery.sessions;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.common.http.Stamp;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A folder and what is below it, and nothing else. Links are followed as long as they stay inside: a name is first
 * turned into a real path, without links, which must begin with the root's. A file is then opened along that real path
 * one folder after the other, each by its handle and none through a link. So if something is swapped for a link
 * between the check and the opening, the opening fails, and never leads outside.
 *
 * <p>This does not protect against users who may write in the tree: they can put the bytes themselves there (a copy, a
 * hard link, a mount), move an opened folder away, or swap a file for a pipe between the check and the opening.
 *
 * <p>Immutable; any thread.
 */
final class RealTree {
    private static final int OPEN_ATTEMPTS = 3;

    private final Path root;

    /** A file or folder by its real path; its attributes are never a link's. */
    record Entry(Path path, BasicFileAttributes attributes) {}

    private RealTree(Path root) {
        this.root = root;
    }

    /**
     * The tree below a folder, which may itself be a link; empty when nothing is there.
     *
     * @throws NotDirectoryException when it is something else
     */
    static Optional<RealTree> at(Path folder) throws IOException {
        try {
            Path real = folder.toRealPath();
            if (!Files.isDirectory(real, NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(folder.toString());
            }
            return Optional.of(new RealTree(real));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    Path root() {
        return root;
    }

    /**
     * What is in a folder of this tree under a name, which may come from anywhere; empty when nothing is, or when the
     * name is not that of one entry.
     *
     * @param folder a real path
     * @throws FileSystemException when a link leads out of the tree
     */
    Optional<Entry> entry(Path folder, String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")
                || name.indexOf('/') >= 0 || name.indexOf(File.separatorChar) >= 0 || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return entry(folder.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty(); // this system cannot write the name
        }
    }

    /** As {@link #entry(Path, String)}, for a path whose parent is a real folder of this tree. */
    Optional<Entry> entry(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = attributes(path);
            if (!attributes.isSymbolicLink()) {
                return Optional.of(new Entry(path, attributes));
            }
            Path real = path.toRealPath();
            if (!real.startsWith(root)) {
                throw new FileSystemException(path.toString(), null, "a link that leads out of the folder of sessions");
            }
            return Optional.of(new Entry(real, attributes(real)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether an entry's name as text, which is what clients get and send, leads back to it. */
    static boolean hasUsableName(Path entry) {
        try {
            return entry.resolveSibling(entry.getFileName().toString()).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    }

    /**
     * Opens a regular file for reading; the caller closes it.
     *
     * @param file a real path of this tree
     */
    OpenedFile open(Path file) throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return open(secure, root.relativize(file).iterator());
            }
            throw new FileSystemException(root.toString(), null, "this system cannot open files by their folder's handle");
        }
    }

    /**
     * Whether a folder has an entry of that name, asked by the folder's handle: one that is swapped meanwhile makes this fail.
     *
     * @param folder a real path of this tree
     */
    boolean holds(Path folder, String name) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            return stream instanceof SecureDirectoryStream<Path> secure
                    && holds(secure, root.relativize(folder.resolve(name)).iterator());
        }
    }

    private static boolean holds(SecureDirectoryStream<Path> folder, Iterator<Path> names) throws IOException {
        Path name = names.next();
        if (names.hasNext()) {
            try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                return holds(inner, names);
            }
        }
        try {
            folder.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS).readAttributes();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static OpenedFile open(SecureDirectoryStream<Path> folder, Iterator<Path> names) throws IOException {
        Path name = names.next();
        if (!names.hasNext()) {
            return openFile(folder, name);
        }
        try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, NOFOLLOW_LINKS)) {
            return open(inner, names);
        }
    }

    /**
     * Java cannot ask an open handle whose it is. It is the named file's where that was the same before and after, and
     * the handle's size between the two sizes: a file may grow.
     */
    private static OpenedFile openFile(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        BasicFileAttributeView view = folder.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS);
        for (int attempt = 1; attempt <= OPEN_ATTEMPTS; attempt++) {
            BasicFileAttributes before = view.readAttributes();
            if (!before.isRegularFile()) {
                throw new FileSystemException(name.toString(), null, "not a regular file"); // opening a pipe would wait for ever
            }
            FileChannel channel = (FileChannel) folder.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
            boolean same = false;
            try {
                long size = channel.size();
                BasicFileAttributes after = view.readAttributes();
                same = Objects.equals(before.fileKey(), after.fileKey()) && before.size() <= size && size <= after.size();
                if (same) {
                    return new OpenedFile(channel, new Stamp(size, after.lastModifiedTime(), after.fileKey()));
                }
            } finally {
                if (!same) {
                    channel.close();
                }
            }
        }
        throw new FileSystemException(name.toString(), null, "it changes faster than it can be opened");
    }
}
