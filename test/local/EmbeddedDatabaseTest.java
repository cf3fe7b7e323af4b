package depot.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.KeptPort;
import depot.support.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void whatWasCommittedIsThereAfterAStopAndAfterAKill() throws Exception {
        int port = KeptPort.choose();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, port)) {
            execute(database, "CREATE TABLE kept(n int); INSERT INTO kept VALUES (1)");
            IOException twice = assertThrows(IOException.class, () -> EmbeddedDatabase.start(folder, 0));
            assertTrue(twice.getMessage().contains("DATA_DIR"), twice.getMessage());
        }
        EmbeddedDatabase killed = EmbeddedDatabase.start(folder, port);
        assertEquals(port, killed.port());
        execute(killed, "INSERT INTO kept VALUES (2)");
        ProcessHandle process = killed.process();
        process.destroyForcibly();
        Await.until("the server is gone", () -> !process.isAlive());
        // (the library says in the log that there was nothing to stop)
        killed.close();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, port)) {
            assertEquals(3, execute(database, "SELECT sum(n) FROM kept"));
        }
    }

    @Test
    void noRunLeavesAnythingInTheTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path data = folder.resolve("data");
        String program = System.getProperty("depot.postgres", data.resolve("program").toString());
        Map<String, String> environment = Map.of("PORT", "0", "DATA_DIR", data.toString(), "JDK_JAVA_OPTIONS",
                "-Djava.io.tmpdir=" + temporary + " -Ddepot.postgres=" + program);
        for (boolean killed : new boolean[] {false, true}) {
            try (ServiceProcess depot = ServiceProcess.launch(List.of(), "local", environment).started()) {
                assertEquals(List.of(), in(temporary), "while it runs");
                if (killed) {
                    depot.kill();
                } else {
                    depot.terminate();
                }
                depot.awaitExit(Await.PATIENCE);
            }
            assertEquals(List.of(), in(temporary), killed ? "killed" : "ended");
        }
        EmbeddedDatabase.start(data.resolve("postgres"), 0).close(); // which ends what the kill left behind
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static int execute(EmbeddedDatabase database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + database.port()
                + "/postgres?user=postgres");
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
