package depot.dispatch.store;

import depot.dispatch.rules.StartRule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Why waiting tasks get no rover at this moment. Immutable once read. */
public final class QueueView {
    private final Map<String, StartRule.RoverFacts> named;
    private final String noneFree;

    private QueueView(Map<String, StartRule.RoverFacts> named, String noneFree) {
        this.named = named;
        this.noneFree = noneFree;
    }

    /** The free rovers, not locked, the best first. */
    public static List<String> freeRovers(Connection connection, int limit) throws SQLException {
        return FreeRovers.all(connection, limit);
    }

    /** For these tasks. */
    public static QueueView read(Connection connection, Collection<QueueTable.Explained> waiting) throws SQLException {
        List<String> rovers = waiting.stream().map(task -> task.mission().rover()).filter(Objects::nonNull).distinct().toList();
        return new QueueView(FreeRovers.facts(connection, rovers), FreeRovers.noneFree(connection).why());
    }

    /** @param rover the one that a task's mission names; null for any */
    public String whyNot(String rover) {
        if (rover == null) {
            return noneFree;
        }
        return StartRule.rover(named.get(rover)).map(StartRule.Obstacle::why).orElse("rover " + rover + " is about to be given another task");
    }
}
