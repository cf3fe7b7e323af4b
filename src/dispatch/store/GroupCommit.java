package depot.dispatch.store;

import depot.database.DatabaseAway;
import depot.database.DatabaseFault;
import depot.dispatch.model.TaskChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Commits small writes together: starts by hand, outcomes, and confirmations. A caller that comes while no commit is under way makes one at
 * once, on its own thread; callers that come meanwhile wait for the next, which one of them makes for all. A commit is one round trip to
 * the database: a statement for each kind, sent and committed together, each of which notifies other processes itself. Each write has its
 * own result; where the commit fails for one of them, each is tried alone. Thread-safe.
 */
public final class GroupCommit {
    private static final int MOST = 200; // starts or reports in one commit: it must not take long
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(900); // as long as for a connection
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(1900);
    private static final String UNANSWERED = "08006";
    private static final String[] SQL = combinations(TaskTable.LOCK, RoverOrders.DELIVERED, TaskTransitions.ALONE,
            QuickStart.SQL);

    private final Transactions transactions;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Write> waiting = new ArrayList<>(); // guarded by lock, as is the next
    private boolean committing;

    private static final class Write {
        final QuickStart.Wanted wanted; // null for reports
        final Consumer<QuickStart.Made> made;
        final List<RoverOrders.Confirmed> confirmed;
        final List<TaskChange> outcomes;
        final Condition turn;
        boolean done; // guarded by lock
        // these three are written by the thread that commits, before done is set
        QuickStart.Made start; // null where something prevents it
        List<TaskTransitions.Moved> moved = List.of();
        RuntimeException failure; // null where there was none

        Write(QuickStart.Wanted wanted, Consumer<QuickStart.Made> made, List<RoverOrders.Confirmed> confirmed, List<TaskChange> outcomes,
                Condition turn) {
            this.wanted = wanted;
            this.made = made;
            this.confirmed = confirmed;
            this.outcomes = outcomes;
            this.turn = turn;
        }
    }

