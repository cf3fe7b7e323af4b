package depot.dispatch.fleet;

import depot.common.GuardedBy;
import depot.common.threads.GrowingPause;
import depot.common.threads.Worker;
import depot.database.DatabaseAway;
import depot.dispatch.model.SeenRover;
import depot.dispatch.store.Changes;
import depot.dispatch.store.Transactions;
import depot.dispatch.store.TroubleTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Rovers that were last heard of in teleop, e-stop or fault, by any dispatch process, and before the last start too: what one hears is
 * stored at once, and the others read it. It counts where discovery does not say how a rover is now. Thread-safe; never blocks but for
 * {@link #read} and {@link #close}.
 */
public final class RoverTroubles implements AutoCloseable {
    private static final int NONE = 0;
    private static final int MOST_UNSTORED = 100_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final Semaphore wanted = new Semaphore(0);
    @GuardedBy("this") private Map<String, Integer> stored = Map.of();
    @GuardedBy("this") private final Map<String, Integer> unstored = new LinkedHashMap<>();
    private Worker worker;

    public RoverTroubles(Transactions transactions) {
        this.transactions = transactions;
    }

    public void start() {
        worker = Worker.start("troubles", this::run);
    }

    /** Discovery says that a rover is in this mode now. */
    void heard(String rover, int mode) {
        int trouble = SeenRover.IN_TROUBLE.contains(mode) ? mode : NONE;
        synchronized (this) {
            if (last(rover) == trouble || unstored.size() >= MOST_UNSTORED && !unstored.containsKey(rover)) {
                return;
            }
            unstored.put(rover, trouble);
        }
        wanted.release();
    }

    /** Teleop, e-stop or fault, where it was last heard of in one of them. */
    synchronized Optional<Integer> of(String rover) {
        int last = last(rover);
        return last == NONE ? Optional.empty() : Optional.of(last);
    }

    @GuardedBy("this")
    private int last(String rover) {
        Integer news = unstored.get(rover);
        return news != null ? news : stored.getOrDefault(rover, NONE);
    }

    synchronized boolean isEmpty() {
        return stored.isEmpty() && unstored.isEmpty();
    }

    /** Before anything else is done with the database: nobody is given a task before it is known who could not begin it. */
    public void read(Connection connection) throws SQLException {
        took(TroubleTable.all(connection), Map.of());
    }

    /** Others' news is to be read. */
    public void changed(Changes changes) {
        if (changes.heard() && changes.troublesToo()) {
            wanted.release();
        }
    }

    /** What is known of the database may be old. */
    public void readAnew() {
        wanted.release();
    }

    private synchronized void took(Map<String, Integer> all, Map<String, Integer> written) {
        stored = all;
        written.forEach(unstored::remove); // but for what was heard since
    }

    private synchronized Map<String, Integer> news() {
        return new LinkedHashMap<>(unstored);
    }

    private void run() throws InterruptedException {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            wanted.acquire();
            wanted.drainPermits();
            try {
                Map<String, Integer> news = news();
                took(transactions.work((connection, changes) -> {
                    if (TroubleTable.write(connection, news)) {
                        changes.troubles();
                    }
                    return TroubleTable.all(connection);
                }), news);
                pause.reset();
            } catch (DatabaseAway e) {
                Thread.sleep(pause.next());
                wanted.release();
            }
        }
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
