package depot.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import depot.support.Await;
import depot.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The server is PostgreSQL's own. */
class ListenerTest {
    private static final class Heard implements Listener.Events {
        final Queue<String> payloads = new ConcurrentLinkedQueue<>();
        final AtomicInteger present = new AtomicInteger();
        final AtomicInteger beats = new AtomicInteger();

        @Override
        public void connecting() {}

        @Override
        public void connected(Connection connection) {}

        @Override
        public void present(Connection connection) {
            present.incrementAndGet();
        }

        @Override
        public void heard(List<String> some, Connection connection) {
            payloads.addAll(some);
        }

        @Override
        public void beat(Connection connection) {
            beats.incrementAndGet();
        }

        @Override
        public void lost(String why) {}
    }

    @Test
    void aLongTransactionOfSomebodyElseHoldsUpNeitherBeatsNorNotifications() throws Exception {
        Heard heard = new Heard();
        try (TestDatabase server = TestDatabase.create(); Connection dump = server.connect(); Connection other = server.connect();
                Listener listener = new Listener("test", "test", DatabaseUrl.parse("DATABASE_URL", server.url()), "news", heard)) {
            dump.setAutoCommit(false);
            execute(dump, "SELECT count(*) FROM pg_class"); // as a dump that takes an hour
            assertTrue(listener.start(Duration.ofSeconds(10)));
            execute(other, "NOTIFY news, 'a'");
            Await.until("it is heard", () -> heard.payloads.contains("a"));
            Await.until("it says that it lives", () -> heard.beats.get() > 1);
            assertEquals(1, heard.present.get());
            dump.commit();
            Await.until("all is read once more", () -> heard.present.get() == 2);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
