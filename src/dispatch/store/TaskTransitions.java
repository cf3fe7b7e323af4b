package depot.dispatch.store;

import depot.dispatch.model.Task;
import depot.dispatch.model.TaskChange;
import depot.dispatch.model.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The one way in which tasks change their state: one statement for any number of tasks, with the state that is expected
 * of each. It also writes the history, the cancels to send to rovers, and since when rovers are idle.
 * Stateless; the caller's transaction.
 */
public final class TaskTransitions {
    /** SQL on a task {@code t} and a report {@code w}: whether that is of the task's present attempt. See {@link TaskChange.Heard}. */
    static final String OF_THIS_ATTEMPT = "t.sent_link IS NOT NULL AND CASE WHEN w.attempt IS NULL THEN t.sent_link < w.link OR NOT "
            + "w.numbered AND t.attempt = 1 ELSE t.attempt = w.attempt END";

    /**
     * Of progress: not where the rover has said more on a newer link, heard by another process perhaps. (An earlier version wrote the
     * greatest number there is for a link without one.)
     */
    static final String NOT_OVERTAKEN = "(t.heard_link IS NULL OR t.heard_link <= w.link OR NOT w.numbered OR t.heard_link = "
            + Long.MAX_VALUE + ")";

    private static final String CHANGE = """
            WITH wanted AS (
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::text[],
                    ?::text[], ?::text[], ?::bool[], ?::bigint[], ?::bool[], ?::int[], ?::bool[])
                    AS w(id, expected, target, held_by, give_to, progress, waypoint, lap, error, who, why, recall, link, numbered,
                        attempt, unsent_only)
            ), before AS (
                SELECT w.*, t.status AS was, t.rover_id AS had, t.sent_link AS sent
                FROM tasks t JOIN wanted w ON w.id = t.id
                WHERE t.status = ANY(string_to_array(w.expected, ',')) AND (w.held_by IS NULL OR t.rover_id = w.held_by)
                    AND (w.link IS NULL OR %s) AND (w.target <> 'active' OR %s) AND (NOT w.unsent_only OR t.sent_link IS NULL)
                ORDER BY t.id FOR UPDATE OF t
            ), t AS (
                UPDATE tasks SET
                    status = b.target,
                    rover_id = CASE b.target WHEN 'pending' THEN NULL WHEN 'assigned' THEN b.give_to ELSE tasks.rover_id END,
                    progress = CASE WHEN b.target IN ('pending', 'assigned') THEN 0 ELSE coalesce(b.progress, tasks.progress) END,
                    waypoint = CASE WHEN b.target IN ('pending', 'assigned') THEN 0 ELSE coalesce(b.waypoint, tasks.waypoint) END,
                    lap = CASE WHEN b.target IN ('pending', 'assigned') THEN 0 ELSE coalesce(b.lap, tasks.lap) END,
                    error = coalesce(b.error, tasks.error),
                    started_at = CASE WHEN b.target IN ('pending', 'assigned') THEN NULL
                        WHEN b.target IN ('active', 'done') THEN coalesce(tasks.started_at, now()) ELSE tasks.started_at END,
                    ended_at = CASE WHEN b.target IN ('done', 'failed', 'cancelled') THEN now() END,
                    heard_at = now(),
                    heard_steady = (SELECT steady FROM dispatch_clock),
                    silent_since = NULL,
                    stalled_since = NULL,
                    stalled_why = NULL,
                    waiting_for = CASE b.target WHEN 'pending' THEN b.why END, -- until the queue says what it waits for now
                    seq = CASE b.target WHEN 'pending' THEN coalesce(tasks.seq, nextval('task_seq')) ELSE tasks.seq END,
                    unknown_since = CASE WHEN b.target IN ('failed', 'cancelled') AND b.link IS NULL THEN tasks.unknown_since END,
                    unknown_steady = NULL,
                    hearing_lost = false,
                    heard_link = CASE WHEN b.target IN ('pending', 'assigned') THEN NULL ELSE coalesce(b.link, tasks.heard_link) END,
                    sent_link = CASE WHEN b.target IN ('pending', 'assigned') THEN NULL ELSE tasks.sent_link END,
                    resend = tasks.resend AND b.target NOT IN ('pending', 'assigned'),
                    delivered_at = CASE WHEN b.target IN ('pending', 'assigned') THEN NULL
                        WHEN b.target IN ('active', 'done') OR b.link IS NOT NULL THEN coalesce(tasks.delivered_at, now())
                        ELSE tasks.delivered_at END,
                    version = tasks.version + 1
                FROM before b WHERE tasks.id = b.id
                RETURNING tasks.*, b.was, b.had, b.sent, b.who, b.why, b.recall
            ), history AS (
                INSERT INTO task_events(task_id, mission_id, from_status, to_status, rover_id, who, why)
                SELECT id, mission_id, was, status, coalesce(rover_id, had), who, why FROM t WHERE was <> status
            ), recalls AS (
                INSERT INTO rover_cancels(rover_id, task_id)
                SELECT had, id FROM t WHERE recall AND had IS NOT NULL AND sent IS NOT NULL ON CONFLICT DO NOTHING
            ), freed AS ( -- in order, as everybody does who changes several: two that did not would wait for each other
                SELECT r.rover_id FROM rover_links r JOIN t ON r.rover_id = t.had
                WHERE t.was IN ('assigned', 'active') AND t.status NOT IN ('assigned', 'active')
                ORDER BY r.rover_id FOR NO KEY UPDATE OF r
            ), idle AS (
                UPDATE rover_links r SET idle_order = nextval('rover_idle_seq') FROM freed WHERE r.rover_id = freed.rover_id
            )""".formatted(OF_THIS_ATTEMPT, NOT_OVERTAKEN);
    private static final String RESULT = " SELECT " + TaskTable.COLUMNS + ", t.was, t.had, t.recall";
    private static final String SQL = CHANGE + RESULT + " FROM t";
    /**
     * For {@link GroupCommit}: notifies other processes of the tasks, of rovers that must get a cancel, and, as rovers are free now, of
     * the queue.
     */
    static final String ALONE = CHANGE + ", " + Transactions.NOTIFIED + """
            , further AS (
                SELECT pg_notify('%s', s.sender || f.payload) FROM (SELECT ?::text AS sender) s, (
                    SELECT '|Q|' AS payload WHERE EXISTS (SELECT FROM t)
                    UNION ALL SELECT '|R|' || replace(replace(replace(had, '%%', '%%25'), '+', '%%2B'), ',', '%%2C') FROM t
                        WHERE recall AND had IS NOT NULL
                ) f WHERE EXISTS (SELECT FROM dispatch_processes WHERE process <> ?)
            )""".formatted(Transactions.CHANNEL) + RESULT
            + ", (SELECT count(*) FROM notified) AS notified, (SELECT count(*) FROM further) AS further FROM t";

