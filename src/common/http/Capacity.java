package depot.common.http;

import depot.common.memory.MemoryBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections this process can hold: each is an open file, and costs memory before its first byte. Without free
 * files nothing can be accepted or opened any more, and without memory the process ends; so the bound follows from what
 * there is.
 *
 * @param files how many files the process may have open; {@link Long#MAX_VALUE} where that is not known
 * @param openNow how many it has open already
 * @param heapBytes largest heap
 * @param warning gets a message about a setting that cannot be met
 * @param note gets a message about a default that was lowered
 */
record Capacity(long files, long openNow, long heapBytes, Consumer<String> warning, Consumer<String> note) {
    private static final Logger log = LoggerFactory.getLogger("depot.http");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String FILES = "Max open files";
    // beyond our own limit, whose clients get an answer, before the JDK's, whose clients are just closed
    private static final int MOST_HEADROOM = 256;
    private static final int LEAST_HEADROOM = 16;
    private static final int FEWEST = 4;
    // jars, the database, recordings that are sent
    private static final int OTHER_FILES = 256;
    private static final int LEAST_OTHER_FILES = 12;
    // the JDK's server keeps two buffers of 8 KB for one that made a request and is idle; a WebSocket has less
    static final int HEAD_COPIES = 6;
    // one that is served has a thread, streams and buffers; an idle one, or a WebSocket, has less
    private static final int BYTES_EACH = 20 * 1024;

    static Capacity ofThisProcess() {
        // HttpService logs the limits that result
        return new Capacity(mayOpen(), countOpen(), Runtime.getRuntime().maxMemory(), log::warn, log::debug);
    }

    private static long mayOpen() {
        try {
            // asking the JVM's management for it would cost the start a tenth of a second
            return Files.readAllLines(LIMITS).stream().filter(line -> line.startsWith(FILES))
                    .map(line -> line.substring(FILES.length()).strip().split(" +")[0])
                    .filter(soft -> soft.matches("[0-9]{1,18}")).map(Long::valueOf).findFirst().orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE; // not Linux
        }
    }

    private static long countOpen() {
        String[] open = OPEN.toFile().list();
        return open == null ? 0 : open.length;
    }

    /** How many connections the JDK's server may accept beyond {@code connections}. */
    static int headroom(int connections) {
        return Math.clamp(connections / 4, LEAST_HEADROOM, MOST_HEADROOM);
    }

    /**
     * How many of {@code wanted} connections this process can have.
     *
     * @param asked whether it was set: a heap that is too small for it then only causes a warning
     */
    int connections(int wanted, boolean asked) {
        int connections = wanted;
        long most = mostByFiles();
        if (connections > most) {
            connections = (int) most;
            (asked ? warning : note).accept("this process may have " + files + " files open (ulimit -n), too few for MAX_CONNECTIONS="
                    + wanted + ": it is " + connections);
        }
        long mostByHeap = Math.max(LEAST_HEADROOM, heapBytes / 2 / BYTES_EACH);
        if (connections > mostByHeap) {
            if (asked) {
                warning.accept("MAX_CONNECTIONS=" + connections + " may need more memory than a heap of " + (heapBytes >> 20)
                        + " MB has: " + mostByHeap + " are sure");
            } else {
                connections = (int) mostByHeap;
                note.accept("with a heap of " + (heapBytes >> 20) + " MB, MAX_CONNECTIONS is " + connections);
            }
        }
        return connections;
    }

    /** What another port of this process may have of {@code wanted} connections: half of the files that there are. */
    int onAnotherPort(int wanted) {
        return (int) Math.min(wanted, Math.max(FEWEST, (files - openNow - LEAST_OTHER_FILES) / 2));
    }

    /** The same process, where so many files are for others. */
    Capacity without(int others) {
        return new Capacity(files == Long.MAX_VALUE ? files : files - others, openNow, heapBytes, warning, note);
    }

    /** What request heads that are large may take together: an eighth of the heap. */
    static MemoryBudget heads(long heapBytes) {
        return new MemoryBudget(heapBytes / 8);
    }

    private long mostByFiles() {
        long left = files - Math.max(Math.min(OTHER_FILES, files / 4), openNow + LEAST_OTHER_FILES);
        long most = left - MOST_HEADROOM;
        return Math.max(FEWEST, most / 4 >= MOST_HEADROOM ? most : (left - LEAST_HEADROOM) * 4 / 5);
    }
}
