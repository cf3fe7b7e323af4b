package depot.archive.keep;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.recordings.KeptNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything below the folder of sessions, one after the other. No link is followed. What cannot be read is skipped,
 * and logged once. One thread.
 */
final class SessionTree {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.keep");
    private static final int MAX_DEPTH = 16;

    private final Path top;
    private boolean failedBefore; // whether something could not be read in the last walk

    /** Called for each file and folder. */
    interface Visitor {
        void file(Path path, FileFacts facts) throws IOException;

        /** After all that is in it. */
        default void folder(Path path, FileFacts facts) throws IOException {}
    }

    SessionTree(Path top) {
        this.top = top;
    }

    Path top() {
        return top;
    }

    void walk(Visitor visitor) throws InterruptedException {
        Optional<IOException> failed = walk(top, 0, visitor);
        if (failed.isPresent() && !failedBefore) {
            log.warn("not all folders below {} could be read: {}", top, failed.get().toString().replaceAll("\\p{Cntrl}", "?"));
        }
        failedBefore = failed.isPresent();
    }

    private Optional<IOException> walk(Path folder, int depth, Visitor visitor) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Optional<IOException> failed = Optional.empty();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Optional<IOException> here = visit(entry, depth, visitor);
                failed = failed.isPresent() ? failed : here;
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return failed; // it was removed this moment
        } catch (DirectoryIteratorException e) {
            return Optional.of(e.getCause());
        } catch (IOException e) {
            return Optional.of(e);
        }
        return failed;
    }

    private Optional<IOException> visit(Path entry, int depth, Visitor visitor) throws InterruptedException {
        try {
            Optional<FileFacts> facts = FileFacts.of(entry);
            if (facts.isEmpty()) {
                return Optional.empty();
            }
            if (!facts.get().folder()) {
                visitor.file(entry, facts.get());
                return Optional.empty();
            }
            Optional<IOException> failed = depth < MAX_DEPTH ? walk(entry, depth + 1, visitor) : Optional.empty();
            visitor.folder(entry, facts.get());
            return failed;
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** The name of the rover whose file it is: that of its folder. */
    String roverOf(Path path) {
        return top.relativize(path).getName(0).toString();
    }

    /**
     * Whether a folder is one of a session: it is where a rover's sessions are, and not one of the depot's own or of logs.
     * (A rover's are in a folder called {@code sessions}, or, where it has none, in its own.)
     */
    boolean isSession(Path folder) {
        Path inside = top.relativize(folder);
        String name = folder.getFileName().toString();
        return !KeptNames.isOwn(name) && switch (inside.getNameCount()) {
            case 2 -> !name.equals("sessions") && !name.equals("logs")
                    && !Files.isDirectory(folder.resolveSibling("sessions"), NOFOLLOW_LINKS);
            case 3 -> inside.getName(1).toString().equals("sessions");
            default -> false;
        };
    }

    /** Whether it is one of a rover's logs. */
    boolean isLog(Path file) {
        Path inside = top.relativize(file);
        return inside.getNameCount() > 2 && inside.getName(1).toString().equals("logs");
    }
}
