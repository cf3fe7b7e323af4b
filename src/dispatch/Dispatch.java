package depot.dispatch;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.StandardRoutes;
import depot.common.memory.OutputBudget;
import depot.common.service.Service;
import depot.common.time.Time;
import depot.dispatch.console.AlarmWebhook;
import depot.dispatch.console.ConsoleEndpoint;
import depot.dispatch.console.ConsoleState;
import depot.dispatch.console.ConsoleUpdater;
import depot.dispatch.console.Departures;
import depot.dispatch.console.UpdateReader;
import depot.dispatch.fleet.BaseState;
import depot.dispatch.fleet.DiscoverySupervision;
import depot.dispatch.fleet.DrivingRovers;
import depot.dispatch.fleet.FactsLink;
import depot.dispatch.fleet.FleetFacts;
import depot.dispatch.fleet.FleetKnowledge;
import depot.dispatch.fleet.RoverTroubles;
import depot.dispatch.fleet.ServiceAddress;
import depot.dispatch.fleet.SuperviseLink;
import depot.dispatch.rover.Delivery;
import depot.dispatch.rover.DuplicateIdDetector;
import depot.dispatch.rover.LinkRegistrar;
import depot.dispatch.rover.QuickStarter;
import depot.dispatch.rover.ReportStore;
import depot.dispatch.rover.ReportWriter;
import depot.dispatch.rover.Reports;
import depot.dispatch.rover.RoverEndpoint;
import depot.dispatch.rover.RoverLinks;
import depot.dispatch.rover.Spool;
import depot.dispatch.rover.StopAll;
import depot.dispatch.rover.StopMark;
import depot.dispatch.rover.Supervision;
import depot.dispatch.rules.AlarmRule;
import depot.dispatch.rules.FleetView;
import depot.dispatch.store.Changes;
import depot.dispatch.store.Database;
import depot.dispatch.store.DatabaseClock;
import depot.dispatch.store.DatabaseState;
import depot.dispatch.store.GroupCommit;
import depot.dispatch.store.PlanCache;
import depot.dispatch.store.PlanRemoval;
import depot.dispatch.store.ProcessFile;
import depot.dispatch.store.Replica;
import depot.dispatch.store.Transactions;
import depot.dispatch.sweep.AlarmWatch;
import depot.dispatch.sweep.DeadProcesses;
import depot.dispatch.sweep.DueMissions;
import depot.dispatch.sweep.LostRovers;
import depot.dispatch.sweep.PendingQueue;
import depot.dispatch.sweep.Retention;
import depot.dispatch.sweep.SilentTasks;
import depot.dispatch.sweep.StalledTasks;
import depot.dispatch.sweep.SteadyClock;
import depot.dispatch.sweep.Sweep;
import depot.dispatch.sweep.TroubledTasks;
import depot.dispatch.sweep.WaysHome;
import depot.dispatch.web.AlarmRoutes;
import depot.dispatch.web.CoverageRoutes;
import depot.dispatch.web.ExchangeRoutes;
import depot.dispatch.web.HomeRoutes;
import depot.dispatch.web.IdempotentCalls;
import depot.dispatch.web.MissionRoutes;
import depot.dispatch.web.SettingsRoutes;
import depot.dispatch.web.SiteRoutes;
import depot.dispatch.web.StartRoutes;
import depot.dispatch.web.StopRoutes;
import depot.dispatch.web.TaskRoutes;
import depot.dispatch.web.ZoneRoutes;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dispatch service: zones, missions and tasks in PostgreSQL; rovers get tasks and report; consoles see everything.
 * Its parts and the way of the data through them:
 *
 * <pre>
 *   REST calls ──────────────→ Transactions ─→ PostgreSQL ─NOTIFY→ Replica of other processes
 *   rovers ─→ Reports → ReportWriter ┘ │                                │
 *      ↑        LinkRegistrar (who is connected)                        │
 *      │                               ├─→ ConsoleUpdater → ConsoleState → consoles
 *      └── Delivery ←──────────────────┴─→ PendingQueue ←───────────────┘
 *   Sweep: the steady clock, dead processes, lost rovers, silent tasks, due missions, alarms (by FleetFacts, which discovery fills)
 * </pre>
 */
