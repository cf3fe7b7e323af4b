package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.recordings.KeptNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The names in a folder that a client sees, as the disk gives them: in no order, and read as they are asked for, so that a folder of any
 * size takes no memory while its client does not read. One thread; the caller closes it.
 *
 * <p>An upload under way to a hidden partial is not among them, though a client that asks for its name learns how much came
 * so far: such a client resumes there, while one that lists looks for whole files.
 */
public final class Listing implements Iterator<String>, Closeable {
    private final Path folder;
    private final boolean anyRemoved;
    private final DirectoryStream<Path> entries;
    private final Iterator<Path> iterator;
    /** Shown recordings that are there twice, as they came and small: few, as the first goes when the second is there. */
    private final Set<String> twice = new HashSet<>();
    private String next; // null when it is not looked for yet, or there is none

    private Listing(Path folder, boolean anyRemoved) throws IOException {
        this.folder = folder;
        this.anyRemoved = anyRemoved;
        entries = Files.newDirectoryStream(folder);
        iterator = entries.iterator();
    }

    static Listing of(Path folder) throws IOException {
        return new Listing(folder, anyRemoved(folder));
    }

    /** Looking through all names is quicker than to ask for a mark of each. */
    private static boolean anyRemoved(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (KeptFile.isRemovedMark(entry.getFileName().toString())) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** @throws DirectoryIteratorException when the folder cannot be read any further */
    @Override
    public boolean hasNext() {
        while (next == null && iterator.hasNext()) {
            next = shown(iterator.next());
        }
        return next != null;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String name = next;
        next = null;
        return name;
    }

    /** The name that a client sees of an entry; null where it sees none. */
    private String shown(Path entry) {
        String stored = entry.getFileName().toString();
        if (KeptNames.isOwn(stored) || !isUsable(entry, stored)) {
            return null;
        }
        String name = KeptNames.isSmall(stored) ? KeptNames.original(stored) : stored;
        if (twice.contains(name) || anyRemoved && new KeptFile(folder, name).isRemoved() || isRemovedFolder(folder.resolve(name))) {
            return null;
        }
        String other = stored.equals(name) ? KeptNames.small(name) : name;
        if (KeptNames.isRecording(name) && Files.exists(folder.resolve(other), NOFOLLOW_LINKS)) {
            twice.add(name);
        }
        return name;
    }

    private static boolean isUsable(Path entry, String name) {
        try {
            return entry.resolveSibling(name).equals(entry) && !Files.isSymbolicLink(entry);
        } catch (InvalidPathException e) {
            return false; // a client could not ask for it
        }
    }

    private static boolean isRemovedFolder(Path path) {
        return Files.isDirectory(path, NOFOLLOW_LINKS) && !Folders.isShown(path);
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
