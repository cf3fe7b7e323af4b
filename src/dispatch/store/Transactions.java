package depot.dispatch.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The one way to write: a transaction that says what it changed. Other processes on the same database are notified
 * with the commit, this process's own listeners after it. Thread-safe; listeners are called by the writing thread, or
 * by the one that hears other processes, and must not block.
 */
public final class Transactions {
    static final String CHANNEL = "depot_dispatch";

    private final Database database;
    private final UUID process;
    private final List<Consumer<Changes>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean uncertain = new AtomicBoolean();

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

    /** Has changes told, this process's and those of others. At start only. */
    public void listen(Consumer<Changes> listener) {
        listeners.add(listener);
    }

    /** A write that a client waits for, as {@link Database#call}. */
    public <T> T call(Entry<T> entry) {
        try {
            return told(database.call(connection -> write(connection, entry)));
        } catch (DatabaseAway e) {
            throw noted(e);
        }
    }

    /** A write of the service's own, or one that may have much to do, as {@link Database#work}. */
    public <T> T work(Entry<T> entry) {
        try {
            return told(database.work(connection -> write(connection, entry)));
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
            try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', payload) FROM unnest(?::text[]) payload")) {
                notify.setArray(1, connection.createArrayOf("text", payloads.toArray()));
                notify.execute();
            }
        }
        return new Written<>(result, changes);
    }

    private DatabaseAway noted(DatabaseAway e) {
        if (e.uncertain()) {
            uncertain.set(true);
        }
        return e;
    }

    /** Whether, since this was asked last, a write broke off that may have been committed: nobody was told of it then. */
    public boolean takeUncertain() {
        return uncertain.getAndSet(false);
    }

    private <T> T told(Written<T> written) {
        tell(written.changes());
        return written.result();
    }

    /** Tells this process's listeners. */
    void tell(Changes changes) {
        for (Consumer<Changes> listener : listeners) {
            listener.accept(changes);
        }
    }
}