public final class Dispatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("depot.dispatch");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration DISCOVERY_PATIENCE = Duration.ofSeconds(10); // it may be restarting

    private final Service service;

    private Dispatch(Service service, DispatchConfig config) {
        this.service = service;
        config.dataDirectory().ifPresent(folder -> service.sharesData(folder, Time.SYSTEM));
        CollectorRegistry registry = service.registry();
        DispatchMetrics metrics = new DispatchMetrics(registry);
        DatabaseState state = new DatabaseState();
        UUID process = UUID.randomUUID();
        Database database = new Database(config.database());
        service.atEnd(database::close);
        Transactions transactions = new Transactions(database, process);
        DuplicateIdDetector duplicates = new DuplicateIdDetector(Time.SYSTEM, registry);
        RoverLinks links = new RoverLinks(duplicates);
        Reports reports = new Reports(Time.SYSTEM);
        DiscoverySupervision supervised = new DiscoverySupervision(Time.SYSTEM);
        Optional<ServiceAddress> feeder = config.discovery().filter(address -> config.supervise());
        Supervision supervision = feeder.isPresent() ? supervised : Supervision.NONE;
        Delivery delivery = new Delivery(transactions, links, reports, supervision, config.settle(), metrics::sentAfter);
        LinkRegistrar registrar = new LinkRegistrar(transactions, links, reports, config.settle(), delivery::claimed);
        GroupCommit commits = new GroupCommit(transactions);
        ReportWriter writer = new ReportWriter(reports, new ReportStore(transactions, commits, Time.SYSTEM), registrar::awaitWritten,
                new Spool(config.dataDirectory().orElse(null), process), Time.SYSTEM, metrics::storedAfterNanos);
        ConsoleState consoles = new ConsoleState(OutputBudget.OF_THIS_PROCESS);
        ConsoleUpdater updater = new ConsoleUpdater(consoles, new UpdateReader(transactions), links, duplicates, state, supervised::known,
                Time.SYSTEM);
        StopAll stop = new StopAll(transactions, consoles, links, delivery, supervision, new StopMark(config.dataDirectory().orElse(null)));
        RoverTroubles troubles = new RoverTroubles(transactions);
        FleetFacts fleet = new FleetFacts(Time.SYSTEM, troubles);
        Optional<BaseState> base = config.base().map(address -> new BaseState(address, Time.SYSTEM));
        base.ifPresent(each -> service.atEnd(each::close));
        AlarmWebhook webhook = new AlarmWebhook(transactions, config.alarmWebhook());
        AlarmWatch alarms = new AlarmWatch(new AlarmRule(config.alarmAfter()), transactions, fleet::present, consoles::openTasks,
                consoles::isConnected,
                () -> base.map(BaseState::facts), () -> fleet.limits().criticalVolts(), Time.SYSTEM);
        FleetView known = config.discovery().isEmpty() ? FleetView.NOTHING : new FleetKnowledge(fleet, troubles,
                alarms::ground, config.factsMaxAge());
        PendingQueue queue = new PendingQueue(transactions, known, config.fairnessWindow());
        links.listen(updater::roverHere);
        reports.listen(updater);
        List.<Consumer<Changes>>of(stop::changed, delivery::changed, updater::changed, queue::changed, metrics::changed, alarms::changed,
                webhook::changed, troubles::changed)
                .forEach(transactions::listen);
        Runnable readAnew = () -> { // the caches of the database here, or its rows on this process's links, may be old
            registrar.anew();
            updater.readEverything();
            troubles.readAnew();
            delivery.lookAtAll();
            queue.wake();
        };
        ProcessFile file = new ProcessFile(config.dataDirectory().orElse(null), process);
        Replica replica = new Replica(transactions, state, reports::holdsUnnumbered, file, new Replica.Events() {
            @Override
            public void first(Connection connection) throws SQLException {
                troubles.read(connection);
                updater.first(connection);
            }

            @Override
            public void present() {
                queue.start();
                readAnew.run();
            }

            @Override
            public void newestLink(long number) {
                registrar.known(number);
            }

            @Override
            public void writtenOff() {
                registrar.anew();
            }
        });
        metrics.watch(registry, consoles, writer, state, replica);
        feeder.ifPresent(address -> service.atEnd(new SuperviseLink(address, supervised, Time.SYSTEM)::close));
        config.discovery().ifPresent(address -> service.atEnd(new FactsLink(address, fleet)::close));
        List<Runnable> asking = new ArrayList<>(List.of(queue::close, updater::close, troubles::close, replica::close,
                webhook::close));
        service.atEnd(() -> endParts(state, replica, file, registrar, writer, asking));
        service.atEnd(stop::close);
        updater.start();
        troubles.start();
        if (config.discovery().isEmpty() && config.supervise()) {
            log.warn("DISCOVERY_URL not set: nobody supervises rovers on tasks, and a rover that nobody supervises does not drive");
        }
        QuickStarter starter = new QuickStarter(commits, delivery, new PlanCache(database), known, consoles, Time.SYSTEM);
        OutputBudget output = OutputBudget.OF_THIS_PROCESS;
        IdempotentCalls idempotency = new IdempotentCalls(transactions);
        PlanRemoval removal = new PlanRemoval(transactions);
        Departures departures = new Departures(Time.SYSTEM);
        Optional<DrivingRovers> driving = config.discovery().map(DrivingRovers::new);
        // before the database is waited for: /health answers from the start
        service.serve(health(consoles, state, config.discovery().map(address -> fleet)),
                new ZoneRoutes(transactions, removal, idempotency, output)::declare,
                new SiteRoutes(transactions, output)::declare,
                new AlarmRoutes(transactions)::declare,
                new SettingsRoutes(config.lostAfter(), config.silentAfter())::declare,
                new CoverageRoutes(transactions)::declare,
                new ExchangeRoutes(transactions, output)::declare,
                new MissionRoutes(transactions, removal, idempotency, DatabaseClock.SYSTEM, output)::declare,
                new StartRoutes(transactions, known, idempotency, registrar, starter, stop)::declare,
                new HomeRoutes(transactions, known, stop)::declare,
                new TaskRoutes(transactions, output)::declare,
                new StopRoutes(transactions, stop, () -> driving.flatMap(DrivingRovers::ids), consoles::isConnected)::declare,
                routes -> routes.webSocket("/ws", Access.ROVER,
                                service.webSockets().endpoint(request ->
                                new RoverEndpoint(links, registrar, reports, delivery, Time.SYSTEM)))
                        .webSocket("/ws/console", Access.CONSOLE, service.webSockets()
                        .endpoint(request -> new ConsoleEndpoint(consoles, departures))));
        replica.start(PATIENCE);
        commits.prepare();
        asking.add(startSweep(config, transactions, removal, known, consoles, alarms, readAnew)::close);
    }

    private Sweep startSweep(DispatchConfig config, Transactions transactions, PlanRemoval removal, FleetView known, ConsoleState consoles,
            AlarmWatch alarms, Runnable readAnew) {
        AtomicBoolean uncertain = new AtomicBoolean();
        Duration shortest = Stream.of(config.lostAfter(), config.silentAfter(), config.stalledAfter()).min(Duration::compareTo)
                .orElseThrow();
        Duration step = Sweep.every(shortest);
        Sweep sweep = new Sweep(shortest, List.of(() -> {
            if (uncertain.getAndSet(false)) {
                readAnew.run();
            }
        }, new SteadyClock(transactions, Time.SYSTEM, step), new DeadProcesses(transactions),
                new LostRovers(transactions, config.lostAfter(), step),
                new SilentTasks(transactions, config.silentAfter(), step),
                new DueMissions(transactions, known, DatabaseClock.SYSTEM, Time.SYSTEM),
                new StalledTasks(transactions, consoles::openTasks, known, config.stalledAfter(), Time.SYSTEM), alarms,
                new TroubledTasks(transactions, alarms::troubles),
                new WaysHome(transactions, known, consoles::idleRovers),
                new Retention(transactions, removal, config.keepDays(), DatabaseClock.SYSTEM, Time.SYSTEM)));
        transactions.onUncertain(() -> {
            if (uncertain.compareAndSet(false, true)) {
                sweep.wake();
            }
        });
        return sweep;
    }

    /**
     * What asks the database ends side by side: each may wait for an answer that does not come. Together that is three seconds at most,
     * beside three for requests under way and one for the pools: an end has nine.
     */
    private static void endParts(DatabaseState state, Replica replica, ProcessFile file, LinkRegistrar registrar, ReportWriter writer,
            List<Runnable> others) {
        boolean databaseThere = state.away().isEmpty();
        try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
            others.forEach(closing::execute);
            // before the writer, which says of links that have ended that all of them is stored
            databaseThere &= registrar.close(databaseThere); // once is enough to wait for an answer that does not come
            writer.close(databaseThere);
        }
        file.close(databaseThere && replica.leave());
    }

    private static StandardRoutes.Health health(ConsoleState consoles, DatabaseState state, Optional<FleetFacts> discovery) {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                return state.away().or(() -> discovery.flatMap(FleetFacts::away).filter(away -> away.compareTo(DISCOVERY_PATIENCE) >= 0)
                        .map(away -> "discovery does not tell of rovers: what is known of them grows old, and those that nothing is "
                        + "known of are given tasks as well"));
            }

            @Override
            public void details(JsonGenerator json) throws IOException {
                json.writeNumberField("connected_rovers", consoles.connectedRovers());
            }
        };
    }

    /**
     * Starts the service from its environment values; it answers when this returns. A database that is away is waited
     * for five seconds, and from then on in the background.
     *
     * @throws BadSetting for a value that cannot be used, a port that is taken among them
     */
    public static Dispatch start(Map<String, String> environment) {
        return start(new Environment(environment));
    }

    /** As above. */
    public static Dispatch start(Environment environment) {
        DispatchConfig config = DispatchConfig.from(environment);
        return Service.start("dispatch", new Service.Settings(config.port(), config.gate(), config.http(), config.webSocket()),
                service -> new Dispatch(service, config));
    }

    public int port() {
        return service.port();
    }

    /** What it answers, for tests of what it says of that. */
    public List<String> routes() {
        return service.routes();
    }

    /** Stops accepting, tells every WebSocket, finishes the requests under way, and stores what is not stored. */
    @Override
    public void close() {
        service.close();
    }
}
