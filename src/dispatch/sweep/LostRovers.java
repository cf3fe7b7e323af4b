package depot.dispatch.sweep;

import depot.dispatch.model.TaskChange;
import depot.dispatch.store.Changes;
import depot.dispatch.store.TaskTransitions;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends, or gives to others, the tasks of rovers that stay away for too long, as their missions say. */
public final class LostRovers implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Transactions ledger;
    private final Duration lostAfter;

    public LostRovers(Transactions ledger, Duration lostAfter) {
        this.ledger = ledger;
        this.lostAfter = lostAfter;
    }

    @Override
    public void look() {
        for (TaskTransitions.Moved moved : ledger.work(this::move)) {
            log.warn("rover {} stayed away for {}: its task {} is {}", moved.had(), shown(lostAfter), moved.task().id(), moved.task().status().text());
        }
    }

    private List<TaskTransitions.Moved> move(Connection connection, Changes changes) throws SQLException {
        List<TaskChange> lost = new ArrayList<>();
        // the rover's row is locked: one that registers at this moment comes before or after this
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT t.id, t.rover_id, m.on_loss FROM tasks t JOIN missions m ON m.id = t.mission_id JOIN rover_links r ON r.rover_id = t.rover_id
                WHERE t.status IN ('assigned', 'active') AND NOT r.connected AND m.on_loss <> 'wait'
                    AND r.disconnected_at < now() - make_interval(secs => ?)
                ORDER BY t.id LIMIT 1000 FOR UPDATE OF r SKIP LOCKED""")) {
            query.setDouble(1, lostAfter.toMillis() / 1000.0);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    UUID task = row.getObject(1, UUID.class);
                    String rover = row.getString(2);
                    String why = "rover " + rover + " was not connected for " + shown(lostAfter);
                    lost.add(row.getString(3).equals("requeue") ? TaskChange.requeue(task, rover, why) : TaskChange.lost(task, rover, why));
                }
            }
        }
        return TaskTransitions.apply(connection, changes, lost);
    }

    static String shown(Duration duration) {
        return duration.toMinutes() > 0 && duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min"
                : duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
