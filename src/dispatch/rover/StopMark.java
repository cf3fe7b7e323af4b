package depot.dispatch.rover;

import depot.common.files.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that says that everything was stopped and that this may not be stored yet, so that a restart does not forget it. Thread-safe. */
public final class StopMark {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Path file; // null without a folder: nothing is kept then

    /** @param folder where it is kept; null for nowhere */
    public StopMark(Path folder) {
        file = folder == null ? null : folder.resolve("dispatch-stop");
    }

    synchronized boolean isSet() {
        return file != null && Files.exists(file);
    }

    synchronized void set() {
        try {
            if (file != null) {
                new DurableFile(file).write("everything was stopped\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            log.warn("the stop cannot be kept on the disk: a restart before the database is back would forget it: {}", e.toString());
        }
    }

    synchronized void clear() {
        try {
            if (file != null) {
                new DurableFile(file).delete();
            }
        } catch (IOException e) {
            log.warn("{} could not be removed: the next start stops everything: {}", file, e.toString());
        }
    }
}
