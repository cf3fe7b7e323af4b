package depot.dispatch.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way to PostgreSQL that the fault runs break, on a real one, with the driver that dispatch has. */
class DatabaseLineTest {
    private TestDatabase database;
    private DatabaseLine line;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.create();
        line = new DatabaseLine(URI.create(database.url()).getPort());
        try (Connection direct = database.connect(); Statement statement = direct.createStatement()) {
            statement.execute("CREATE TABLE things(id int)");
        }
    }

    @AfterEach
    void end() throws Exception {
        line.close();
        database.close();
    }

    /** A second without an answer is too long for it. */
    private Connection connect() throws SQLException {
        String name = URI.create(database.url()).getPath();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + line.port() + name
                + "?user=postgres&socketTimeout=1&loginTimeout=2");
    }

    private int things() throws SQLException {
        try (Connection direct = database.connect(); Statement statement = direct.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM things")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO things VALUES (1)")) {
            insert.executeUpdate();
        }
    }

    @Test
    void aLostCommitIsCarriedOutAndNotAnswered() throws Exception {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 20; i++) { // by then the driver has COMMIT prepared under a name
                insert(connection);
                connection.commit();
            }
            line.loseCommits(1);
            insert(connection);
            assertThrows(SQLException.class, connection::commit);
        }
        assertEquals(1, line.lost());
        Await.until("the commit is carried out", () -> things() == 21);
    }

    @Test
    void theFirstCommitOfAConnectionIsKnownToo() throws Exception {
        line.loseCommits(1);
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            insert(connection);
            assertThrows(SQLException.class, connection::commit);
        }
        Await.until("the commit is carried out", () -> things() == 1);
    }

    @Test
    void whatIsNoCommitIsAnswered() throws Exception {
        line.loseCommits(1);
        try (Connection connection = connect()) {
            insert(connection); // by itself
            connection.setAutoCommit(false);
            insert(connection);
            connection.rollback();
        }
        assertEquals(0, line.lost());
        assertEquals(1, things());
    }

    @Test
    void aStallOfAnswersHoldsUpNothingElse() throws Exception {
        try (Connection connection = connect()) {
            line.stall(DatabaseLine.Stall.ANSWERS);
            assertThrows(SQLException.class, () -> insert(connection));
            Await.until("it is carried out", () -> things() == 1);
        }
        line.stall(DatabaseLine.Stall.NOTHING);
        try (Connection connection = connect()) {
            insert(connection);
        }
        assertEquals(2, things());
    }

    @Test
    void whatAStallHeldUpArrivesLaterThoughNobodyWaitsForIt() throws Exception {
        try (Connection connection = connect()) {
            line.stall(DatabaseLine.Stall.BOTH);
            assertThrows(SQLException.class, () -> insert(connection));
            assertEquals(0, things());
        }
        line.stall(DatabaseLine.Stall.NOTHING);
        Await.until("it is carried out", () -> things() == 1);
    }

    @Test
    void whatWasHeldUpIsLostWhenTheLineIsCut() throws Exception {
        try (Connection connection = connect()) {
            line.stall(DatabaseLine.Stall.BOTH);
            assertThrows(SQLException.class, () -> insert(connection));
        }
        line.cut();
        line.stall(DatabaseLine.Stall.NOTHING);
        try (Connection connection = connect()) {
            insert(connection);
        }
        assertEquals(1, things());
    }

    // ---- messages, after PostgreSQL 16, "55.7. Message Formats"

    private final CommitWatch watch = new CommitWatch();

    private boolean takes(byte[]... messages) {
        boolean commits = false;
        for (byte[] message : messages) {
            commits |= watch.take(message, message.length);
        }
        return commits;
    }

    /** @param type 0 for none; @param body its texts end with a zero byte each */
    private static byte[] message(int type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(all)) {
            if (type != 0) {
                out.write(type);
            }
            out.writeInt(bytes.length + 4);
            out.write(bytes);
        }
        return all.toByteArray();
    }

    private static byte[] startUp() throws IOException {
        return message(0, "\0\3\0\0user\0postgres\0\0");
    }

    @Test
    void aSimpleQueryCommits() throws Exception {
        assertFalse(takes(message(0, "\4\322\26\57"), startUp(), message('Q', "BEGIN\0"), message('Q',
                "INSERT INTO commits VALUES (1)\0")));
        assertTrue(takes(message('Q', "commit\0")));
    }

    @Test
    void aPreparedStatementCommitsWhenItIsExecuted() throws Exception {
        assertFalse(takes(startUp(), message('P', "S_1\0COMMIT\0\0\0"), message('B', "\0S_1\0\0\0\0\0\0\0")));
        assertTrue(takes(message('E', "\0\0\0\0\0")));
        assertFalse(takes(message('P', "\0SELECT 'COMMIT'\0\0\0"), message('B', "\0\0\0\0\0\0\0\0"), message('E', "\0\0\0\0\0")));
        assertTrue(takes(message('B', "\0S_1\0\0\0\0\0\0\0"), message('E', "\0\0\0\0\0")));
    }

    @Test
    void itMayComeByteByByteAfterALongMessage() throws Exception {
        assertFalse(takes(startUp(), message('P', "\0SELECT '" + "x".repeat(10_000) + "'\0\0\0")));
        boolean commits = false;
        for (byte next : message('Q', "COMMIT\0")) {
            assertFalse(commits);
            commits = takes(new byte[] {next});
        }
        assertTrue(commits);
    }
}
