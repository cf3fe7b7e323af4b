package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.ground.RuledGround;
import depot.dispatch.model.AlarmCause;
import depot.dispatch.model.AlarmKind;
import depot.dispatch.model.SeenRover;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.AlarmRule;
import depot.dispatch.store.AlarmTable;
import depot.dispatch.store.Changes;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Raises alarms for what is seen of rovers and the base, and ends them when their cause is seen to be gone. (Failed tasks are the database's
 * own.) The rules are {@link AlarmRule}'s. For the sweep's thread.
 */
public final class AlarmWatch implements Sweep.Chore {
    private static final Duration READ_AGAIN = Duration.ofSeconds(10); // what another process may have raised, and the zones

    private final AlarmRule rule;
    private final Transactions transactions;
    private final Supplier<Optional<List<SeenRover>>> fleet;
    private final Supplier<List<Task>> openTasks;
    private final Predicate<String> connected;
    private final Supplier<Optional<AlarmRule.BaseFacts>> base;
    private final Time time;
    private final Map<String, Long> awaySince = new HashMap<>(); // rovers with a task that are not connected; in nanoseconds
    private RuledGround ground;
    private Set<AlarmTable.Cause> lasting = Set.of();
    private long readAt;
    private volatile boolean zonesChanged = true; // written by whoever tells of changes

    /**
     * @param fleet every rover that discovery knows; empty while it cannot be asked
     * @param connected whether a rover is connected, to any process
     * @param base empty where nobody says where the base station's service is
     */
    public AlarmWatch(AlarmRule rule, Transactions transactions, Supplier<Optional<List<SeenRover>>> fleet, Supplier<List<Task>> openTasks,
            Predicate<String> connected, Supplier<Optional<AlarmRule.BaseFacts>> base, Time time) {
        this.rule = rule;
        this.transactions = transactions;
        this.fleet = fleet;
        this.openTasks = openTasks;
        this.connected = connected;
        this.base = base;
        this.time = time;
        readAt = time.nanos() - READ_AGAIN.toNanos();
    }

    /** Any thread. */
    public void changed(Changes changes) {
        if (changes.siteToo() || !changes.zones().isEmpty()) {
            zonesChanged = true;
        }
    }

    private record Found(AlarmTable.Cause cause, AlarmCause state, String rover, UUID task) {}

    @Override
    public void look() {
        boolean again = time.nanos() - readAt >= READ_AGAIN.toNanos();
        if (zonesChanged || again) {
            zonesChanged = false;
            ground = transactions.database().work(AlarmWatch::ground);
        }
        List<Found> found = found();
        boolean news = found.stream().anyMatch(each -> each.state.state() != AlarmCause.State.UNKNOWN
                && each.state.isPresent() != lasting.contains(each.cause));
        if (news || again) {
            readAt = time.nanos();
            lasting = transactions.work((connection, changes) -> write(connection, found));
        }
    }

    private static RuledGround ground(Connection connection) throws SQLException {
        List<RouteChecks.RuleZone> zones = RouteChecks.ruleZones(connection);
        return new RuledGround(SiteTable.read(connection).origin(), zones(zones, "keepout"), zones(zones, "fence"));
    }

    private static List<RuledGround.Zone> zones(List<RouteChecks.RuleZone> zones, String type) {
        return zones.stream().filter(zone -> zone.type().equals(type) && zone.corners().size() > 2)
                .map(zone -> new RuledGround.Zone(zone.name(), zone.corners())).toList();
    }

    private List<Found> found() {
        Map<String, UUID> tasks = new HashMap<>();
        openTasks.get().stream().filter(task -> TaskStatus.ON_ROVER.contains(task.status())).forEach(task -> tasks.put(task.roverId(), task.id()));
        Optional<List<SeenRover>> seen = fleet.get();
        Map<String, SeenRover> rovers = new HashMap<>();
        seen.ifPresent(all -> all.forEach(rover -> rovers.put(rover.id(), rover)));
        Set<String> ids = new HashSet<>(rovers.keySet());
        ids.addAll(tasks.keySet());
        lasting.stream().filter(cause -> cause.kind() != AlarmKind.BASE_UNUSABLE).forEach(cause -> ids.add(cause.subject()));
        awaySince.keySet().retainAll(tasks.keySet());
        List<Found> found = new ArrayList<>();
        for (String id : ids) {
            SeenRover rover = rovers.get(id);
            UUID task = tasks.get(id);
            rule.rover(new AlarmRule.RoverFacts(id, rover, seen.isPresent(), task, away(id, task),
                    rover == null ? AlarmCause.UNKNOWN : ground.outsideFence(rover), rover == null ? AlarmCause.UNKNOWN : ground.insideKeepOut(rover)))
                    .forEach((kind, state) -> found.add(new Found(new AlarmTable.Cause(kind, id), state, id, task)));
        }
        base.get().ifPresent(facts -> found.add(new Found(new AlarmTable.Cause(AlarmKind.BASE_UNUSABLE, "base"), rule.base(facts), null, null)));
        return found;
    }

    private Duration away(String rover, UUID task) {
        if (task == null || connected.test(rover)) {
            awaySince.remove(rover);
            return null;
        }
        return Duration.ofNanos(time.nanos() - awaySince.computeIfAbsent(rover, id -> time.nanos()));
    }

    /** What lasts after it. */
    private static Set<AlarmTable.Cause> write(Connection connection, List<Found> found) throws SQLException {
        boolean mine = AlarmTable.lock(connection);
        Map<AlarmTable.Cause, UUID> there = AlarmTable.lasting(connection);
        if (!mine) {
            return Set.copyOf(there.keySet());
        }
        List<UUID> over = new ArrayList<>();
        for (Found each : found) {
            UUID alarm = there.get(each.cause);
            if (each.state.isPresent() && alarm == null) {
                AlarmTable.raise(connection, each.cause, each.rover, each.task, each.state.text());
                there.put(each.cause, null);
            } else if (each.state.state() == AlarmCause.State.GONE && alarm != null) {
                over.add(alarm);
                there.remove(each.cause);
            }
        }
        if (!over.isEmpty()) {
            AlarmTable.end(connection, over);
        }
        return new HashSet<>(there.keySet());
    }
}
