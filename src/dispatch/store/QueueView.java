package depot.dispatch.store;

import depot.dispatch.rules.Candidate;
import depot.dispatch.rules.Eligibility;
import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.Needs;
import depot.dispatch.rules.Obstacle;
import depot.dispatch.rules.RoverBooks;
import depot.dispatch.rules.WhyNone;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Why waiting tasks get no rover at this moment. For one thread. */
public final class QueueView {
    private final Map<String, RoverBooks> named;
    private final Collection<RoverBooks> connected;
    private final FleetView fleet;
    private final Map<Needs, String> reasonsForAnyRover = new HashMap<>(); // by needs, as most waiting tasks have the same

    private QueueView(Map<String, RoverBooks> named, Collection<RoverBooks> connected, FleetView fleet) {
        this.named = named;
        this.connected = connected;
        this.fleet = fleet;
    }

    /** Reads what is needed for these tasks. */
    public static QueueView read(Connection connection, FleetView fleet, Collection<QueueTable.Explained> waiting) throws SQLException {
        List<String> rovers = waiting.stream().map(task -> task.needs().rover()).filter(Objects::nonNull).distinct().toList();
        return new QueueView(FreeRovers.books(connection, rovers), FreeRovers.connected(connection).values(), fleet);
    }

    public String whyNot(Needs needs) {
        String rover = needs.rover();
        if (rover == null) {
            // where the task begins makes no rover ineligible
            Needs anywhere = new Needs(null, needs.minBatteryVolts(), needs.needsFix(), needs.home(), null, needs.avoid());
            return reasonsForAnyRover.computeIfAbsent(anywhere, each -> WhyNone.of(connected.stream()
                    .map(books -> Candidate.of(books, fleet, each)).toList()).why());
        }
        return Eligibility.obstacle(Candidate.of(named.get(rover), fleet, needs)).map((Obstacle why) -> why.of(rover))
                .orElse("rover " + rover + " is about to be given another task");
    }
}
