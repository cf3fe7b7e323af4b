package depot.gps.caster;

import depot.common.GuardedBy;
import depot.common.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users file as it is now: checked once a second, read anew when it changed. A file that cannot be used leaves the users
 * as they were, and is logged once. Any thread.
 */
final class KnownUsers {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger("depot.gps");

    private final Path file;
    private final List<String> mountpoints;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    @GuardedBy("lock") private Map<String, UsersFile.User> byName = Map.of();
    @GuardedBy("lock") private FileTime changed; // of what was read; null before
    @GuardedBy("lock") private long size;
    @GuardedBy("lock") private long lookedNanos;
    @GuardedBy("lock") private boolean faultLogged;

    KnownUsers(Path file, List<String> mountpoints, Time time) {
        this.file = file;
        this.mountpoints = mountpoints;
        this.time = time;
        lookedNanos = time.nanos() - LOOK_AGAIN.toNanos();
    }

    Optional<UsersFile.User> find(String name) {
        lock.lock();
        try {
            if (time.nanos() - lookedNanos >= LOOK_AGAIN.toNanos()) {
                lookedNanos = time.nanos();
                look();
            }
            return Optional.ofNullable(byName.get(name));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void look() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (now.lastModifiedTime().equals(changed) && now.size() == size) {
                return;
            }
            byName = UsersFile.read(file, mountpoints);
            if (changed != null) {
                log.info("NTRIP users read anew: {}", byName.size());
            }
            changed = now.lastModifiedTime();
            size = now.size();
            faultLogged = false;
        } catch (IOException | UsersFile.Unusable e) {
            if (!faultLogged) {
                faultLogged = true;
                log.warn("NTRIP users stay as they were: {}", e instanceof IOException ? file + " cannot be read" : e.getMessage());
            }
        }
    }
}
