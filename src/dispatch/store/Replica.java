package depot.dispatch.store;

import depot.database.DatabaseAway;
import depot.database.Listener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as one of several on the database: it records every second that it lives, and receives notifications of
 * what others changed, on a connection of its own. Notifications are lost while that is down: when it is back,
 * {@link Events#present} has everything read anew. It also notices when the database is away, and migrates its tables at
 * the first connection.
 */
public final class Replica implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Transactions transactions;
    private final DatabaseState state;
    private final BooleanSupplier behind;
    private final ProcessFile file;
    private final Events events;
    private final Listener listener;
    private volatile int replicas; // written by the listener's thread
    private boolean migrated; // the listener's thread's

    /** Called by the one thread of the replica; must not throw. */
    public interface Events {
        /** The tables are there, and nothing else was done with them here yet. */
        void first(Connection connection) throws SQLException;

        /** The database is there, again or for the first time: what is known of it may be old. */
        void present();

        /** Links up to this number have come, to whatever process. */
        void newestLink(long number);

        /** Others took this process for dead and wrote its rovers off: they must be claimed again. */
        void writtenOff();
    }

    /**
     * @param behind whether this process has reports of links that have no number yet
     * @param file by which it knows of ended ones, whose rovers are away
     */
    public Replica(Transactions transactions, DatabaseState state, BooleanSupplier behind, ProcessFile file, Events events) {
        this.transactions = transactions;
        this.state = state;
        this.behind = behind;
        this.file = file;
        this.events = events;
        listener = new Listener("replica", Pools.SERVICE, transactions.database().url(), Transactions.CHANNEL, new Heard());
    }

    /** Starts, and waits for the database to be there, but not for longer than {@code patience}. */
    public void start(Duration patience) {
        if (!listener.start(patience)) {
            log.warn("starting without the database: rovers and consoles may connect, and it is tried for further");
        }
    }

    /** Living processes on this database, this one included; 0 before the first contact. */
    public int replicas() {
        return replicas;
    }

    private void releaseEnded() {
        if (!file.ended().isEmpty()) {
            for (UUID process : file.ended()) {
                transactions.work((connection, changes) -> {
                    RoverLinkTable.releaseUnheld(connection, changes, process, List.of());
                    return null;
                });
            }
            file.released();
        }
    }

    private final class Heard implements Listener.Events {
        @Override
        public void connecting() {
            if (!migrated) {
                Migrations.run(transactions.database(), events::first);
                migrated = true;
            }
        }

        @Override
        public void connected(Connection connection) throws SQLException {
            say(connection);
            transactions.database().present();
            releaseEnded();
            state.present();
        }

        @Override
        public void present(Connection connection) {
            events.present();
        }

        @Override
        public void heard(List<String> payloads, Connection connection) {
            Changes changes = new Changes();
            payloads.forEach(payload -> changes.hear(payload, transactions.process()));
            transactions.publish(changes);
        }

        @Override
        public void beat(Connection connection) throws SQLException {
            if (say(connection)) {
                log.warn("this process was taken for dead, and claims its rovers anew");
                events.writtenOff();
            }
        }

        @Override
        public void lost(String why) {
            state.lost(why);
        }
    }

    /** Says that this process lives; true when it was not known. */
    private boolean say(Connection connection) throws SQLException {
        ProcessTable.Beat beat = ProcessTable.beat(connection, transactions.process(), behind.getAsBoolean());
        replicas = beat.others() + 1;
        events.newestLink(beat.newestLink());
        return beat.joined();
    }

    /** Ends the hearing; {@link #leave} comes later, when this process's rovers are written down as gone. */
    @Override
    public void close() {
        listener.close();
    }

    /** Records that this process ends. Returns false where the database could not be reached: others find out by themselves. */
    public boolean leave() {
        try {
            transactions.database().call(connection -> ProcessTable.remove(connection, transactions.process()));
            return true;
        } catch (DatabaseAway e) {
            return false;
        }
    }
}