    private TaskTransitions() {}

    /**
     * A change that was made.
     *
     * @param had the rover that had it before; null for none
     */
    public record Moved(Task task, TaskStatus was, String had) {}

    /**
     * Makes the changes whose task is in a state expected; at most one a task. Adds what others must be notified of to {@code effects}.
     *
     * @return those that were made, in no order
     */
    public static List<Moved> apply(Connection connection, Changes effects, List<TaskChange> changes) throws SQLException {
        if (changes.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            set(connection, statement, 1, changes);
            try (ResultSet row = statement.executeQuery()) {
                return read(row, effects);
            }
        }
    }

    /** Sets the parameters of {@link #ALONE} from {@code at} on. @return the number of the next */
    static int set(Connection connection, PreparedStatement statement, int at, List<TaskChange> changes, UUID process) throws SQLException {
        return Transactions.setNotified(statement, Transactions.setNotified(statement, set(connection, statement, at, changes), process),
                process);
    }

    /** The changes that were made; adds what others must be notified of to {@code effects}. */
    static List<Moved> read(ResultSet row, Changes effects) throws SQLException {
        List<Moved> moved = new ArrayList<>();
        while (row.next()) {
            Moved move = new Moved(TaskTable.read(row), TaskStatus.of(row.getString("was")).orElseThrow(), row.getString("had"));
            moved.add(move);
            addEffects(effects, move, row.getBoolean("recall"));
        }
        return moved;
    }

    private static int set(Connection connection, PreparedStatement statement, int at, List<TaskChange> changes) throws SQLException {
        Arrays arrays = new Arrays(connection, statement, changes, at);
        arrays.set("uuid", TaskChange::id);
        arrays.set("text", change -> change.fromText());
        arrays.set("text", change -> change.to().text());
        arrays.set("text", TaskChange::heldBy);
        arrays.set("text", TaskChange::giveTo);
        arrays.set("int", change -> change.report().progress());
        arrays.set("int", change -> change.report().waypoint());
        arrays.set("int", change -> change.report().lap());
        arrays.set("text", TaskChange::error);
        arrays.set("text", TaskChange::who);
        arrays.set("text", TaskChange::why);
        arrays.set("bool", TaskChange::recall);
        arrays.set("bigint", change -> change.heard() == null ? null : change.heard().link());
        arrays.set("bool", change -> change.heard() == null ? null : change.heard().numbered());
        arrays.set("int", change -> change.heard() == null ? null : change.heard().attempt());
        arrays.set("bool", TaskChange::unsentOnly);
        return arrays.next;
    }

    private static void addEffects(Changes effects, Moved move, boolean recall) {
        effects.task(move.task());
        if (move.task().status() != move.was()) {
            if (recall || move.task().status() == TaskStatus.ASSIGNED) { // else the rover itself said so, and has nothing to be sent
                effects.rover(move.had());
                effects.rover(move.task().roverId());
            }
            if (!TaskStatus.ON_ROVER.contains(move.task().status())) {
                effects.queue();
            }
        }
    }

    /** Sets the statement's parameters one after the other, each an array with an element a change. */
    private static final class Arrays {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<TaskChange> changes;
        private int next;

        Arrays(Connection connection, PreparedStatement statement, List<TaskChange> changes, int at) {
            this.connection = connection;
            this.statement = statement;
            this.changes = changes;
            next = at;
        }

        void set(String type, Function<TaskChange, Object> value) throws SQLException {
            Object[] values = new Object[changes.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(changes.get(i));
            }
            statement.setArray(next++, connection.createArrayOf(type, values));
        }
    }
}
