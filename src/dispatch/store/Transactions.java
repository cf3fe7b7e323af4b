package depot.dispatch.store;

import depot.database.DatabaseAway;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to write: a transaction that lists what it changed. Other processes on the same database are notified
 * with the commit, this process's own listeners after it. Thread-safe; listeners are called by the writing thread, or
 * by the one that hears other processes, and must not block.
 */
public final class Transactions {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    static final String CHANNEL = "depot_dispatch";
    /**
     * For a statement that commits by itself and has tasks {@code t}: notifies other processes of them, where there are any, as
     * {@link Changes#payloads} would. The statement must select from it, or it is not run.
     */
    static final String NOTIFIED = """
            notified AS (
                SELECT pg_notify('%s', n.payload) FROM (
                    SELECT ? || '|T|' || string_agg(p.id::text, ',') AS payload
                        FROM (SELECT t.id, (row_number() OVER () - 1) / 200 AS part FROM t) p GROUP BY p.part
                ) n WHERE EXISTS (SELECT FROM dispatch_processes WHERE process <> ?)
            )""".formatted(CHANNEL);

    private final Database database;
    private final UUID process;
    private final List<Consumer<Changes>> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable uncertain = () -> { };

    /** A transaction's content; run anew with new changes when the transaction is repeated. */
    @FunctionalInterface
    public interface Entry<T> {
        T run(Connection connection, Changes changes) throws SQLException;
    }

    /** @param process this process among those on the database */
    public Transactions(Database database, UUID process) {
        this.database = database;
        this.process = process;
    }

    public Database database() {
        return database;
    }

    public UUID process() {
        return process;
    }

    /** Calls a listener with all changes, this process's and those of others. At start only. */
    public void listen(Consumer<Changes> listener) {
        listeners.add(listener);
    }

    /** A write that a client waits for, as {@link Database#call}. */
    public <T> T call(Entry<T> entry) {
        try {
            return published(database.call(connection -> write(connection, entry)));
        } catch (DatabaseAway e) {
            throw noted(e);
        }
    }

    /** A write of the service's own, or one that may have much to do, as {@link Database#work}. */
    public <T> T work(Entry<T> entry) {
        try {
            return published(database.work(connection -> write(connection, entry)));
        } catch (DatabaseAway e) {
            throw noted(e);
        }
    }

    private record Written<T>(T result, Changes changes) {}

    private <T> Written<T> write(Connection connection, Entry<T> entry) throws SQLException {
        Changes changes = new Changes();
        T result = entry.run(connection, changes);
        List<String> payloads = changes.payloads(process);
        if (!payloads.isEmpty()) {
            // commits that notify wait for each other; a process that joins reads everything once those are over that did not see it
            try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + CHANNEL
                    + "', payload) FROM unnest(?::text[]) payload"
                    + " WHERE EXISTS (SELECT FROM dispatch_processes WHERE process <> ?)")) {
                notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
                notify.setObject(2, process);
                notify.execute();
            }
        }
        return new Written<>(result, changes);
    }

    /** Sets the parameters of {@link #NOTIFIED} from {@code at} on. @return the number of the next parameter */
    static int setNotified(PreparedStatement statement, int at, UUID process) throws SQLException {
        statement.setString(at, process.toString());
        statement.setObject(at + 1, process);
        return at + 2;
    }

    DatabaseAway noted(DatabaseAway e) {
        if (e.uncertain()) {
            uncertain.run();
        }
        return e;
    }

    /** Calls a listener when a write broke off and may have been committed: what is known may then be old. At start only. */
    public void onUncertain(Runnable listener) {
        uncertain = listener;
    }

    private <T> T published(Written<T> written) {
        publish(written.changes());
        return written.result();
    }

    /** Calls this process's listeners, after the commit: if one fails, the others are still called and the caller goes on. */
    void publish(Changes changes) {
        for (Consumer<Changes> listener : listeners) {
            try {
                listener.accept(changes);
            } catch (RuntimeException e) {
                log.error("a change was stored, and could not be acted on here", e);
                uncertain.run(); // has it read anew
            }
        }
    }
}
