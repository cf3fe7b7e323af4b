package depot.dispatch.sweep;

import depot.dispatch.store.Changes;
import depot.dispatch.store.OpenLinkTable;
import depot.dispatch.store.ProcessTable;
import depot.dispatch.store.RoverLinkTable;
import depot.dispatch.store.TaskTable;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes off processes that have not recorded for a while that they live, and the links that they held. Their rovers come back through
 * the one address that all use; what those processes heard and did not store is unknown. A process that was only frozen finds out when it
 * goes on.
 */
public final class DeadProcesses implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");

    private final Transactions transactions;

    public DeadProcesses(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void look() {
        int dead = transactions.work(this::writeOff);
        if (dead > 0) {
            log.warn("{} dispatch processes have died: what they held passes to the living", dead);
        }
    }

    private int writeOff(Connection connection, Changes changes) throws SQLException {
        int dead = ProcessTable.removeDead(connection, transactions.process());
        // statements of their own: a process that said at the last moment that it lives was not removed
        Map<String, Long> links = OpenLinkTable.removeLeftBehind(connection, transactions.process());
        Set<String> rovers = new HashSet<>(links.keySet());
        rovers.addAll(RoverLinkTable.leftBehind(connection, transactions.process()));
        TaskTable.lockOf(connection, rovers, true);
        OpenLinkTable.lost(connection, changes, links);
        RoverLinkTable.writeOff(connection, changes, transactions.process());
        return dead;
    }
}
