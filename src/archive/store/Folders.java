package depot.archive.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The real folders behind places. No link is followed: what is one is not there. A folder that a client removed holds a
 * mark, and is not there for clients. Any thread.
 */
final class Folders {
    /** Within the folder that was removed. */
    static final String REMOVED = KeptNames.OWN + "-removed";

    private final Path top;

    /** @param top the real path of the folder of sessions */
    Folders(Path top) {
        this.top = top;
    }

    Path top() {
        return top;
    }

    /** The folder that a client sees at a place. */
    Optional<Path> find(Place place) {
        Path folder = top;
        for (String name : place.names()) {
            Optional<Path> next = child(folder, name).filter(Folders::isShown);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            folder = next.get();
        }
        return Optional.of(folder);
    }

    /** A folder within a folder, also one that a client removed. */
    static Optional<Path> child(Path folder, String name) {
        if (KeptNames.isOwn(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(name)).filter(path -> Files.isDirectory(path, NOFOLLOW_LINKS));
        } catch (InvalidPathException e) {
            return Optional.empty(); // this system cannot write the name
        }
    }

    static boolean isShown(Path folder) {
        return !Files.exists(folder.resolve(REMOVED), NOFOLLOW_LINKS);
    }

    /** What was made, renamed or removed in a folder is on the disk when this returns. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
