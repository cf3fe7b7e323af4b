package depot.dispatch.console;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Brings zones, missions, alarms and the site to the board, and keeps which version of each was published last. So after notifications were
 * lost, only what differs from that is read and published. For {@link ConsoleUpdater}'s thread, but for {@link #first}.
 */
final class PlanUpdates {
    private static final int TOGETHER = 50; // rows read at once: one may be large

    private final ConsoleState board;
    private final UpdateReader reader;
    private final Kind zones;
    private final Kind missions;
    private final Kind alarms;
    private long site;
    private volatile UpdateReader.Versions atStart; // null when taken over; set by the thread that migrates

    PlanUpdates(ConsoleState board, UpdateReader reader) {
        this.board = board;
        this.reader = reader;
        zones = new Kind(reader::zones);
        missions = new Kind(reader::missions);
        alarms = new Kind(reader::alarms);
    }

    /** Remembers what is there before clients can read or change anything by this process: consoles miss only what comes after. */
    void first(Connection connection) throws SQLException {
        atStart = UpdateReader.versions(connection);
    }

    private void takeOver() {
        UpdateReader.Versions start = atStart;
        if (start != null) {
            zones.published.putAll(start.zones());
            missions.published.putAll(start.missions());
            alarms.published.putAll(start.alarms());
            site = start.site();
            atStart = null;
        }
    }

    /** Publishes these. @throws depot.database.DatabaseAway */
    void show(Set<UUID> zoneIds, Set<UUID> missionIds, Set<UUID> alarmIds, boolean siteToo) {
        takeOver();
        reader.zones(zoneIds).forEach(zones::publish);
        reader.missions(missionIds).forEach(missions::publish);
        reader.alarms(alarmIds).forEach(alarms::publish);
        if (siteToo) {
            showSite();
        }
    }

    /** Publishes what is not as it was published last. @throws depot.database.DatabaseAway what was not published is at the next call */
    void showDiffering(UpdateReader.Versions now) {
        takeOver();
        zones.showDiffering(now.zones());
        missions.showDiffering(now.missions());
        alarms.showDiffering(now.alarms());
        if (site != now.site()) {
            showSite();
        }
    }

    private void showSite() {
        UpdateReader.Plan now = reader.site();
        board.plan(now.id(), now.message());
        site = now.version();
    }

    /** What there is of one kind. */
    private final class Kind {
        private final Function<Collection<UUID>, List<UpdateReader.Plan>> read;
        private final Map<UUID, Long> published = new HashMap<>(); // versions; about as many as the reader lists

        Kind(Function<Collection<UUID>, List<UpdateReader.Plan>> read) {
            this.read = read;
        }

        void publish(UpdateReader.Plan plan) {
            board.plan(plan.id(), plan.message());
            if (plan.version() == UpdateReader.Plan.GONE) {
                published.remove(plan.id());
            } else if (published.size() < UpdateReader.MAX_VERSIONS || published.containsKey(plan.id())) {
                published.put(plan.id(), plan.version());
            }
        }

        void showDiffering(Map<UUID, Long> now) {
            List<UUID> differing = new ArrayList<>();
            now.forEach((id, version) -> {
                if (!version.equals(published.get(id))) {
                    differing.add(id);
                }
            });
            published.keySet().stream().filter(id -> !now.containsKey(id)).forEach(differing::add); // gone, or beyond what is listed
            for (int from = 0; from < differing.size(); from += TOGETHER) {
                for (UpdateReader.Plan plan : read.apply(differing.subList(from, Math.min(from + TOGETHER, differing.size())))) {
                    Long before = published.get(plan.id());
                    if (before == null || before != plan.version()) {
                        publish(plan);
                    }
                }
            }
            published.keySet().retainAll(now.keySet());
        }
    }
}
