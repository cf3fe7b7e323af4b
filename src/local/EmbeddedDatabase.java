package depot.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own binaries, run as a child of this process with its data in a directory that is kept: what stands in
 * for a database server where there is none. It listens on loopback only, and any user of this machine can connect.
 *
 * <p>Not thread-safe. A server that a killed process left behind is ended by the next start.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.local");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private final EmbeddedPostgres server;
    private final Path directory;

    private EmbeddedDatabase(EmbeddedPostgres server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /**
     * Starts the server; it answers when this returns. The first time takes some seconds, as the data directory is made and PostgreSQL's
     * binaries are unpacked.
     *
     * @param directory made if it is not there
     * @param port 0 for any free one
     * @throws IOException when it cannot be started; the message says what it said itself
     */
    public static EmbeddedDatabase start(Path directory, int port) throws IOException {
        Path program = program(directory);
        Files.createDirectories(directory);
        if (inUse(directory)) {
            throw new IOException("another depot's database runs in " + directory + ": end it, or set DATABASE_URL or another DATA_DIR");
        }
        endLeftBehind(directory);
        log.info("starting PostgreSQL in {}", directory);
        Set<Path> others = scripts();
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(program.toFile())
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false) // its owner ends it, after what uses it
                    .setPGStartupWait(START)
                    // the library switches both off, which is for tests: this data is kept
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("timezone", "UTC")
                    .setServerConfig("log_timezone", "UTC");
            if (port != 0) {
                builder.setPort(port);
            }
            return new EmbeddedDatabase(builder.start(), directory);
        } catch (RuntimeException e) {
            throw new IOException("PostgreSQL could not be started in " + directory + ": " + e.getMessage()
                    + " (where the very first start was cut off, remove that directory)", e);
        } finally {
            for (Path script : scripts()) {
                if (!others.contains(script)) {
                    Files.deleteIfExists(script);
                }
            }
            TEMPORARY.resolve("embedded-pg").toFile().delete(); // the library makes it in any case; one with something in it stays
        }
    }

    /** Where PostgreSQL's unpacked binaries are kept: beside the data, unless {@code -Ddepot.postgres} names a shared place. */
    private static Path program(Path directory) {
        String named = System.getProperty("depot.postgres");
        return named != null ? Path.of(named) : directory.resolveSibling(directory.getFileName() + "-program");
    }

    /** The scripts by which the library identifies the system. It would delete its own when the JVM exits, but services end by halt. */
    private static Set<Path> scripts() throws IOException {
        Set<Path> scripts = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(TEMPORARY, "detect_linux_distribution_*.sh")) {
            files.forEach(scripts::add);
        }
        return scripts;
    }

    public int port() {
        return server.getPort();
    }

    /** The value for {@code DATABASE_URL}. */
    public String url() {
        return "postgres://postgres@127.0.0.1:" + port() + "/postgres";
    }

    /** The server's main process. */
    public ProcessHandle process() {
        return postmaster(directory).orElseThrow(() -> new IllegalStateException("PostgreSQL has ended"));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the process that started the server lives: it holds the library's lock, which falls with it. */
    private static boolean inUse(Path directory) throws IOException {
        if (!Files.exists(directory.resolve("postgresql.conf"))) { // a file of ours would keep it from being filled
            return false;
        }
        try (FileChannel file = FileChannel.open(directory.resolve("epg-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** The main process that the data directory names, if it runs. */
    private static Optional<ProcessHandle> postmaster(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                    // a number may be another process's by now
                    .filter(process -> process.info().command().map(command -> command.contains("postgres")).orElse(false));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void endLeftBehind(Path directory) throws IOException {
        Optional<ProcessHandle> left = postmaster(directory);
        if (left.isEmpty()) {
            return;
        }
        left.get().destroy();
        try {
            left.get().onExit().get(END.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("process " + left.get().pid() + " still uses " + directory + ": end it first", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
