package depot.dispatch.sweep;

import depot.dispatch.rules.FleetView;
import depot.dispatch.rules.HomeRule;
import depot.dispatch.rules.KnownRover;
import depot.dispatch.rules.StartOutcome;
import depot.dispatch.store.HomeTable;
import depot.dispatch.store.TaskStarter;
import depot.dispatch.store.Transactions;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends free rovers home whose battery is low. The rules are in {@link HomeRule}, and those for every start. For the sweep's
 * thread.
 */
public final class WaysHome implements Sweep.Chore {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final String WHO = "battery";

    private final Transactions transactions;
    private final FleetView fleet;
    private final Supplier<List<String>> idleRovers;

    /** @param idleRovers that are connected and have no task */
    public WaysHome(Transactions transactions, FleetView fleet, Supplier<List<String>> idleRovers) {
        this.transactions = transactions;
        this.fleet = fleet;
        this.idleRovers = idleRovers;
    }

    @Override
    public void look() {
        List<String> low = idleRovers.get().stream().filter(this::isLow).toList();
        if (low.isEmpty()) {
            return;
        }
        for (HomeTable.WayHome way : transactions.database().work(connection -> HomeTable.of(connection, low))) {
            if (HomeRule.goes(fleet.of(way.needs().rover()), fleet.lowVolts(), way.needs().first(), way.last())) {
                StartOutcome outcome = transactions.work((connection, changes) ->
                        TaskStarter.start(connection, changes, fleet, way.mission(), false, WHO));
                if (outcome instanceof StartOutcome.Started started) {
                    log.info("rover {} has a low battery and goes home, on task {}", way.needs().rover(), started.task().id());
                }
            }
        }
    }

    private boolean isLow(String rover) {
        KnownRover known = fleet.of(rover);
        return known.volts() != null && known.volts() < fleet.lowVolts();
    }
}
