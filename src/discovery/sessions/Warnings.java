package depot.discovery.sessions;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Logs what is wrong with a file or folder, once for each until it can be used again, however often it is read. Remembers
 * a bounded number of them; beyond that, further ones are not logged. Thread-safe.
 */
final class Warnings {
    private static final int MAX_LOGGED = 1_000;

    private final Consumer<String> log;
    private final Set<Path> logged = ConcurrentHashMap.newKeySet();

    Warnings(Consumer<String> log) {
        this.log = log;
    }

    /** Logs that a path is left out, unless that was logged already. */
    void once(Path path, IOException why) {
        if (logged.size() < MAX_LOGGED && logged.add(path)) {
            now(path, reason(why));
        }
    }

    /** The path can be used (again). */
    void well(Path path) {
        if (!logged.isEmpty()) {
            logged.remove(path);
        }
    }

    /** Logs at once; the caller makes sure that this is not too often. */
    void now(Path path, String why) {
        say(path + " is left out: " + why);
    }

    void say(String line) {
        // names of files may hold line breaks, and a log line is one line
        log.accept(line.replaceAll("\\p{Cntrl}", "?"));
    }

    static String reason(IOException thrown) {
        return switch (thrown) {
            case AccessDeniedException e -> "it may not be read";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> thrown.toString();
        };
    }
}
