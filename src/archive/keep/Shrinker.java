package depot.archive.keep;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import depot.archive.store.FreeSpace;
import depot.archive.store.Store;
import depot.recordings.KeptNames;
import depot.recordings.SmallFileWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes recordings small. Each step leaves the recording readable, also when the process is killed between two:
 *
 * <pre>
 *  1  the small one is written beside it, under a name of our own, and forced to the disk
 *  2  it is read back whole, and compared byte for byte
 *  3  it gets its name, in one step; both are there, and the recording counts
 *  4  the recording goes
 * </pre>
 *
 * One thread.
 */
final class Shrinker {
    private static final Logger log = LoggerFactory.getLogger("depot.archive.keep");
    private static final String OWN = KeptNames.OWN + "-small";
    private static final int MIN_BYTES = 16 * 1024; // less would not free a block of the disk worth speaking of
    private static final int MAX_REMEMBERED = 10_000;

    private final Store store;
    private final FreeSpace space;
    private final Map<Path, FileFacts> leftAlone = new HashMap<>(); // does not become smaller, or cannot be read

    /** The outcome for a recording. */
    enum Outcome { SMALL, LEFT, CHANGED, FAILED }

    Shrinker(Store store, FreeSpace space) {
        this.store = store;
        this.space = space;
    }

    /** Whether it is what a kill in the middle left; it goes at the next look. */
    static boolean isLeftover(String name) {
        return name.startsWith(OWN);
    }

    /** Whether it is a recording that was not tried as it is now. */
    boolean wants(Path file, FileFacts facts) {
        String name = file.getFileName().toString();
        return KeptNames.isRecording(name) && !KeptNames.isOwn(name) && facts.bytes() >= MIN_BYTES && !facts.equals(leftAlone.get(file));
    }

    /** @param facts what is known of the recording; when it is not so any more, nothing is done */
    Outcome shrink(Path recording, FileFacts facts) throws InterruptedException {
        Path own = recording.resolveSibling(OWN);
        try {
            if (space.usable() < facts.bytes() / 2) {
                return Outcome.LEFT; // there may be room the next time
            }
            Files.deleteIfExists(own);
            try (FileChannel channel = FileChannel.open(recording, StandardOpenOption.READ, NOFOLLOW_LINKS)) {
                SmallFileWriter.write(channel, facts.bytes(), String.valueOf(facts.key()), own);
                if (Files.size(own) > facts.bytes() - facts.bytes() / 10) {
                    return leave(recording, facts);
                }
                SmallFileWriter.verify(channel, facts.bytes(), own);
            }
            return store.alone(written -> replace(recording, facts, own)) ? Outcome.SMALL : Outcome.CHANGED;
        } catch (java.nio.channels.ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            if (Files.exists(recording, NOFOLLOW_LINKS)) { // else it was removed meanwhile
                log.warn("{} is not kept small: {}", recording.toString().replaceAll("\\p{Cntrl}", "?"), e.toString());
                leave(recording, facts);
            }
            return Outcome.FAILED;
        } finally {
            delete(own);
        }
    }

    private Outcome leave(Path recording, FileFacts facts) {
        if (leftAlone.size() >= MAX_REMEMBERED) {
            leftAlone.clear();
        }
        leftAlone.put(recording, facts);
        return Outcome.LEFT;
    }

    private static boolean replace(Path recording, FileFacts facts, Path own) throws IOException {
        Optional<FileFacts> now = FileFacts.of(recording);
        if (now.isEmpty() || !now.get().equals(facts)) {
            return false;
        }
        Files.getFileAttributeView(own, BasicFileAttributeView.class, NOFOLLOW_LINKS).setTimes(facts.modified(), null, null);
        Files.move(own, recording.resolveSibling(KeptNames.small(recording.getFileName().toString())),
                StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(recording.getParent());
        Files.delete(recording);
        force(recording.getParent());
        return true;
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path own) {
        try {
            Files.deleteIfExists(own);
        } catch (IOException e) {
            // the next look finds it
        }
    }
}
