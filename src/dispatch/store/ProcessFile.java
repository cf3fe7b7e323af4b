package depot.dispatch.store;

import depot.dispatch.model.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty file {@code dispatch-<process>.process}, locked while that process lives. A process that starts in the same folder sees by it
 * which ones have ended, and need not wait for {@link ProcessTable#DEAD_AFTER}: until then the rovers of a killed process would look
 * connected, and be given tasks. One thread.
 */
public final class ProcessFile {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String BEFORE = "dispatch-";
    private static final String BEHIND = ".process";

    private final List<Path> ended = new ArrayList<>(); // files of those, until their links are released
    private final FileChannel own; // null where none could be made
    private final Path file;

    /** @param folder null for nowhere: nothing is known of others then */
    public ProcessFile(Path folder, UUID process) {
        file = folder == null ? null : folder.resolve(BEFORE + process + BEHIND);
        FileChannel opened = null;
        try {
            if (folder != null) {
                findEnded(folder);
                opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (opened.tryLock() == null) {
                    throw new IOException(file + " is locked by another process");
                }
            }
        } catch (IOException e) {
            log.warn("after a kill of this process the next takes {} s to know it: {}", ProcessTable.DEAD_AFTER.toSeconds(), e.toString());
        }
        own = opened;
    }

    private void findEnded(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, BEFORE + "*" + BEHIND)) {
            for (Path each : files) {
                if (process(each).isPresent() && isUnlocked(each)) {
                    ended.add(each);
                }
            }
        }
    }

    private static Optional<UUID> process(Path file) {
        String name = file.getFileName().toString();
        return Ids.parse(name.substring(BEFORE.length(), name.length() - BEHIND.length()));
    }

    private static boolean isUnlocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // a dispatch in this very process
        }
    }

    /** Processes that have ended, whose links may still look open. */
    public List<UUID> ended() {
        return ended.stream().map(each -> process(each).orElseThrow()).toList();
    }

    /** The database knows now that those processes have ended. */
    public void released() {
        for (Path each : ended) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                log.warn("{} could not be removed, and is read again at the next start: {}", each, e.toString());
            }
        }
        ended.clear();
    }

    /** @param left whether the database knows that this process has ended, so that no other process has to find out */
    public void close(boolean left) {
        try {
            if (own != null) {
                if (left) {
                    Files.deleteIfExists(file);
                }
                own.close();
            }
        } catch (IOException e) {
            log.warn("{} could not be removed: {}", file, e.toString());
        }
    }
}