    public GroupCommit(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Has the database plan the statements, so that the first that counts does not wait for that; nothing is changed. Returns at once. */
    public void prepare() {
        Thread.ofVirtual().name("plans").start(() -> {
            UUID none = new UUID(0, 0);
            List<RoverOrders.Confirmed> confirmed = List.of(new RoverOrders.Confirmed(none, 0));
            List<TaskChange> outcomes = List.of(TaskChange.complete(none, "", null).heardOn(new TaskChange.Heard(0, true, 0)));
            try {
                start(QuickStart.Wanted.anyhow(none), made -> { });
                reports(List.of(), outcomes);
                reports(confirmed, List.of());
                reports(confirmed, outcomes);
                reports(List.of(confirmed.getFirst(), confirmed.getFirst()), List.of());
            } catch (DatabaseAway e) {
                // they are planned when they come
            }
        });
    }

    /** Whether a batch of reports is small enough. */
    public static boolean takes(int reports) {
        return reports <= MOST;
    }

    /**
     * Starts a mission where nothing prevents it; empty where something does.
     *
     * @param made gets the task that was made, on the thread that committed it, before anything else is notified of it
     * @throws DatabaseAway within two seconds
     */
    public Optional<QuickStart.Made> start(QuickStart.Wanted wanted, Consumer<QuickStart.Made> made) {
        return Optional.ofNullable(write(new Write(wanted, made, List.of(), List.of(), lock.newCondition())).start);
    }

    /**
     * Stores confirmations and outcomes, at most one of both for a task: see {@link MissionTable#keepOf}.
     *
     * @return the outcomes that changed their task, in no order
     * @throws DatabaseAway within two seconds
     */
    public List<TaskTransitions.Moved> reports(List<RoverOrders.Confirmed> confirmed, List<TaskChange> outcomes) {
        return write(new Write(null, null, confirmed, outcomes, lock.newCondition())).moved;
    }

    private Write write(Write write) {
        List<Write> group = await(write);
        if (!group.isEmpty()) {
            lead(group);
        }
        if (write.failure != null) {
            throw write.failure;
        }
        return write;
    }

    /** Those that this thread is to commit, its own among them; none where another has done that. */
    private List<Write> await(Write write) {
        lock.lock();
        try {
            waiting.add(write);
            long from = System.nanoTime();
            while (committing && !write.done) {
                boolean taken = !waiting.contains(write);
                long left = from + (taken ? ANSWER_NANOS : TURN_NANOS) - System.nanoTime();
                if (left <= 0) {
                    waiting.remove(write);
                    throw new DatabaseAway(taken ? new SQLException("the commit takes too long", UNANSWERED)
                            : new SQLTransientConnectionException("the commit before this one takes too long"));
                }
                write.turn.awaitNanos(left);
            }
            return write.done ? List.of() : take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            waiting.remove(write);
            throw new DatabaseAway(new SQLException("interrupted", UNANSWERED));
        } finally {
            lock.unlock();
        }
    }

    private List<Write> take() {
        committing = true;
        List<Write> group = new ArrayList<>();
        int size = 0;
        while (!waiting.isEmpty() && size < MOST) {
            Write first = waiting.removeFirst();
            group.add(first);
            size += first.wanted != null ? 1 : first.confirmed.size() + first.outcomes.size();
        }
        return group;
    }

    private void lead(List<Write> group) {
        Changes changes = new Changes();
        try {
            commit(group, changes);
        } catch (DatabaseFault e) { // of one of them, perhaps: so that the others do not fail with it
            for (Write write : group) {
                try {
                    commit(List.of(write), changes);
                } catch (DatabaseFault | DatabaseAway own) {
                    write.failure = own;
                }
            }
        } catch (RuntimeException e) {
            group.forEach(write -> write.failure = e);
        } finally {
            end(group);
        }
        transactions.publish(changes);
        for (Write write : group) {
            if (write.failure instanceof DatabaseAway away) { // of one that was tried by itself, perhaps
                transactions.noted(away);
                return;
            }
        }
    }

    /**
     * The group is done, whatever its outcome; the longest waiting caller makes the next. Where the database is away, no caller waits for
     * it to be found away again.
     */
    private void end(List<Write> group) {
        lock.lock();
        try {
            committing = false;
            if (group.getFirst().failure instanceof DatabaseAway away) {
                waiting.forEach(write -> write.failure = away);
                group = new ArrayList<>(group);
                group.addAll(waiting);
                waiting.clear();
            }
            for (Write write : group) {
                write.done = true;
                write.turn.signal();
            }
            if (!waiting.isEmpty()) {
                waiting.getFirst().turn.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Write> group, Changes changes) {
        // run anew where it was a deadlock's victim
        Changes made = transactions.database().callPlanned(connection -> send(connection, group));
        for (Write write : group) {
            if (write.start != null) {
                write.made.accept(write.start);
            }
        }
        changes.add(made);
    }

    private Changes send(Connection connection, List<Write> group) throws SQLException {
        List<RoverOrders.Confirmed> confirmed = new ArrayList<>();
        List<TaskChange> outcomes = new ArrayList<>();
        List<QuickStart.Wanted> starts = new ArrayList<>();
        for (Write write : group) {
            confirmed.addAll(write.confirmed);
            outcomes.addAll(write.outcomes);
            if (write.wanted != null) {
                starts.add(write.wanted);
            }
        }
        Changes changes = new Changes();
        UUID process = transactions.process();
        boolean several = !confirmed.isEmpty() && confirmed.size() + outcomes.size() > 1; // outcomes lock theirs in order
        try (PreparedStatement statement = connection.prepareStatement(sql(several, !confirmed.isEmpty(), !outcomes.isEmpty(),
                !starts.isEmpty()))) {
            int at = 1;
            at = several ? TaskTable.setLock(connection, statement, at, tasks(confirmed, outcomes)) : at;
            at = confirmed.isEmpty() ? at : RoverOrders.setDelivered(connection, statement, at, confirmed, process);
            at = outcomes.isEmpty() ? at : TaskTransitions.set(connection, statement, at, outcomes, process);
            if (!starts.isEmpty()) {
                QuickStart.set(connection, statement, at, starts, process);
            }
            statement.execute();
            if (several) {
                statement.getMoreResults();
            }
            if (!confirmed.isEmpty()) {
                try (ResultSet row = statement.getResultSet()) {
                    TaskTable.tasks(row).forEach(changes::task);
                }
                statement.getMoreResults();
            }
            if (!outcomes.isEmpty()) {
                try (ResultSet row = statement.getResultSet()) {
                    share(group, TaskTransitions.read(row, changes));
                }
                statement.getMoreResults();
            }
            if (!starts.isEmpty()) {
                try (ResultSet row = statement.getResultSet()) {
                    share(group, QuickStart.read(row, starts.size()), changes);
                }
            }
        }
        return changes;
    }

    /** There are few reports in a group, mostly from one thread. */
    private static void share(List<Write> group, List<TaskTransitions.Moved> moved) {
        for (Write write : group) {
            if (!write.outcomes.isEmpty()) {
                write.moved = moved;
            }
        }
    }

    private static void share(List<Write> group, QuickStart.Made[] made, Changes changes) {
        int next = 0;
        for (Write write : group) {
            if (write.wanted != null) {
                write.start = made[next++];
                if (write.start != null) {
                    changes.task(write.start.sending().task());
                }
            }
        }
    }

    private static List<UUID> tasks(List<RoverOrders.Confirmed> confirmed, List<TaskChange> outcomes) {
        return Stream.concat(confirmed.stream().map(RoverOrders.Confirmed::task), outcomes.stream().map(TaskChange::id)).toList();
    }

    /** What rovers confirmed before what they finished, and both before what they are to begin. */
    private static String sql(boolean several, boolean confirmed, boolean outcomes, boolean starts) {
        return SQL[(several ? 1 : 0) + (confirmed ? 2 : 0) + (outcomes ? 4 : 0) + (starts ? 8 : 0)];
    }

    private static String[] combinations(String... parts) {
        String[] all = new String[1 << parts.length];
        for (int set = 0; set < all.length; set++) {
            StringJoiner sql = new StringJoiner(";");
            for (int i = 0; i < parts.length; i++) {
                if ((set & 1 << i) != 0) {
                    sql.add(parts[i]);
                }
            }
            all[set] = sql.toString();
        }
        return all;
    }
}
