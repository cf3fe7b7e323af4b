package depot.bench;

import depot.local.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A PostgreSQL of a benchmark's own, as {@code build.sh run} starts one. What is not closed when this JVM ends, {@link #closeAll} closes.
 */
final class BenchDatabase implements AutoCloseable {
    private static final Set<BenchDatabase> RUNNING = ConcurrentHashMap.newKeySet();

    private final EmbeddedDatabase server;
    private final long pid;
    private final Usage usage;

    private BenchDatabase(EmbeddedDatabase server) {
        this.server = server;
        pid = server.process().pid();
        usage = Usage.watchFamily(pid);
    }

    static BenchDatabase start(Path directory) throws IOException {
        BenchDatabase database = new BenchDatabase(EmbeddedDatabase.start(directory, 0));
        RUNNING.add(database);
        return database;
    }

    String url() {
        return server.url();
    }

    /** Of all of its processes. */
    Usage usage() {
        return usage;
    }

    /** In bytes, of all of its processes. */
    long resident() throws IOException {
        return Memory.familyResident(pid);
    }

    @Override
    public void close() {
        if (RUNNING.remove(this)) {
            usage.close();
            server.close();
        }
    }

    static void closeAll() {
        RUNNING.forEach(BenchDatabase::close);
    }
}
