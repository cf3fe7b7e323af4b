package depot.dispatch;

import com.fasterxml.jackson.core.JsonGenerator;
import depot.common.config.BadSetting;
import depot.common.config.Environment;
import depot.common.http.Access;
import depot.common.http.StandardRoutes;
import depot.common.time.Time;
import depot.common.service.Service;
import depot.dispatch.assign.PendingQueue;
import depot.dispatch.assign.StartRoutes;
import depot.dispatch.calls.Idempotency;
import depot.dispatch.console.Board;
import depot.dispatch.console.ConsoleEndpoint;
import depot.dispatch.console.Departures;
import depot.dispatch.console.News;
import depot.dispatch.console.NewsReader;
import depot.dispatch.database.Database;
import depot.dispatch.database.DatabaseState;
import depot.dispatch.ledger.Ledger;
import depot.dispatch.ledger.Replica;
import depot.dispatch.plan.MissionRoutes;
import depot.dispatch.plan.ZoneRoutes;
import depot.dispatch.rover.Delivery;
import depot.dispatch.rover.ReportWriter;
import depot.dispatch.rover.Reports;
import depot.dispatch.rover.RoverBook;
import depot.dispatch.rover.RoverEndpoint;
import depot.dispatch.rover.RoverLinks;
import depot.dispatch.rover.TugOfWar;
import depot.dispatch.task.TaskRoutes;
import depot.dispatch.watch.DeadProcesses;
import depot.dispatch.watch.DueMissions;
import depot.dispatch.watch.LostRovers;
import depot.dispatch.watch.OldKeys;
import depot.dispatch.watch.SilentTasks;
import depot.dispatch.watch.Watch;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The dispatch service: zones, missions and tasks in PostgreSQL; rovers get tasks and report; consoles see everything.
 * Its parts and the way of the data through them:
 *
 * <pre>
 *   REST calls ────────────────→ Ledger ─→ PostgreSQL ─NOTIFY→ Replica of other processes
 *   rovers ─→ Reports → ReportWriter ┘ │                                │
 *      ↑         RoverBook (who is connected)                           │
 *      │                               ├─→ News → Board → consoles ←────┤
 *      └── Delivery ←──────────────────┴─→ PendingQueue                 │
 *              ↑────────────────────────────────────────────────────────┘
 *   Watch: dead processes, lost rovers, silent tasks, due missions
 * </pre>
 */
public final class Dispatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Service service;

    private Dispatch(Service service, DispatchConfig config) {
        this.service = service;
        CollectorRegistry registry = service.registry();
        DispatchMetrics metrics = new DispatchMetrics(registry);
        DatabaseState state = new DatabaseState();
        Database database = new Database(config.database());
        service.atEnd(database::close);
        Ledger ledger = new Ledger(database, UUID.randomUUID());
        TugOfWar tugOfWar = new TugOfWar(Time.SYSTEM, registry);
        RoverLinks links = new RoverLinks(tugOfWar);
        Reports reports = new Reports(Time.SYSTEM);
        Delivery delivery = new Delivery(ledger, links, reports, metrics::sentAfter);
        RoverBook book = new RoverBook(ledger, links, config.settle(), delivery::claimed);
        ReportWriter writer = new ReportWriter(reports, ledger, Time.SYSTEM, metrics::storedAfterNanos);
        Board board = new Board();
        News news = new News(board, new NewsReader(ledger), links, tugOfWar, Time.SYSTEM);
        PendingQueue queue = new PendingQueue(ledger);
        EmergencyStop stop = new EmergencyStop(ledger, board, links, delivery);
        DeadProcesses deadProcesses = new DeadProcesses(ledger);
        links.listen(news::roverHere);
        List.<java.util.function.Consumer<depot.dispatch.ledger.Changes>>of(stop::changed, delivery::changed, news::changed, queue::changed, metrics::changed)
                .forEach(ledger::listen);
        Runnable lookAnew = () -> { // what is known of the database's content may be old
            news.readEverything();
            delivery.lookAtAll();
            queue.wake();
        };
        Replica replica = new Replica(ledger, state, new Replica.Events() {
            @Override
            public void present() {
                deadProcesses.databasePresent();
                book.anew();
                lookAnew.run();
            }

            @Override
            public void writtenOff() {
                book.anew();
            }
        });
        metrics.watch(registry, board, writer, state, replica);
        service.atEnd(replica::leave);
        service.atEnd(news::close);
        service.atEnd(replica::close);
        service.atEnd(book::close);
        service.atEnd(writer::close);
        service.atEnd(queue::close);
        news.start();
        queue.start();
        Idempotency idempotency = new Idempotency(ledger);
        Departures departures = new Departures(Time.SYSTEM);
        service.serve(health(board, state), // before the database is waited for: /health answers from the start
                new ZoneRoutes(ledger, idempotency)::declare,
                new MissionRoutes(ledger, idempotency, Time.SYSTEM)::declare,
                new StartRoutes(ledger, idempotency, book)::declare,
                new TaskRoutes(ledger)::declare,
                routes -> routes.post("/stop", Access.CONSOLE, request -> stop.stop())
                        .webSocket("/ws", Access.ROVER, service.webSockets().endpoint(request -> new RoverEndpoint(links, book, reports, delivery)))
                        .webSocket("/ws/console", Access.CONSOLE, service.webSockets().endpoint(request -> new ConsoleEndpoint(board, departures))));
        replica.start(PATIENCE);
        Duration shortest = config.lostAfter().compareTo(config.silentAfter()) < 0 ? config.lostAfter() : config.silentAfter();
        Watch watch = new Watch(shortest, List.of(() -> {
            if (ledger.takeUncertain()) {
                lookAnew.run();
            }
        }, deadProcesses, new LostRovers(ledger, config.lostAfter()),
                new SilentTasks(ledger, config.silentAfter()), new DueMissions(ledger), new OldKeys(database)));
        service.atEnd(watch::close);
    }

    private static StandardRoutes.Health health(Board board, DatabaseState state) {
        return new StandardRoutes.Health() {
            @Override
            public Optional<String> degraded() {
                return state.away();
            }

            @Override
            public void details(JsonGenerator json) throws IOException {
                json.writeNumberField("connected_rovers", board.connectedRovers());
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

    /** Stops accepting, tells every WebSocket, finishes the requests under way, and stores what is not stored. */
    @Override
    public void close() {
        service.close();
    }
}
