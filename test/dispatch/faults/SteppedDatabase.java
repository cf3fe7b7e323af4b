package depot.dispatch.faults;

import depot.local.EmbeddedDatabase;
import depot.support.Await;
import depot.support.KeptPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL whose clock can be set; see {@link FakeTime}. One thread. */
final class SteppedDatabase implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(10);

    private final Process process;
    private final int port;
    private final FakeTime clock;

    private SteppedDatabase(Process process, int port, FakeTime clock) {
        this.process = process;
        this.port = port;
        this.clock = clock;
    }

    /** @param folder of its data; made */
    static SteppedDatabase start(Path folder, History history) throws Exception {
        String program;
        try (EmbeddedDatabase usual = EmbeddedDatabase.start(folder, 0)) { // which makes the data, and knows where the program is
            program = usual.process().info().command().orElseThrow();
        }
        FakeTime clock = new FakeTime(folder.resolveSibling("postgres-clock"), history);
        int port = KeptPort.choose();
        List<String> command = new ArrayList<>();
        if (Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
            command.addAll(List.of("unshare", "-U")); // it does not run as root
        }
        command.addAll(List.of(program, "-D", folder.toString(), "-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=",
                "-c", "max_connections=100", "-c", "timezone=UTC", "-c", "log_timezone=UTC"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("postgres-log").toFile());
        builder.environment().putAll(clock.environment());
        SteppedDatabase database = new SteppedDatabase(builder.start(), port, clock);
        Await.until("PostgreSQL with a clock of its own starts", START, database::answers);
        return database;
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    }

    int port() {
        return port;
    }

    FakeTime clock() {
        return clock;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
