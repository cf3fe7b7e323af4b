package depot.dispatch.sweep;

import depot.common.time.Time;
import depot.dispatch.ground.RouteLine;
import depot.dispatch.ground.RuledGround;
import depot.dispatch.model.AlarmCause;
import depot.dispatch.model.AlarmKind;
import depot.dispatch.model.SeenRover;
import depot.dispatch.model.Task;
import depot.dispatch.model.TaskStatus;
import depot.dispatch.rules.AlarmRule;
import depot.dispatch.store.AlarmTable;
import depot.dispatch.store.Changes;
import depot.dispatch.store.OpenRoutes;
import depot.dispatch.store.RouteChecks;
import depot.dispatch.store.SiteTable;
import depot.dispatch.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Raises alarms from the states of rovers and the base, and ends them when their cause is seen to be gone. (The database itself raises
 * those of failed tasks.) The rules are in {@link AlarmRule}. For the sweep's thread.
 */
public final class AlarmWatch implements Sweep.Chore {
    private static final Set<AlarmKind> MOVES = Set.of(AlarmKind.ESTOP, AlarmKind.FAULT, AlarmKind.STALLED, AlarmKind.BATTERY_CRITICAL,
            AlarmKind.OFF_ROUTE);
    private static final Duration READ_AGAIN = Duration.ofSeconds(10); // what another process may have raised, and the zones

    private final AlarmRule rule;
    private final Transactions transactions;
    private final Supplier<Optional<List<SeenRover>>> fleet;
    private final Supplier<List<Task>> openTasks;
    private final Predicate<String> connected;
    private final Supplier<Optional<AlarmRule.BaseFacts>> base;
    private final DoubleSupplier criticalVolts;
    private final Time time;
    private Map<UUID, Driven> routes = Map.of(); // of the tasks that rovers are on
    private Map<UUID, Trouble> troubles = Map.of();
    private final Map<String, Long> awaySince = new HashMap<>(); // rovers with a task that are not connected; in nanoseconds
    private volatile RuledGround ground; // written by the sweep; null before it has looked
    private Set<AlarmTable.Cause> lasting = Set.of();
    private long readAt;
    private volatile boolean zonesChanged = true; // set by changed(), on any thread

    /**
     * @param fleet every rover that discovery knows; empty while it cannot be asked
     * @param connected whether a rover is connected, to any process
     * @param base empty where the address of the base station's service is not set
     */
    public AlarmWatch(AlarmRule rule, Transactions transactions, Supplier<Optional<List<SeenRover>>> fleet, Supplier<List<Task>> openTasks,
            Predicate<String> connected, Supplier<Optional<AlarmRule.BaseFacts>> base, DoubleSupplier criticalVolts, Time time) {
        this.rule = rule;
        this.transactions = transactions;
        this.fleet = fleet;
        this.openTasks = openTasks;
        this.connected = connected;
        this.base = base;
        this.criticalVolts = criticalVolts;
        this.time = time;
        readAt = time.nanos() - READ_AGAIN.toNanos();
    }

    /** Any thread. */
    public void changed(Changes changes) {
        if (changes.siteToo() || !changes.zones().isEmpty()) {
            zonesChanged = true;
        }
    }

    /** A task's mission, and where its rover may be. @param way null where nothing is known of one */
    private record Driven(String mission, RouteLine way) {}

    /** A rover on a task that needs an operator. @param text what it is, for a person */
    public record Trouble(String rover, String text) {}

    /** The tasks whose rovers were in trouble at the last run. For the sweep's thread. */
    public Map<UUID, Trouble> troubles() {
        return troubles;
    }

    /** Where the site and its rules are, as of a moment ago; null before the database was read. Any thread. */
    public RuledGround ground() {
        return ground;
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
        troubles = found.stream().filter(each -> each.task != null && MOVES.contains(each.cause.kind()) && each.state.isPresent())
                .collect(Collectors.toMap(Found::task, each -> new Trouble(each.rover, each.state.text()), (one, other) -> one));
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
        Map<String, Task> tasks = new HashMap<>();
        openTasks.get().stream().filter(task -> TaskStatus.ON_ROVER.contains(task.status()))
                .forEach(task -> tasks.put(task.roverId(), task));
        readRoutes(tasks.values());
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
            Task task = tasks.get(id);
            rule.rover(new AlarmRule.RoverFacts(id, rover, seen.isPresent(), task == null ? null : onTask(task, rover), away(id, task),
                    criticalVolts.getAsDouble(),
                    rover == null ? AlarmCause.UNKNOWN : ground.outsideFence(rover), rover == null
                    ? AlarmCause.UNKNOWN : ground.insideKeepOut(rover)))
                    .forEach((kind, state) -> found.add(new Found(new AlarmTable.Cause(kind, id), state, id, task == null
                    ? null : task.id())));
        }
        base.get().ifPresent(facts -> found.add(new Found(new AlarmTable.Cause(AlarmKind.BASE_UNUSABLE, "base"), rule.base(facts), null,
                null)));
        return found;
    }

    /** Reads the routes that were not read before; a task's route does not change. */
    private void readRoutes(Collection<Task> tasks) {
        Map<UUID, Driven> now = new HashMap<>();
        List<UUID> unread = new ArrayList<>();
        for (Task task : tasks) {
            Driven driven = routes.get(task.id());
            if (driven == null) {
                unread.add(task.id());
            } else {
                now.put(task.id(), driven);
            }
        }
        if (!unread.isEmpty()) {
            transactions.database().work(connection -> OpenRoutes.of(connection, unread))
                    .forEach((id, route) -> now.put(id, new Driven(route.mission(), RouteLine.of(route.waypoints()).orElse(null))));
        }
        routes = now;
    }

    private AlarmRule.OnTask onTask(Task task, SeenRover rover) {
        Driven driven = routes.get(task.id());
        // before its first report it is on the way to the first waypoint, from anywhere
        AlarmCause offRoute = task.status() != TaskStatus.ACTIVE || driven == null || driven.way == null || rover == null
                ? AlarmCause.UNKNOWN
                : ground.offRoute(rover, driven.way);
        return new AlarmRule.OnTask(task.id(), driven == null ? null : driven.mission, task.stalled() == null ? null : "it "
                + task.stalled().why(), offRoute);
    }

    private Duration away(String rover, Task task) {
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
