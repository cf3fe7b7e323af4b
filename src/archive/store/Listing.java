package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names in a folder that a client sees, in order. Immutable.
 *
 * <p>An upload under way to a hidden partial is not among them, though a client that asks for its name learns how much came
 * so far: such a client resumes there, while one that lists looks for whole files.
 */
public record Listing(List<String> names) {
    private static final int MAX_NAMES = 100_000; // some 10 MB; a folder of sessions has some hundred

    static Listing of(Path folder) throws IOException {
        Set<String> found = new HashSet<>();
        boolean removedAny = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                removedAny |= KeptFile.isRemovedMark(name);
                if (KeptNames.isOwn(name) || !isUsable(entry, name)) {
                    continue;
                }
                if (found.size() == MAX_NAMES) {
                    throw new FileSystemException(folder.getFileName().toString(), null, "more than " + MAX_NAMES + " files are in it");
                }
                found.add(KeptNames.isSmall(name) ? KeptNames.original(name) : name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Set<String> shown = new TreeSet<>();
        for (String name : found) {
            if (!removedAny || !new KeptFile(folder, name).isRemoved()) {
                shown.add(name);
            }
        }
        shown.removeIf(name -> isRemovedFolder(folder.resolve(name)));
        return new Listing(List.copyOf(shown));
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
}
